"""Work on documents in child processes that can be killed: a hostile file costs one child, no more.

Parsers do all their work there. What comes after parsing does so for long texts only: short ones
are done sooner than they are handed over.
"""

from __future__ import annotations

import atexit
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import TypeVar

import msgspec

from wattos.knowledge.calls import LENGTH, Answer, Call
from wattos.knowledge.reasons import DocumentError
from wattos.settings import DocumentLimits

CHILDREN = 2
LONG_TEXT = 100_000
"""Characters beyond which a text is worked on in a child: shorter ones take about a second."""

_KEPT = ("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""What a child keeps of the environment, which also holds keys and passwords."""

_CHILD = (sys.executable, "-P", "-m", "wattos.knowledge.child")

Result = TypeVar("Result")


class Sandbox:
    """A few children, started when first needed and again after one was killed or went idle."""

    def __init__(self, limits: DocumentLimits, *, children: int = CHILDREN) -> None:
        self._free = queue.LifoQueue[_Child]()  # the last used first: it runs already
        for _ in range(children):
            self._free.put(_Child(limits))

    def run(
        self, work: Callable[[], Result], result_type: type[Result], *, fault: str = "unreadable"
    ) -> Result:
        """What `work` returns, done in a child.

        `work` is a partial of a module's function with arguments that can be pickled, its result
        one that MessagePack can carry. Blocks; raises `DocumentError` with the reason there is no
        result, `fault` for an unforeseen error.
        """
        call = Call(work, fault).packed()
        child = self._free.get()
        try:
            answer = child.ask(call)
        finally:
            self._free.put(child)
        if not answer.result:
            raise DocumentError(answer.reason or "parser-crashed", answer.detail)
        try:
            return msgspec.msgpack.decode(answer.result, type=result_type)
        except msgspec.MsgspecError as error:
            raise DocumentError("parser-crashed") from error


@cache
def text_sandbox(limits: DocumentLimits) -> Sandbox:
    """This process's children for what comes after parsing, apart from those that parse."""
    return Sandbox(limits)


class _Child:
    def __init__(self, limits: DocumentLimits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self._end)

    def ask(self, call: bytes) -> Answer:
        fresh = self._process is None
        answer = self._exchange(call)
        if answer is None and not fresh:
            answer = self._exchange(call)  # an idle child may just have ended by itself
        return answer or Answer(reason="parser-crashed")

    def _exchange(self, call: bytes) -> Answer | None:
        """None when the child ended without an answer."""
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        deadline = time.monotonic() + self._limits.seconds
        watchdog = threading.Timer(self._limits.seconds, process.kill)
        watchdog.start()
        try:
            process.stdin.write(LENGTH.pack(len(call)) + call)
            process.stdin.flush()
            return _read_answer(process.stdout.fileno(), self._limits.max_text_bytes)
        except _BadAnswer as bad:
            self._end()
            return Answer(reason=bad.reason)
        except (OSError, EOFError):
            self._end()
            return Answer(reason="too-slow") if time.monotonic() >= deadline else None
        finally:
            watchdog.cancel()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter, fixed arguments
                [*_CHILD, str(self._limits.memory_bytes)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=_environment(),
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
                    with suppress(OSError):  # what was not sent yet has nobody to read it
                        pipe.close()


class _BadAnswer(Exception):
    """A child hands over what the parent will not take; the child is not trusted any more."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def _read_answer(descriptor: int, most: int) -> Answer:
    """The child's answer; raises `EOFError` when the child ended without one."""
    size: int = LENGTH.unpack(_read_exactly(descriptor, LENGTH.size))[0]
    if size > most:
        raise _BadAnswer("too-large")
    try:
        return msgspec.msgpack.decode(_read_exactly(descriptor, size), type=Answer)
    except msgspec.MsgspecError as error:
        raise _BadAnswer("parser-crashed") from error


def _read_exactly(descriptor: int, size: int) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        part = os.read(descriptor, size - len(parts))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)
