"""CSV and JSON Lines: exports of tickets and conversations, or a plain table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Literal

import msgspec

from wattos.knowledge import DocumentBuilder, DocumentError, ParsedDocument, PartDocument
from wattos_ingestion.formats.columns import Columns, find_columns, text_of
from wattos_ingestion.formats.csv_rows import bad_line, read_csv
from wattos_ingestion.formats.encoding import decode
from wattos_ingestion.formats.grid import in_one_cell
from wattos_ingestion.source import Source

Kind = Literal["page", "file", "conversation", "ticket"]

RECORD_TYPE = "application/vnd.wattos.record+json"
_ANSWER_HEADINGS = {"de": "Antwort", "en": "Answer", "tr": "Yanıt"}
_KEPT = ("channel", "kanal", "category", "kategorie", "created_at", "date", "datum", "status",
         "priority", "rating")  # fmt: skip
_OBJECT = '{"text": "…"}'
_FOUND = re.compile(r"got `(\w+)`")
_BYTE = re.compile(r"\(byte (\d+)\)")


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
    builder = DocumentBuilder()
    text = decode(source.data)
    if _is_json(text, source.url):
        for record in _json_lines(text):
            builder.table_row([text_of(value) for value in record.values()], list(record))
        return builder.build()
    table = read_csv(text)
    for caption in table.captions:
        builder.heading(caption, 1)
    for row in table.rows:
        cells = [in_one_cell(cell.splitlines()) for cell in row.cells]
        builder.table_row(cells, table.header)
    return builder.build()


def split(source: Source, source_kind: str) -> list[PartDocument]:
    """A document a ticket or conversation; nothing when the file is just a table.

    Raises `DocumentError`: "empty", "bad-line", "unreadable", and "wrong-columns" when tickets or
    conversations were announced and no column holds their text.
    """
    announced = source_kind in {"ticket", "conversation"}
    text = decode(source.data)
    if _is_json(text, source.url):
        rows = list(_json_lines(text))
    else:
        table = read_csv(text)
        named = [dict.fromkeys(table.header, "")]
        if table.rows and not announced and not find_columns(named).has_text:
            return []  # a table may have notes beside its columns
        rows = list(table.records())
    if not rows:
        raise DocumentError("empty")
    columns = find_columns(rows)
    if not columns.has_text:
        if announced:
            names = ", ".join(rows[0])[:200]
            raise DocumentError(
                "wrong-columns", {"de": f"Gefunden: {names}.", "en": f"Found: {names}."}
            )
        return []
    return _with_own_keys(_parts(rows, columns, source_kind, announced=announced))


def _parts(
    rows: list[dict[str, Any]], columns: Columns, source_kind: str, *, announced: bool
) -> list[PartDocument]:
    if columns.turns is not None:
        return [_turns_part(row, columns, at) for at, row in enumerate(rows, 1)]
    if columns.thread is not None and columns.role is not None:
        return _threads(rows, columns)
    kind = "ticket" if columns.looks_like_tickets or announced else source_kind
    return [_row_part(row, columns, at, kind) for at, row in enumerate(rows, 1)]


def _with_own_keys(parts: Iterable[PartDocument]) -> list[PartDocument]:
    """The parts; one whose key another one has takes its place in the file as well."""
    taken: set[str] = set()
    own: list[PartDocument] = []
    for number, part in enumerate(parts, 1):
        key = part.key if part.key not in taken else f"{part.key}-row-{number}"
        taken.add(key)
        own.append(msgspec.structs.replace(part, key=key))
    return own


def _is_json(text: str, url: str) -> bool:
    return url.lower().rpartition(".")[2] in {"jsonl", "ndjson"} or text.lstrip()[:1] == "{"


def _json_lines(text: str) -> Iterable[dict[str, Any]]:
    # Only a line feed ends a line: JSON may hold the other signs that Unicode calls line breaks.
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield msgspec.json.decode(line, type=dict[str, Any])
        except msgspec.DecodeError as error:
            found = _FOUND.search(str(error))
            where = _BYTE.search(str(error))
            at = int(where[1]) + 1 if where else len(line.rstrip())
            raise bad_line(
                number,
                de=f"erwartet wird ein JSON-Objekt in einer Zeile wie {_OBJECT}; "
                + (f"gefunden wurde: {found[1]}" if found else f"ab Stelle {at} ist es keines"),
                en=f"expected is a JSON object in one line such as {_OBJECT}; "
                + (f"found was: {found[1]}" if found else f"from position {at} on it is none"),
            ) from error


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
