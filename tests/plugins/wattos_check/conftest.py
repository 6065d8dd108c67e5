"""Pages for finders, without a database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from wattos.database import new_id
from wattos.knowledge import DocumentView
from wattos_check.pages import Page
from wattos_check.schemas import Finding

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
    return Page(view, text)


def quotes(findings: list[Finding]) -> list[list[str]]:
    """The quotes of each finding; every one stands where it says."""
    return [[place.quote for place in found.evidence] for found in findings]
