"""What every command needs: options that repeat, an open platform, errors as exit codes."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncGenerator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from wattos.cli.logs import configure_logging
from wattos.errors import InvalidInput, NotFound, TooLarge, WattosError
from wattos.settings import Settings, load_settings

if TYPE_CHECKING:
    from wattos.platform import Platform

EXIT_FAILED, EXIT_BAD_ARGUMENTS = 1, 2
_SIGNALLED = 128  # a shell's exit code for a program that a signal ended is 128 + its number

DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Folder of the embedded data (or WATTOS_DATA_DIR)."),
]
TenantSlug = Annotated[str, typer.Option("--tenant", "-t", help="Slug of the tenant.")]
Published = Annotated[
    bool,
    typer.Option(
        "--published/--private",
        help="Whether the organisation shows the files to people: of private ones (letters, forms) "
        "names and persons' contacts are taken out.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Write JSON on stdout.")]


class BadArguments(InvalidInput):
    """The command line names something that does not exist or cannot be used."""

    code = "bad-arguments"


class JobFailed(WattosError):
    """The work was begun and did not succeed."""

    code = "job-failed"


def run(coroutine: Coroutine[Any, Any, None], *, serves: bool = False) -> None:
    """Run a command; a `WattosError` is told on stderr and becomes the exit code.

    Ctrl-C, SIGTERM and a closed terminal cancel it, so that it cleans up. For a command that
    `serves` this is the ordinary end (exit code 0), and warnings are logged meanwhile; pressing
    Ctrl-C again does not break off the clean-up, which has its own limits of time.
    """
    stop = _Stop(patient=serves)
    try:
        configure_logging("WARNING" if serves else "ERROR")
        asyncio.run(stop.guard(coroutine))
    except WattosError as error:
        print(f"Error: {error}", file=sys.stderr)
        raise typer.Exit(exit_code(error)) from None
    except KeyboardInterrupt:
        raise typer.Exit(0 if serves else _SIGNALLED + signal.SIGINT) from None
    except asyncio.CancelledError:
        if stop.received is None:
            raise
        raise typer.Exit(0 if serves else _SIGNALLED + stop.received) from None
    finally:
        coroutine.close()


class _Stop:
    """Turns signals that ask a program to end into the cancellation that Ctrl-C is already.

    A `patient` one takes Ctrl-C itself, because asyncio breaks off at the second one.
    """

    def __init__(self, *, patient: bool) -> None:
        self.received: int | None = None
        self._signals = [signal.SIGTERM, signal.SIGHUP, *([signal.SIGINT] if patient else [])]

    async def guard(self, coroutine: Coroutine[Any, Any, None]) -> None:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None

        # `nohup` ignores SIGHUP on purpose, a child of `wattos up` Ctrl-C.
        taken = {s: signal.getsignal(s) for s in self._signals}
        taken = {s: handler for s, handler in taken.items() if handler is not signal.SIG_IGN}

        def stop(number: int, _frame: FrameType | None) -> None:
            # Not the loop's own handlers: between removing one and this the default would apply.
            for other in taken:
                signal.signal(other, signal.SIG_IGN)
            self.received = number
            loop.call_soon_threadsafe(task.cancel)

        for number in taken:
            signal.signal(number, stop)
        try:
            await coroutine
        finally:
            if self.received is None:
                for number, handler in taken.items():
                    signal.signal(number, handler)


def exit_code(error: WattosError) -> int:
    """2 where the arguments were wrong, 1 where the work failed."""
    wrong_arguments = isinstance(error, (InvalidInput, NotFound, TooLarge))
    return EXIT_BAD_ARGUMENTS if wrong_arguments else EXIT_FAILED


def settings_for(data_dir: Path | None) -> Settings:
    """The settings with the command line's data folder in place of the environment's."""
    environ = dict(os.environ)
    if data_dir is not None:
        environ["WATTOS_DATA_DIR"] = str(data_dir)
    return load_settings(environ)


@asynccontextmanager
async def platform_at(data_dir: Path | None) -> AsyncGenerator[Platform]:
    """An open platform on the data folder, whether or not `wattos up` runs on it."""
    from wattos.platform import open_platform

    async with open_platform(settings_for(data_dir)) as platform:
        yield platform


def readable(text: str) -> str:
    """The text without lone surrogates, which stand for bytes of an argument that are no UTF-8."""
    return text.encode("utf-8", "replace").decode()


async def tenant_named(platform: Platform, slug: str) -> UUID:
    """The tenant's id; raises `BadArguments` for an unknown slug."""
    try:
        return await platform.tenancy.resolve(slug)
    except NotFound as error:
        raise BadArguments(error.message, given=slug, hint=error.hint) from None
