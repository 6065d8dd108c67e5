"""The command line. Each command opens the platform on a data folder and does one thing.

The modules of this room import what is heavy inside the commands, so that `--help`, a mistyped
option and the start of the embedded servers wait for nothing.
"""

from __future__ import annotations

import gc
import sys
from io import TextIOWrapper
from typing import Annotated

import typer

from wattos.bytecode import keep_bytecode
from wattos.cli import (
    ask,
    chat,
    check,
    demo,
    doctor,
    generate,
    indexes,
    knowledge,
    plugins,
    redact,
    replay,
    report,
    run,
    tenants,
    verified,
)

app = typer.Typer(
    name="wattos",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(run.up)
app.command()(demo.demo)
app.command()(run.serve)
app.command()(run.worker)
app.command()(run.migrate)
app.command()(indexes.index)
app.command()(doctor.doctor)
app.command()(knowledge.ingest)
app.command()(knowledge.crawl)
app.command()(check.check)
app.command()(generate.generate)
app.command()(report.report)
app.command()(knowledge.search)
app.command()(ask.ask)
app.command()(chat.chat)
app.command()(replay.replay)
app.command()(verified.unanswered)
app.command()(redact.redact)
app.add_typer(tenants.tenant_app, name="tenant")
app.add_typer(tenants.user_app, name="user")
app.add_typer(tenants.audit_app, name="audit")
app.add_typer(verified.verified_app, name="verified")
app.add_typer(plugins.plugin_app, name="plugin")


def _tell_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import PackageNotFoundError, version

        try:
            typer.echo(version("wattos"))
        except PackageNotFoundError:  # a source tree that is not installed
            typer.echo("unknown")
        raise typer.Exit


@app.callback()
def root(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_tell_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """From an organisation's own material to agents that answer with their sources."""


def main() -> None:
    """The console script `wattos`."""
    keep_bytecode()
    if isinstance(sys.stdout, TextIOWrapper):
        # A character that the terminal cannot show must not end the command.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        app()
    finally:
        gc.freeze()  # or Python would look for garbage in all there is before it ends
