"""Runs parsers in child processes that can be killed: a hostile file costs one child, no more."""

from __future__ import annotations

import atexit
import os
import queue
import subprocess
import sys
import threading
import time
from typing import Literal, TypeVar

import msgspec

from wattos.knowledge import DocumentError
from wattos_ingestion.protocol import LENGTH, Answer, Request

SECONDS = 60.0
"""How long one file may take."""
CHILDREN = 2

Result = TypeVar("Result")


class Sandbox:
    """A few children, started when first needed and again after one was killed or went idle."""

    def __init__(self, *, children: int = CHILDREN, seconds: float = SECONDS) -> None:
        self._free = queue.SimpleQueue[_Child]()
        for _ in range(children):
            self._free.put(_Child(seconds))

    def run(
        self,
        file_format: str,
        task: Literal["parse", "split"],
        data: bytes,
        url: str,
        hint: str,
        result_type: type[Result],
    ) -> Result:
        """The child's result. Blocks; raises `DocumentError` with the reason there is none."""
        request = msgspec.msgpack.encode(Request(file_format, task, data, url, hint))
        child = self._free.get()
        try:
            answer = child.ask(request)
        finally:
            self._free.put(child)
        if not answer.result:
            raise DocumentError(answer.reason or "parser-crashed", answer.detail)
        return msgspec.msgpack.decode(answer.result, type=result_type)


class _Child:
    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self._end)

    def ask(self, request: bytes) -> Answer:
        fresh = self._process is None
        answer = self._exchange(request)
        if answer is None and not fresh:
            answer = self._exchange(request)  # an idle child may just have ended by itself
        return answer or Answer(reason="parser-crashed")

    def _exchange(self, request: bytes) -> Answer | None:
        """None when the child ended without an answer."""
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        deadline = time.monotonic() + self._seconds
        watchdog = threading.Timer(self._seconds, process.kill)
        watchdog.start()
        try:
            process.stdin.write(LENGTH.pack(len(request)) + request)
            process.stdin.flush()
            frame = _read_frame(process.stdout.fileno())
        except OSError:
            frame = None
        finally:
            watchdog.cancel()
        if frame is not None:
            return msgspec.msgpack.decode(frame, type=Answer)
        self._end()
        return Answer(reason="too-slow") if time.monotonic() >= deadline else None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "wattos_ingestion.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
                start_new_session=True,  # a terminal's Ctrl-C is for the command, which ends this
            )
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()


def _read_frame(descriptor: int) -> bytes | None:
    header = _read_exactly(descriptor, LENGTH.size)
    return None if header is None else _read_exactly(descriptor, LENGTH.unpack(header)[0])


def _read_exactly(descriptor: int, size: int) -> bytes | None:
    parts = bytearray()
    while len(parts) < size:
        part = os.read(descriptor, size - len(parts))
        if not part:
            return None
        parts += part
    return bytes(parts)
