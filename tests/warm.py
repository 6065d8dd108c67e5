"""Commands as forks of one process that has loaded what each of them would load first.

A command so run is a process of its own, with its own session, environment and streams, and ends as
an interpreter does. Only the work is saved in which every start imports the same modules, unpacks
the same model of languages and looks for garbage in them.
"""

from __future__ import annotations

import asyncio
import atexit
import gc
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from importlib import import_module
from io import FileIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any


class Warm:
    """The process to fork from, started when first asked for; it ends with this one."""

    def __init__(self) -> None:
        self._ours: socket.socket | None = None

    async def run(
        self, arguments: Sequence[bytes], environ: Mapping[str, str], given: bytes
    ) -> tuple[int, bytes, bytes]:
        """Run `wattos` to its end: its exit code (below zero a signal's), stdout and stderr."""
        stdin, to_stdin = os.pipe()
        stdout, stderr, code = os.pipe(), os.pipe(), os.pipe()
        theirs = [stdin, stdout[1], stderr[1], code[1]]
        self._ask(arguments, environ, theirs)
        for descriptor in theirs:
            os.close(descriptor)
        writing = asyncio.create_task(_write(to_stdin, given))
        read = [_read(descriptor) for descriptor in (stdout[0], stderr[0], code[0])]
        out, err, ended = await asyncio.gather(*read)
        await writing
        return int(ended), out, err

    def _ask(
        self, arguments: Sequence[bytes], environ: Mapping[str, str], descriptors: list[int]
    ) -> None:
        asked = {
            "arguments": [argument.decode(errors="surrogateescape") for argument in arguments],
            "environ": dict(environ),
            "folder": str(Path.cwd()),
        }
        with TemporaryFile() as request:
            request.write(json.dumps(asked).encode())
            request.seek(0)
            line = self._started(environ)
            socket.send_fds(line, [b"."], [request.fileno(), *descriptors])

    def _started(self, environ: Mapping[str, str]) -> socket.socket:
        if self._ours is None:
            self._ours, theirs = socket.socketpair()
            process = subprocess.Popen(
                [sys.executable, "-P", __file__, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env={**environ, "OPENBLAS_NUM_THREADS": "1"},  # no thread beside the one that forks
                start_new_session=True,
            )
            theirs.close()
            atexit.register(_end, process, self._ours)
        return self._ours


def _end(process: subprocess.Popen[bytes], line: socket.socket) -> None:
    line.close()
    process.wait()


async def _read(descriptor: int) -> bytes:
    reader = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), FileIO(descriptor)
    )
    try:
        return await reader.read()
    finally:
        transport.close()


async def _write(descriptor: int, given: bytes) -> None:
    def write() -> None:
        try:
            with FileIO(descriptor, "w") as pipe:
                pipe.write(given)
        except BrokenPipeError:
            pass  # the command ended without having read

    await asyncio.to_thread(write)


def _serve(requests: socket.socket) -> None:
    """Fork a keeper for each request; returns in a command's own process, ready to be one."""
    while True:
        more, descriptors, _, _ = socket.recv_fds(requests, 1, 5)
        if not more:
            os._exit(0)
        _require_one_thread()
        if os.fork() == 0:
            requests.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            if _is_command(descriptors):
                _become(*descriptors)
                return
        for descriptor in descriptors:
            os.close(descriptor)


def _require_one_thread() -> None:
    """Only the thread that forks lives on in the child, with whatever locks the others held."""
    if threading.active_count() > 1 or len([*Path("/proc/self/task").glob("*")]) > 1:
        sys.exit("tests/warm.py imports something that starts a thread: it cannot be forked.")


def _is_command(descriptors: list[int]) -> bool:
    """Fork the command; in the keeper, tell how it ended and end."""
    command = os.fork()
    if command == 0:
        return True
    *others, code = descriptors
    for descriptor in others:
        os.close(descriptor)
    _, status = os.waitpid(command, 0)
    os.write(code, str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _become(request: int, *descriptors: int) -> None:
    os.setsid()
    with os.fdopen(request) as file:
        asked: dict[str, Any] = json.load(file)
    *streams, code = descriptors
    os.close(code)
    for number, descriptor in enumerate(streams):
        os.dup2(descriptor, number)
        os.close(descriptor)
    sys.stdin, sys.stdout = os.fdopen(0), os.fdopen(1, "w")
    sys.stderr = os.fdopen(2, "w", buffering=1, errors="backslashreplace")
    sys.argv = ["wattos", *asked["arguments"]]
    os.environ.clear()
    os.environ.update(asked["environ"])
    os.chdir(asked["folder"])


if __name__ == "__main__":
    from wattos.cli import main
    from wattos.knowledge import detect_language

    for name in ("wattos.platform", "pydantic.fields", "presidio_analyzer"):
        import_module(name)
    detect_language("Diese Worte sind lang genug.")
    gc.freeze()

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # keepers come and go by themselves
    with socket.socket(fileno=int(sys.argv[1])) as requests:
        _serve(requests)
    main()
