"""Batch files: JSON Lines of questions, one result a line, a faulty line told in its place."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import msgspec
import typer

from wattos.cli.context import EXIT_FAILED, BadArguments, readable
from wattos.cli.output import progress_bar, say, write_json
from wattos.errors import WattosError

if TYPE_CHECKING:
    from wattos.conversations import HistoryMessage

Role = Literal["person", "agent", "human", "system"]
_CHAT_API_ROLES: dict[str, Role] = {"user": "person", "assistant": "agent"}


class HistoryItem(msgspec.Struct, frozen=True, kw_only=True):
    """An earlier message; `user`, `assistant` and `content` are read as chat APIs mean them."""

    role: Literal["person", "agent", "human", "system", "user", "assistant"]
    text: str = ""
    content: str = ""


class BatchLine(msgspec.Struct, frozen=True, kw_only=True):
    """One question; `history` holds what was said before, oldest first."""

    question: str
    id: str | int | None = None
    history: list[HistoryItem] = []

    def messages(self) -> list[HistoryMessage]:
        """The history as conversations take it."""
        from wattos.conversations import HistoryMessage

        return [
            HistoryMessage(
                role=_CHAT_API_ROLES.get(item.role, cast("Role", item.role)),
                text=item.text or item.content,
            )
            for item in self.history
        ]


class FaultyLine(msgspec.Struct, frozen=True):
    """A line that is no question, and why; `id` is the line's where one can be read."""

    number: int
    fault: str
    id: str | int | None = None


def read_batch(path: Path) -> list[BatchLine | FaultyLine]:
    """The lines of `path`; raises `BadArguments` when none of them is a question."""
    try:
        content = path.read_bytes().removeprefix(b"\xef\xbb\xbf")  # a byte-order mark
    except OSError as error:
        raise BadArguments(
            "The batch file cannot be read.", given=f"{path}: {error.strerror}"
        ) from None
    lines = [_read_line(n, line) for n, line in enumerate(content.split(b"\n"), 1) if line.strip()]
    if not any(isinstance(line, BatchLine) for line in lines):
        first = next((line for line in lines if isinstance(line, FaultyLine)), None)
        raise BadArguments(
            "The batch file holds no question.",
            given=f"{path}, line {first.number}: {first.fault}" if first else path,
            expected='JSON Lines {"id": …, "question": "…"}',
        )
    return lines


def _read_line(number: int, line: bytes) -> BatchLine | FaultyLine:
    try:
        # The standard library's reader takes lone surrogates, which msgspec calls a short file.
        return msgspec.convert(json.loads(line, object_hook=_readable_texts), BatchLine)
    except (ValueError, RecursionError) as error:
        return FaultyLine(number, str(error), id_of(line))


def id_of(line: bytes) -> str | int | None:
    """The id of a line that is wrong otherwise; None where it has none or is no JSON object."""
    try:
        fields: Any = json.loads(line, object_hook=_readable_texts)
    except (ValueError, RecursionError):
        return None
    found: Any = cast("dict[str, Any]", fields).get("id") if isinstance(fields, dict) else None
    return found if isinstance(found, str | int) else None


def _readable_texts(fields: dict[str, Any]) -> dict[str, Any]:
    return {k: readable(v) if isinstance(v, str) else v for k, v in fields.items()}


async def answer_batch(
    lines: Sequence[BatchLine | FaultyLine],
    answer: Callable[[BatchLine], Awaitable[dict[str, Any]]],
    label: str,
) -> None:
    """Write one JSON line an input line, in order.

    A line that is no question, or whose question fails, becomes `{id, error: {code, message}}`
    and the others go on; the command then ends with exit code 1.
    """
    failed = 0
    with progress_bar(label, among_results=True) as progress:
        for done, line in enumerate(lines, start=1):
            result = await _result(line, answer)
            failed += "error" in result
            write_json(result)
            progress.of_lines(done, len(lines))
    if failed:
        say(f"{failed} of {len(lines)} lines failed; their results say why.")
        raise typer.Exit(EXIT_FAILED)


async def _result(
    line: BatchLine | FaultyLine, answer: Callable[[BatchLine], Awaitable[dict[str, Any]]]
) -> dict[str, Any]:
    if isinstance(line, FaultyLine):
        error = {"code": "invalid-input", "message": f"Not a question: {line.fault}"}
        return {"id": line.id, "line": line.number, "error": error}
    try:
        return {"id": line.id, **await answer(line)}
    except WattosError as error:
        return {"id": line.id, "error": {"code": error.code, "message": str(error)}}
