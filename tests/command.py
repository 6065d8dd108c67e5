"""`wattos` as a person runs it: a process of its own with its own terminal streams.

A command that is awaited to its end is a fork of a process that knows WattOS already (`warm.py`),
one that is started, or that is `cold`, a new interpreter.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
import tempfile
from asyncio.subprocess import Process
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.warm import Warm

Argument = str | bytes | os.PathLike[str]

_ROOTS = ("core", "plugins", "channels", "admin_ui")
_REPOSITORY = Path(__file__).parents[1]
_WARM = Warm()
_CONFIGURES = ("WATTOS_", "DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL", "OPENAI_", "SMTP_")


@dataclass(frozen=True)
class Finished:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """The JSON Lines on stdout."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass
class Wattos:
    """Starts commands with these settings in their environment and nothing of ours."""

    environ: Mapping[str, str] = field(default_factory=dict[str, str])
    is_cold: bool = False

    def with_settings(self, **settings: str) -> Wattos:
        """The same with more settings."""
        return replace(self, environ={**self.environ, **settings})

    @property
    def cold(self) -> Wattos:
        """The same, each command in an interpreter that has imported nothing."""
        return replace(self, is_cold=True)

    async def __call__(self, *arguments: Argument, given: bytes = b"") -> Finished:
        """Run a command to its end; `given` is its standard input."""
        if self.is_cold:
            process = await self.start(*arguments)
            out, err = await process.communicate(given)
            code = process.returncode or 0
        else:
            code, out, err = await _WARM.run(
                list(map(os.fsencode, arguments)), self._environ(), given
            )
        return Finished(code, out.decode(), err.decode())

    async def start(
        self,
        *arguments: Argument,
        module: str = "",
        stdin: int = asyncio.subprocess.PIPE,
        stdout: int = asyncio.subprocess.PIPE,
        stderr: int = asyncio.subprocess.PIPE,
    ) -> Process:
        """Start a command in a session of its own, so that a test may signal all of it.

        `module` is the text of a program to run in place of the command line.
        """
        program = ["-c", module] if module else ["-m", "wattos.cli"]
        return await asyncio.create_subprocess_exec(
            *(sys.executable, *program, *arguments),
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            env=self._environ(),
            start_new_session=True,
        )

    def _environ(self) -> dict[str, str]:
        ours = {k: v for k, v in os.environ.items() if not k.startswith(_CONFIGURES)}
        paths = os.pathsep.join(str(_REPOSITORY / root) for root in _ROOTS)
        return {**ours, "PYTHONPATH": paths, **self.environ}


@contextlib.contextmanager
def data_folder() -> Generator[Path]:
    """A folder for embedded data: every user may pass it, as root's servers run as another one."""
    with tempfile.TemporaryDirectory(prefix="wt-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "data"


@asynccontextmanager
async def running_up(wattos: Wattos, *arguments: str) -> AsyncGenerator[tuple[Process, str]]:
    """`wattos up` on a free port once it answers, with its address; ended afterwards."""
    process = await wattos.start("up", "--port", "0", *arguments)
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        line = (await process.stdout.readline()).decode()
        if "ready: " not in line:
            raise AssertionError((await process.stderr.read()).decode())
        yield process, line.split()[-1]
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        await process.communicate()
