"""What the last seven days brought."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

import msgspec

from wattos.agents import asks_nothing
from wattos.conversations import UnansweredQuestion, asked_questions, unanswered
from wattos.database import tenant_scope, utcnow
from wattos.knowledge import detect_language
from wattos.llm import without_personal_data
from wattos_admin.weekly.suggestions import Suggestion

if TYPE_CHECKING:
    from wattos.conversations import AskedQuestion
    from wattos.platform import Platform
    from wattos.plugins import SectionContent

DAYS: Final = 7
MOST_LOOKED_AT: Final = 300
MOST_TOPICS: Final = 10
MOST_OPEN: Final = 8


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One time that something was asked."""

    conversation_id: UUID
    at: datetime
    unanswered: bool


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """Questions that mean the same, in the words of who asked last, without personal data."""

    question: str
    asked: list[Asked]
    """The newest first."""

    @property
    def count(self) -> int:
        """How often it was asked."""
        return len(self.asked)

    @property
    def unanswered(self) -> int:
        """How often nobody could answer it."""
        return sum(one.unanswered for one in self.asked)


class OpenQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question that nobody could answer; `question` is without personal data."""

    turn_id: UUID
    conversation_id: UUID
    question: str
    count: int
    is_whole: bool
    """Whether no personal data were taken out, so that it can be taken over as it stands."""
    suggestion: Suggestion | None = None
    """What a mail brings with it; the page asks for it question by question."""


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What a plugin says about the material, such as the website check."""

    titles: dict[str, str]
    content: SectionContent


class Digest(msgspec.Struct, frozen=True, kw_only=True):
    """The week; `asked` counts questions, of which the newest 300 are grouped."""

    since: datetime
    until: datetime
    asked: int
    topics: list[Topic]
    topics_in_all: int
    open: list[OpenQuestion]
    open_in_all: int
    checks: list[Checked]


async def look_at_week(platform: Platform, tenant_id: UUID) -> Digest:
    """The week without suggestions, which cost a search for each open question."""
    until = utcnow()
    async with tenant_scope(tenant_id):
        said = await asked_questions(days=DAYS, limit=MOST_LOOKED_AT)
    asked = [one for one in said if not asks_nothing(one.text)]
    topics = await _topics(platform, tenant_id, asked)
    found = await unanswered(tenant_id, platform.verified, days=DAYS, only_open=True)
    return Digest(
        since=until - timedelta(days=DAYS),
        until=until,
        asked=len(asked),
        topics=topics[:MOST_TOPICS],
        topics_in_all=len(topics),
        open=await _open(platform, tenant_id, found.questions[:MOST_OPEN]),
        open_in_all=len(found.questions),
        checks=[
            Checked(titles=section.titles, content=content)
            for section in await platform.registries.report_sections(tenant_id)
            if (content := await section.run(tenant_id)) is not None
        ],
    )


async def _topics(
    platform: Platform, tenant_id: UUID, asked: Sequence[AskedQuestion]
) -> list[Topic]:
    tenant = await platform.tenancy.get(tenant_id)
    newest_first = list(reversed(asked))
    groups = await platform.verified.group(
        tenant_id,
        [
            (one.text, one.language or detect_language(one.text, tenant.language))
            for one in newest_first
        ],
    )
    said = await without_personal_data(
        [newest_first[group[0]].text for group in groups],
        platform.registries.redactors(),
        tenant_id,
    )
    topics = [
        Topic(
            question=question,
            asked=[_asked(newest_first[place]) for place in group],
        )
        for question, group in zip(said, groups, strict=True)
    ]
    return sorted(topics, key=lambda topic: -topic.count)


def _asked(one: AskedQuestion) -> Asked:
    return Asked(conversation_id=one.conversation_id, at=one.asked_at, unanswered=one.unanswered)


async def _open(
    platform: Platform, tenant_id: UUID, found: Sequence[UnansweredQuestion]
) -> list[OpenQuestion]:
    said = await without_personal_data(
        [one.question for one in found], platform.registries.redactors(), tenant_id
    )
    return [
        OpenQuestion(
            turn_id=one.turns[0].turn_id,
            conversation_id=one.turns[0].conversation_id,
            question=shown,
            count=one.count,
            is_whole=shown == one.question,
        )
        for one, shown in zip(found, said, strict=True)
    ]
