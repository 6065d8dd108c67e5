"""Exports of tickets and conversations: CSV or JSON Lines whose columns are told by their names.

Every help desk calls its columns something else, so each field has aliases in German, English and
Turkish. Encodings and separators are recognised; what cannot be read is refused with the columns
that were given and those that were expected.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from wattos.errors import InvalidInput, NotFound

ALIASES: Final[dict[str, tuple[str, ...]]] = {
    "id": ("id", "ticket", "ticket_id", "ticketid", "number", "nummer", "ticketnummer", "vorgang", "key", "no"),
    "subject": ("subject", "title", "summary", "betreff", "titel", "thema", "kurzbeschreibung", "konu", "başlık"),
    "body": (
        "body", "description", "text", "message", "question", "content", "beschreibung", "nachricht", "frage",
        "anfrage", "inhalt", "anliegen", "problem", "mesaj", "soru", "açıklama",
    ),
    "resolution": (
        "resolution", "answer", "solution", "reply", "response", "lösung", "loesung", "antwort", "erledigung",
        "bearbeitung", "çözüm", "yanıt", "cevap",
    ),
    "category": ("category", "kategorie", "topic", "bereich", "queue", "label", "kategori"),
    "language": ("language", "lang", "sprache", "locale", "dil"),
    "channel": ("channel", "source", "kanal", "quelle", "via", "eingang"),
    "created_at": ("created_at", "created", "date", "datum", "erstellt", "erstellt_am", "eingegangen", "tarih"),
    "messages": ("messages", "conversation", "turns", "verlauf", "dialog", "nachrichten"),
}  # fmt: skip
"""Column names by field, compared in lower case with blanks and dashes as underscores."""

_TEXT_FIELDS: Final = ("subject", "body", "messages")
_HEADING: Final = {"de": "Lösung", "en": "Resolution", "tr": "Çözüm"}


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """One row of an export: what somebody wanted and, where it says so, what helped."""

    id: str
    subject: str
    body: str
    resolution: str = ""
    category: str | None = None
    language: str | None = None
    channel: str | None = None
    created_at: str | None = None
    kind: str = "ticket"
    """ticket, or conversation for rows that hold messages"""

    @property
    def title(self) -> str:
        """The subject, or the beginning of the text where there is none."""
        return self.subject or self.body.split("\n", 1)[0][:80]

    def as_markdown(self) -> str:
        """The ticket as a document: request and resolution under headings of their own."""
        parts = [f"# {self.title}", self.body]
        if self.resolution:
            parts += [f"## {_HEADING.get(self.language or 'de', _HEADING['en'])}", self.resolution]
        return "\n\n".join(part for part in parts if part)


def load_tickets(path: Path | str) -> list[Ticket]:
    """Read a CSV or JSON Lines export.

    Raises `NotFound` for a path that is no file and `InvalidInput` for a file that is empty, is
    neither format, or has no column with the text of a ticket.
    """
    file = Path(path)
    if not file.is_file():
        raise NotFound("There is no such file.", given=str(path))
    text = _decoded(file.read_bytes())
    if not text.strip():
        raise InvalidInput("The file is empty.", given=file.name, expected="rows of tickets")
    rows = _json_rows(text) if text.lstrip().startswith("{") else _csv_rows(text)
    return tickets_from_rows(rows)


def tickets_from_rows(rows: Iterable[Mapping[str, Any]]) -> list[Ticket]:
    """Map rows to tickets by their column names; raises `InvalidInput` as `load_tickets` does.

    Rows without any text are left out. A row without an id gets one from its content, so that
    importing a file twice changes nothing.
    """
    listed = list(rows)
    columns = list(dict.fromkeys(str(name) for row in listed for name in row))
    fields = map_columns(columns)
    tickets = (_ticket({field: row.get(column) for field, column in fields.items()}) for row in listed)
    return [ticket for ticket in tickets if ticket.subject or ticket.body]


def map_columns(columns: Sequence[str]) -> dict[str, str]:
    """The column of each known field; raises `InvalidInput` when none holds the text of a ticket."""
    normal = {_normal(column): column for column in reversed(columns)}
    fields = {
        field: normal[alias]
        for field, aliases in ALIASES.items()
        if (alias := next((alias for alias in aliases if alias in normal), None))
    }
    if not any(field in fields for field in _TEXT_FIELDS):
        raise InvalidInput(
            "No column of this file holds the text of a ticket.",
            given=", ".join(columns) or "no columns",
            expected="a column named like subject (Betreff), body (Beschreibung) or messages (Verlauf)",
            hint="Rename the columns of the export; the first row must hold their names.",
        )
    return fields


def _normal(column: str) -> str:
    return column.strip().lstrip("\ufeff").casefold().replace(" ", "_").replace("-", "_")


def _decoded(data: bytes) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, otherwise Windows-1252, as spreadsheets save it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    return text.replace("\x00", "")


def _csv_rows(text: str) -> list[dict[str, Any]]:
    first = text.lstrip().split("\n", 1)[0]
    separator = max(";,\t|", key=first.count)
    if not first.count(separator):
        raise InvalidInput(
            "This is neither CSV nor JSON Lines with tickets.",
            given=first[:80],
            expected="a first row with column names such as id, subject, body, resolution",
        )
    csv.field_size_limit(10_000_000)
    try:
        return list(csv.DictReader(io.StringIO(text.lstrip()), delimiter=separator, restkey="_rest"))
    except csv.Error as error:
        raise InvalidInput("The CSV file cannot be read.", given=str(error)) from error


def _json_rows(text: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise InvalidInput(
                "A line is not valid JSON.", given=f"line {number}: {error.msg}", expected="one JSON object a line"
            ) from error
        if not isinstance(row, dict):
            raise InvalidInput("A line is not a JSON object.", given=f"line {number}", expected="one JSON object a line")
        rows.append({str(key): value for key, value in row.items()})
    return rows


def _ticket(values: Mapping[str, Any]) -> Ticket:
    text = {field: _clean(value) for field, value in values.items() if field != "messages"}
    messages = values.get("messages")
    body = text.get("body") or _dialogue(messages)
    subject = text.get("subject", "").replace("\n", " ")
    digest = hashlib.sha256(f"{subject}\n{body}".encode()).hexdigest()[:16]
    return Ticket(
        id=text.get("id") or digest,
        subject=subject,
        body=body,
        resolution=text.get("resolution", ""),
        category=text.get("category") or None,
        language=_language(text.get("language", "")),
        channel=text.get("channel") or None,
        created_at=text.get("created_at") or None,
        kind="conversation" if messages else "ticket",
    )


def _clean(value: object) -> str:
    """Text without NUL and lone surrogates, which neither Postgres nor UTF-8 can hold."""
    text = "" if value is None else str(value)
    return text.replace("\x00", "").encode("utf-8", "ignore").decode().replace("\r\n", "\n").strip()


def _dialogue(messages: object) -> str:
    """The messages of a conversation, one a paragraph; a string stands for itself."""
    if isinstance(messages, list):
        texts = (entry.get("text") or entry.get("content") if isinstance(entry, dict) else entry for entry in messages)  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
        return "\n\n".join(cleaned for text in texts if (cleaned := _clean(text)))  # pyright: ignore[reportUnknownVariableType]
    return _clean(messages)


def _language(value: str) -> str | None:
    """The ISO 639-1 part of a locale such as `de-AT`."""
    code = value.strip().lower().replace("_", "-").split("-", 1)[0]
    return code if len(code) == 2 and code.isalpha() else None
