"""CSV and JSON Lines: exports of tickets and conversations, or a plain table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, Literal

import msgspec

from wattos.knowledge import DocumentBuilder, DocumentError, ParsedDocument, PartDocument
from wattos_ingestion.formats.columns import Columns, find_columns, text_of
from wattos_ingestion.formats.encoding import decode
from wattos_ingestion.source import Source

Kind = Literal["page", "file", "conversation", "ticket"]

RECORD_TYPE = "application/vnd.wattos.record+json"
_ANSWER_HEADINGS = {"de": "Antwort", "en": "Answer", "tr": "Yanıt"}
_KEPT = ("channel", "kanal", "category", "kategorie", "created_at", "date", "datum", "status",
         "priority", "rating")  # fmt: skip
_SNIFFED = 20_000

csv.field_size_limit(10_000_000)


class Turn(msgspec.Struct, frozen=True):
    """One message of a conversation."""

    role: str
    text: str


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One ticket or conversation as it is stored between splitting and reading."""

    subject: str = ""
    body: str = ""
    answer: str = ""
    language: str = ""
    turns: list[Turn] = []


def parse(source: Source) -> ParsedDocument:
    """One record made by `split`, or a whole file as a table."""
    if source.media_type == RECORD_TYPE:
        return _record_document(msgspec.json.decode(source.data, type=Record))
    rows = read_rows(source.data, source.url)
    builder = DocumentBuilder()
    for row in rows:
        builder.table_row([text_of(value) for value in row.values()], list(row))
    return builder.build()


def split(source: Source, source_kind: str) -> list[PartDocument]:
    """A document a ticket or conversation; nothing when the file is just a table.

    Raises `DocumentError`: "empty", "unreadable", and "wrong-columns" when tickets or
    conversations were announced and no column holds their text.
    """
    rows = read_rows(source.data, source.url)
    if not rows:
        raise DocumentError("empty")
    columns = find_columns(rows)
    announced = source_kind in {"ticket", "conversation"}
    if not columns.has_text:
        if announced:
            raise DocumentError("wrong-columns", f"Columns: {', '.join(rows[0])[:200]}.")
        return []
    if columns.turns is not None:
        return [_turns_part(row, columns, at) for at, row in enumerate(rows, 1)]
    if columns.thread is not None and columns.role is not None:
        return _threads(rows, columns)
    kind = "ticket" if columns.looks_like_tickets or announced else source_kind
    return [_row_part(row, columns, at, kind) for at, row in enumerate(rows, 1)]


def read_rows(data: bytes, url: str) -> list[dict[str, Any]]:
    """The file's records as dictionaries; raises `DocumentError` ("unreadable")."""
    text = decode(data)
    if url.lower().rpartition(".")[2] in {"jsonl", "ndjson"} or text.lstrip()[:1] == "{":
        return list(_json_lines(text))
    lines = io.StringIO(text, newline="")
    header = text[:_SNIFFED].partition("\n")[0]
    delimiter = max(",;\t|", key=header.count)
    rows = csv.DictReader(lines, delimiter=delimiter, restkey="", restval="")
    try:
        return [
            {name: value for name, value in row.items() if name}
            for row in rows
            if any(text_of(value).strip() for value in row.values())
        ]
    except csv.Error as error:
        raise DocumentError("unreadable") from error


def _json_lines(text: str) -> Iterable[dict[str, Any]]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            yield msgspec.json.decode(line, type=dict[str, Any])
        except msgspec.DecodeError as error:
            raise DocumentError("unreadable", f"Line {number} is no JSON object.") from error


def _record_document(record: Record) -> ParsedDocument:
    builder = DocumentBuilder()
    builder.heading(record.subject, 1)
    _add_paragraphs(builder, record.body)
    for turn in record.turns:
        builder.paragraph(f"{turn.role}: {turn.text}" if turn.role else turn.text)
    if record.answer:
        builder.heading(_ANSWER_HEADINGS.get(record.language, "Answer"), 2)
        _add_paragraphs(builder, record.answer)
    return builder.build(title=record.subject, language=record.language or None)


def _add_paragraphs(builder: DocumentBuilder, text: str) -> None:
    for paragraph in text.replace("\r\n", "\n").split("\n\n"):
        builder.paragraph(paragraph)


def _row_part(row: dict[str, Any], columns: Columns, number: int, kind: str) -> PartDocument:
    record = Record(
        subject=columns.value(row, columns.subject),
        body=columns.value(row, columns.body),
        answer=columns.value(row, columns.answer),
        language=columns.language_of(row),
    )
    return _part(record, columns.key_of(row, number), kind, row)


def _turns_part(row: dict[str, Any], columns: Columns, number: int) -> PartDocument:
    said = row.get(columns.turns or "") or []
    turns = [
        Turn(text_of(turn.get("role") or turn.get("speaker")), _spoken(turn))
        for turn in said
        if isinstance(turn, dict)
    ]
    record = Record(
        subject=columns.value(row, columns.subject),
        turns=turns,
        language=columns.language_of(row),
    )
    return _part(record, columns.key_of(row, number), "conversation", row)


def _spoken(turn: dict[str, Any]) -> str:
    return text_of(turn.get("content") or turn.get("text") or turn.get("message"))


def _threads(rows: Sequence[dict[str, Any]], columns: Columns) -> list[PartDocument]:
    """Rows that are single messages, put together by their conversation in order."""
    threads: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        threads.setdefault(columns.value(row, columns.thread), []).append(row)
    parts: list[PartDocument] = []
    for key, messages in threads.items():
        turns = [
            Turn(columns.value(row, columns.role), columns.value(row, columns.body))
            for row in messages
        ]
        record = Record(
            subject=columns.value(messages[0], columns.subject),
            turns=turns,
            language=columns.language_of(messages[0]),
        )
        parts.append(_part(record, key, "conversation", messages[0]))
    return parts


def _part(record: Record, key: str, kind: str, row: dict[str, Any]) -> PartDocument:
    # Only columns that cannot hold personal data: metadata are not redacted.
    kept = {name.lower(): text_of(value)[:100] for name, value in row.items()}
    opening = record.turns[0].text if record.turns else record.body
    return PartDocument(
        key=key,
        title=record.subject or " ".join(opening.split()[:8]),
        data=msgspec.json.encode(record),
        media_type=RECORD_TYPE,
        source_kind=msgspec.convert(kind, type=Kind),
        language=record.language or None,
        metadata={name: kept[name] for name in _KEPT if kept.get(name)},
    )
