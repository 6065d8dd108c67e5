"""What to replay, and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

Outcome = Literal["same", "changed", "now_refused", "now_answered", "failed"]
ReplayState = Literal["queued", "running", "succeeded", "failed", "cancelled"]


class ReplayRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The last real questions and all verified ones, against an agent as it is or will be.

    Without `agent` every question goes to the agent that answered it, in its published version.
    `against` is a version's number, "draft" (the newest version) or None (the published one), and
    needs an agent.
    """

    last: Annotated[int, msgspec.Meta(ge=0, le=500)] = 50
    verified: bool = True
    agent: Annotated[str, msgspec.Meta(max_length=63, examples=["buergerservice"])] | None = None
    against: int | Literal["draft"] | None = None


class ReplayItem(msgspec.Struct, frozen=True, kw_only=True):
    """One question's answers then and now; sources are the cited addresses.

    A real question that was `asked` several times in the same words stands here once, with the
    newest of its answers. `question` stands alone; `typed` is what was asked again after what had
    been said before it ("and on Saturday?").

    For a verified answer `old_answer` is what the editor wrote, "changed" means that the question
    does not get it any more, and `sources_disagree` that the sources alone give other numbers
    (None when they give no answer).
    """

    question: str
    typed: str = ""
    outcome: Outcome
    asked: int = 1
    old_answer: str = ""
    new_answer: str = ""
    old_sources: list[str] = []
    new_sources: list[str] = []
    sources_changed: bool = False
    sources_disagree: bool | None = None
    turn_id: UUID | None = None
    verified_answer_id: UUID | None = None
    error: str | None = None


class Replay(msgspec.Struct, frozen=True, kw_only=True):
    """A replay as it stands; `counts` are questions by outcome."""

    id: UUID
    state: ReplayState
    job_id: UUID | None
    agent_id: UUID | None
    agent_version: int | None
    request: ReplayRequest
    counts: dict[str, int]
    error: str | None
    created_at: datetime
    finished_at: datetime | None


class ReplayReport(Replay, frozen=True, kw_only=True):
    """A replay with its questions, in the order in which they were asked again."""

    items: list[ReplayItem]
