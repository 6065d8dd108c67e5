"""A child process that holds a model, spoken to over its standard input and output."""

from __future__ import annotations

import array
import atexit
import os
import selectors
import struct
import subprocess
import sys
import threading
from typing import Literal

import msgspec

from wattos.errors import Unavailable

Task = Literal["query", "passage"]
Work = Task | Literal["read"]
Vectors = list["array.array[float]"]

_LENGTH = struct.Struct("<I")
_ANSWER_SECONDS = 120
_READ_NUMBERS = 2


class ModelProcess:
    """Starts its child at the first request, and again when the child has ended.

    Frames in both directions are a length (unsigned 32 bits, little endian) and that many bytes:
    a request is JSON `[work, texts]`, an answer rows of 32-bit floats one after the other, empty
    for a fault that the child has written to standard error.
    """

    def __init__(self, backend: str, dimensions: int, *, background: bool = False) -> None:
        self._backend = backend
        self._dimensions = dimensions
        self._background = background
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        atexit.register(self.close)

    @property
    def child_id(self) -> int | None:
        """The running child's process id."""
        return self._child.pid if self._child is not None else None

    def embed(self, task: Task, texts: list[str]) -> Vectors:
        """One vector a text. Blocks; raises `Unavailable` when a fresh child fails too."""
        return self._rows(task, texts, len(texts), self._dimensions)

    def read(self, question: str, texts: list[str]) -> Vectors:
        """For each text what `wattos_offline.reader` tells of it. Blocks; raises `Unavailable`."""
        return self._rows("read", [question, *texts], len(texts), _READ_NUMBERS)

    def _rows(self, work: Work, texts: list[str], rows: int, size: int) -> Vectors:
        request = msgspec.json.encode((work, texts))
        with self._lock:
            answer = self._ask(request) or self._ask(request)  # an idle child may just have ended
        if len(answer) != rows * size * 4:
            raise Unavailable(
                "The local embedding model does not answer.",
                given=f"backend {self._backend}",
                hint="The log shows the child process's own message; `wattos doctor` tests it.",
            )
        numbers = array.array("f")
        numbers.frombytes(answer)
        return [numbers[at : at + size] for at in range(0, len(numbers), size)]

    def close(self) -> None:
        """End the child; a later request starts another."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    pipe.close()

    def _ask(self, request: bytes) -> bytes:
        """The answer, or nothing when the child has died (it is gone then)."""
        child = self._running()
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            child.stdin.write(_LENGTH.pack(len(request)) + request)
            child.stdin.flush()
            answer = _read_frame(child.stdout.fileno())
        except OSError:
            answer = b""
        if not answer:
            self.close()
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            self._child = self._start()
        return self._child

    def _start(self) -> subprocess.Popen[bytes]:
        # One thread a child: threads that wait for each other spin, and cost more than they bring.
        environment = os.environ | {
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "PYTHONPATH": os.pathsep.join(place for place in sys.path if place),
        }
        command = [sys.executable, "-P", "-m", "wattos_offline.worker", self._backend]
        if self._background:
            command.append("--background")
        return subprocess.Popen(  # noqa: S603 -- our own worker with fixed arguments
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            start_new_session=True,  # a terminal's Ctrl-C is for the command, which closes this
        )


def _read_frame(descriptor: int) -> bytes:
    header = _read_exactly(descriptor, _LENGTH.size)
    return _read_exactly(descriptor, _LENGTH.unpack(header)[0]) if header else b""


def _read_exactly(descriptor: int, size: int) -> bytes:
    """`size` bytes, or nothing at the end of the stream; raises TimeoutError for a hung child."""
    parts = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        while len(parts) < size:
            if not selector.select(_ANSWER_SECONDS):
                raise TimeoutError
            part = os.read(descriptor, size - len(parts))
            if not part:
                return b""
            parts += part
    return bytes(parts)
