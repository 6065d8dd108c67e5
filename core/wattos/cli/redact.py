"""`wattos redact`: personal data in a text or a file of texts, without a database."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from wattos.cli.batch import id_of
from wattos.cli.context import EXIT_FAILED, BadArguments, DataDir, Json, readable, run, settings_for
from wattos.cli.output import progress_bar, say, show, write_json
from wattos.errors import Unavailable

if TYPE_CHECKING:
    from wattos.knowledge import PersonalSpan, Redactor
    from wattos.settings import Settings


class TextLine(msgspec.Struct, frozen=True, kw_only=True):
    """One text of a batch; without `language` it is detected."""

    text: str
    id: str | int | None = None
    language: str | None = None


def redact(
    text: Annotated[str | None, typer.Argument(help="The text; - reads it from stdin.")] = None,
    batch: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="JSON Lines {id, text}.")
    ] = None,
    language: Annotated[
        str | None, typer.Option(help="de, en or tr; detected when not given.")
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Show the personal data of every type in one text, or in a file of texts."""
    if (text is None) == (batch is None):
        raise typer.BadParameter("give either a TEXT or --batch FILE")

    async def command() -> None:
        redactors = _redactors(settings_for(data_dir))
        if batch is not None:
            _redact_batch(redactors, batch, language)
            return
        given = readable(sys.stdin.read() if text == "-" else text or "")
        spans = find_spans(redactors, given, language)
        if as_json:
            write_json({"text": given, "spans": spans})
        else:
            show(_without(given, spans))

    run(command())


def _redactors(settings: Settings) -> list[Redactor]:
    """The registered redactors; raises `Unavailable` when the installation hosts none."""
    from wattos.installation import plugin_host
    from wattos.plugins import TenantPlugins
    from wattos.registries import Registries

    host = plugin_host(settings)
    redactors = Registries(host, TenantPlugins(host), settings).redactors()
    if not redactors:
        raise Unavailable(
            "No plugin of this installation redacts personal data.",
            hint="List one in plugin_manifest.toml; `wattos plugin list` shows what is there.",
        )
    return redactors


def _redact_batch(redactors: Sequence[Redactor], path: Path, language: str | None) -> None:
    """One JSON line an input line, in order; a line that is no text says so in its place."""
    lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n")
    numbered = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    failed = 0
    with progress_bar("Redacting", among_results=True) as progress:
        for done, (number, line) in enumerate(numbered, start=1):
            try:
                item = read_line(line)
            except BadArguments as error:
                failed += 1
                fault = {"code": "invalid-input", "message": str(error)}
                write_json({"id": id_of(line), "line": number, "error": fault})
                continue
            spans = find_spans(redactors, item.text, item.language or language)
            write_json({"id": item.id, "text": item.text, "spans": spans})
            progress.of_lines(done, len(numbered))
    if failed:
        say(f"{failed} of {len(numbered)} lines failed; their results say why.")
        raise typer.Exit(EXIT_FAILED)


def read_line(line: bytes) -> TextLine:
    """A line of a batch; raises `BadArguments` for one that holds no text."""

    def texts(fields: dict[str, Any]) -> dict[str, Any]:
        return {k: readable(v) if isinstance(v, str) else v for k, v in fields.items()}

    try:
        # The standard library's reader takes lone surrogates, which msgspec calls a short file.
        return msgspec.convert(json.loads(line, object_hook=texts), TextLine)
    except (ValueError, RecursionError) as error:
        raise BadArguments(
            "Not a text.", given=str(error), expected='{"id": …, "text": "…"}'
        ) from None


def find_spans(
    redactors: Sequence[Redactor], text: str, language: str | None
) -> list[PersonalSpan]:
    """What any redactor finds, in order; of overlapping finds the first redactor's stays."""
    kept: list[PersonalSpan] = []
    for redactor in redactors:
        for span in redactor.find(text, language):
            if all(span.end <= other.start or span.start >= other.end for other in kept):
                kept.append(span)
    return sorted(kept, key=lambda span: span.start)


def _without(text: str, spans: Sequence[PersonalSpan]) -> str:
    for span in reversed(spans):
        text = f"{text[: span.start]}[{span.type}]{text[span.end :]}"
    return text
