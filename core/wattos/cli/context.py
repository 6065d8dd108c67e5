"""What every command needs: options that repeat, an open platform, errors as exit codes."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import AsyncGenerator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from wattos.errors import InvalidInput, NotFound, WattosError
from wattos.platform import Platform, open_platform
from wattos.settings import Settings, load_settings

EXIT_FAILED, EXIT_BAD_ARGUMENTS = 1, 2

DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Folder of the embedded data (or WATTOS_DATA_DIR)."),
]
TenantSlug = Annotated[str, typer.Option("--tenant", "-t", help="Slug of the tenant.")]
Json = Annotated[bool, typer.Option("--json", help="Write JSON on stdout.")]


class BadArguments(InvalidInput):
    """The command line names something that does not exist or cannot be used."""

    code = "bad-arguments"


def run(coroutine: Coroutine[Any, Any, None]) -> None:
    """Run a command; a `WattosError` is told on stderr and becomes the exit code."""
    logging.basicConfig(level=os.environ.get("WATTOS_LOG", "ERROR").upper(), stream=sys.stderr)
    try:
        asyncio.run(coroutine)
    except WattosError as error:
        print(f"Error: {error}", file=sys.stderr)
        raise typer.Exit(_exit_code(error)) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def _exit_code(error: WattosError) -> int:
    return EXIT_BAD_ARGUMENTS if isinstance(error, BadArguments) else EXIT_FAILED


def settings_for(data_dir: Path | None) -> Settings:
    """The settings with the command line's data folder in place of the environment's."""
    environ = dict(os.environ)
    if data_dir is not None:
        environ["WATTOS_DATA_DIR"] = str(data_dir)
    return load_settings(environ)


@asynccontextmanager
async def platform_at(data_dir: Path | None) -> AsyncGenerator[Platform]:
    """An open platform on the data folder, whether or not `wattos up` runs on it."""
    async with open_platform(settings_for(data_dir)) as platform:
        yield platform


async def tenant_named(platform: Platform, slug: str) -> UUID:
    """The tenant's id; raises `BadArguments` for an unknown slug."""
    try:
        return await platform.tenancy.resolve(slug)
    except NotFound as error:
        raise BadArguments(error.message, given=slug, hint=error.hint) from None
