"""What a website check finds and how it is told."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

Kind = Literal[
    "contradiction", "outdated", "dead-link", "near-duplicate", "hard-language", "long-sentence",
    "missing-translation", "orphan", "no-date", "no-title", "same-title", "no-description",
    "no-alt-text",
]  # fmt: skip
Severity = Literal["high", "medium", "low"]


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """Where a finding can be seen; `quote` is the document's stored text from `start` to `end`.

    A finding about a page as a whole has no quote (`start` and `end` are None then).
    """

    document_id: UUID
    url: str
    title: str
    quote: str = ""
    start: int | None = None
    end: int | None = None


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to look at: a sentence in German and English, and the places that show it.

    `key` stays the same from check to check as long as the finding does; `count` is the number of
    places in all, of which `evidence` shows the first.
    """

    key: str
    kind: Kind
    severity: Severity
    sentence: dict[str, str]
    evidence: list[Evidence]
    count: int = 1
    detail: dict[str, Any] = {}


class Since(msgspec.Struct, frozen=True, kw_only=True):
    """What changed since the check before; lists of checks carry the two numbers only."""

    previous_id: UUID
    previous_at: datetime
    new: int
    solved: int
    new_keys: Annotated[list[str], msgspec.Meta(examples=[["9f2c41d07be35a68"]])] = []
    """Keys of those findings that were not there before."""
    solved_findings: list[Finding] = []
    """Findings of the check before that are gone."""


class CheckView(msgspec.Struct, frozen=True, kw_only=True):
    """A stored check; `counts` are findings by kind.

    `since` compares it with the one before that looked at the same things; None at the first.
    """

    id: UUID
    pages: int
    counts: dict[str, int]
    findings: list[Finding]
    created_at: datetime
    external: bool = False
    since: Since | None = None
