"""Child processes of `wattos up`: the workers, restarted when they die, never outliving it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator, Mapping, Sequence

log = logging.getLogger(__name__)

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0  # seconds between restarts
_GRACE_SECONDS = 10.0


def _ignore_ctrl_c() -> None:
    """A terminal's Ctrl-C reaches the whole process group, but children end when we end them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


class Child:
    """A `wattos` subcommand as a child that ends when our end of its standard input closes."""

    def __init__(self, arguments: Sequence[str], environ: Mapping[str, str]) -> None:
        self._name = " ".join(a for a in ("wattos", *arguments) if a != "--child")
        self._command = [sys.executable, "-m", "wattos.cli", *arguments]
        self._environ = dict(environ)
        self._process: asyncio.subprocess.Process | None = None

    async def keep_running(self) -> None:
        """Start the child, and start it again with growing pauses whenever it ends."""
        pause = _FIRST_PAUSE
        while True:
            started = asyncio.get_running_loop().time()
            outcome = await self._run_once()
            if asyncio.get_running_loop().time() - started > _LONGEST_PAUSE:
                pause = _FIRST_PAUSE
            log.warning("%s %s; it starts again in %.1f s", self._name, outcome, pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _run_once(self) -> str:
        """How the child ended, in words."""
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self._command, env=self._environ, stdin=subprocess.PIPE, preexec_fn=_ignore_ctrl_c
            )
        except OSError as error:
            return f"could not be started ({error.strerror})"
        return f"ended with code {await self._process.wait()}"

    async def stop(self) -> None:
        """Ask the child to end, and end it after ten seconds."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), _GRACE_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()


@contextlib.asynccontextmanager
async def children(
    commands: Sequence[Sequence[str]], environ: Mapping[str, str]
) -> AsyncGenerator[None]:
    """Keep the commands running for the while; all are stopped at the end."""
    running = [Child(arguments, environ) for arguments in commands]
    tasks = [asyncio.create_task(child.keep_running()) for child in running]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*(child.stop() for child in running))


async def parent_gone() -> None:
    """Return when standard input closes: the process that started us has ended, however it did."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    transport, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(os.dup(0), "rb", buffering=0)
    )
    try:
        while await reader.read(1024):
            continue
    finally:
        transport.close()
