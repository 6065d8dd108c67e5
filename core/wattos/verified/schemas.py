"""Verified answers as they come in and go out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from wattos.events import Citation

VerifiedState = Literal["active", "expired", "archived"]

Question = Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]
AnswerText = Annotated[str, msgspec.Meta(min_length=1, max_length=8000)]


class VerifiedContent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an editor says: a question, other ways to ask it, and its answer in Markdown.

    `phrasings` may be in other languages; `translations` are the answer by language. `sources` are
    links or passages; `[1]` in the answer names the first. `expires_at` is when somebody has to
    look at it again; None is half a year from now.
    """

    question: Question
    answer: AnswerText
    language: str = ""
    """ISO 639-1 of question and answer; empty lets the question decide."""
    phrasings: Annotated[list[Question], msgspec.Meta(max_length=50)] = []
    translations: dict[str, AnswerText] = {}
    sources: Annotated[list[Citation], msgspec.Meta(max_length=10)] = []
    owner_id: UUID | None = None
    """Who looks after it; None is who writes it."""
    agent_id: UUID | None = None
    """The only agent that may use it; None is every agent."""
    expires_at: datetime | None = None


class VerifiedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A stored verified answer; only an `active` one answers."""

    id: UUID
    state: VerifiedState
    version: int
    question: str
    answer: str
    language: str
    phrasings: list[str]
    translations: dict[str, str]
    sources: list[Citation]
    owner_id: UUID | None
    owner_name: str | None
    agent_id: UUID | None
    origin_turn_id: UUID | None
    expires_at: datetime
    use_count: int
    last_used_at: datetime | None
    created_at: datetime
    updated_at: datetime


class VerifiedVersion(msgspec.Struct, frozen=True, kw_only=True):
    """What a verified answer said from one change to the next."""

    version: int
    content: VerifiedContent
    changed_by: UUID | None
    created_at: datetime


class VerifiedMatch(msgspec.Struct, frozen=True, kw_only=True):
    """The verified answer to a question; `text` is in the asker's language or framed in it.

    `phrasing` is the stored question that means the same, `score` how well it fits, 0 to 1.
    `quoted_language` is that of the framed words, empty where there is no frame.
    """

    verified_answer_id: UUID
    text: str
    language: str
    sources: list[Citation]
    phrasing: str
    score: float
    quoted_language: str = ""


class VerifiedFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which verified answers to list; None is any. `search` are words of question or answer."""

    search: str | None = None
    state: VerifiedState | None = None
    language: str | None = None
    owner_id: UUID | None = None
    agent_id: UUID | None = None
    expires_before: datetime | None = None
