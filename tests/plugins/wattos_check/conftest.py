"""Pages for finders, without a database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from wattos.database import new_id
from wattos.knowledge import DocumentBuilder, DocumentView, RecordView
from wattos_check.pages import Page
from wattos_check.schemas import Finding
from wattos_records.extractor import DocumentRecords

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def page(
    title: str, text: str, *, path: str = "", language: str = "de", depth: int = 1, **metadata: Any
) -> Page:
    """A page of the site `www.example.org`."""
    view = DocumentView(
        id=new_id(),
        space_id=new_id(),
        source_kind="page",
        url=f"https://www.example.org/{path or title.lower().replace(' ', '-')}",
        title=title,
        language=language,
        media_type="text/html",
        state="ready",
        reason=None,
        byte_size=len(text),
        depth=depth,
        metadata=metadata,
        created_at=NOW,
        updated_at=NOW,
    )
    return Page(view, text, _records(view, text))


def _records(view: DocumentView, text: str) -> list[RecordView]:
    """What the product reads in the text; a lone line is a heading."""
    builder = DocumentBuilder()
    for part in text.split("\n\n"):
        if " | " in part:
            for line in part.split("\n"):
                builder.table_row(line.split(" | "))
        elif "." in part or "\n" in part:
            builder.paragraph(part)
        else:
            builder.heading(part, 1)
    document = builder.build(title=view.title)
    if document.text != text:
        return []
    records = DocumentRecords().extract(document, url=view.url, language=view.language)
    return [
        RecordView(
            id=new_id(),
            document_id=view.id,
            title=view.title,
            url=view.url,
            kind=record.kind,
            subject=record.subject,
            data=record.data,
            start=record.start,
            end=record.end,
            text=text[record.start : record.end],
            language=view.language,
            chunk_id=new_id(),
        )
        for record in records
    ]


def quotes(findings: list[Finding]) -> list[list[str]]:
    """The quotes of each finding; every one stands where it says."""
    return [[place.quote for place in found.evidence] for found in findings]
