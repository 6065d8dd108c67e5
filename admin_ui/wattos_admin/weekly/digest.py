"""What the last seven days brought."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

import msgspec

from wattos.agents import is_likely_source
from wattos.conversations import UnansweredQuestion, asked_questions, unanswered
from wattos.database import tenant_scope, utcnow
from wattos.events import Citation
from wattos.knowledge import detect_language
from wattos.llm import without_personal_data

if TYPE_CHECKING:
    from wattos.conversations import AskedQuestion
    from wattos.platform import Platform
    from wattos.plugins import SectionContent

DAYS: Final = 7
MOST_LOOKED_AT: Final = 300
MOST_TOPICS: Final = 10
MOST_OPEN: Final = 8
LONGEST_SUGGESTION: Final = 600


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """Questions that mean the same, in the words of who asked last, without personal data."""

    question: str
    count: int
    unanswered: int


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """The beginning of the passage nearest to a question, as a text to start from.

    `source.quote` is the document's own text, `text` the same in tidy lines.
    """

    text: str
    source: Citation


class OpenQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question that nobody could answer; `question` is without personal data."""

    turn_id: UUID
    conversation_id: UUID
    question: str
    count: int
    as_typed: bool
    """Whether it is what was typed, so that it can be taken over as it stands."""
    suggestion: Suggestion | None = None


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


async def make_digest(platform: Platform, tenant_id: UUID) -> Digest:
    """Look at the week; takes a second or two where there is much to compare."""
    until = utcnow()
    async with tenant_scope(tenant_id):
        asked = await asked_questions(days=DAYS, limit=MOST_LOOKED_AT)
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


class RecentDigests:
    """Tenants' last looks at their week, which readers shortly after each other share."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._made: dict[UUID, tuple[float, Digest]] = {}

    async def of(self, tenant_id: UUID, *, seconds: float = 0.0) -> Digest:
        """A look that is at most so many seconds old; 0 looks anew."""
        made = self._made.get(tenant_id)
        if made is None or time.monotonic() - made[0] >= seconds:
            # One look is kept: it is read again at once or not at all.
            made = (time.monotonic(), await make_digest(self._platform, tenant_id))
            self._made = {tenant_id: made}
        return made[1]


async def suggestion_for(
    platform: Platform, tenant_id: UUID, question: str, language: str
) -> Suggestion | None:
    """The nearest passage, if agents would send a person to it; None where nothing comes near."""
    hits = await platform.knowledge.search(tenant_id, question, k=1)
    if not hits or not hits[0].text.strip():
        return None
    hit = hits[0]
    searched = hit.search_text or hit.text
    if not is_likely_source(question, language, text=searched, text_language=hit.language):
        return None
    text = _beginning(hit.text.strip())
    start = hit.start + hit.text.index(text)
    return Suggestion(
        text=_tidy(text),
        source=Citation(
            url=hit.url,
            title=hit.title,
            quote=text,
            start=start,
            end=start + len(text),
            document_id=hit.document_id,
            chunk_id=hit.chunk_id,
            page=hit.page,
        ),
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
            count=len(group),
            unanswered=sum(newest_first[place].unanswered for place in group),
        )
        for question, group in zip(said, groups, strict=True)
    ]
    return sorted(topics, key=lambda topic: -topic.count)


async def _open(
    platform: Platform, tenant_id: UUID, found: Sequence[UnansweredQuestion]
) -> list[OpenQuestion]:
    said = await without_personal_data(
        [one.question for one in found], platform.registries.redactors(), tenant_id
    )
    suggested = await asyncio.gather(
        *(suggestion_for(platform, tenant_id, one.question, one.language) for one in found)
    )
    return [
        OpenQuestion(
            turn_id=one.turns[0].turn_id,
            conversation_id=one.turns[0].conversation_id,
            question=shown,
            count=one.count,
            as_typed=shown == one.question,
            suggestion=suggestion,
        )
        for one, shown, suggestion in zip(found, said, suggested, strict=True)
    ]


def _tidy(text: str) -> str:
    """The passage without runs of spaces and without empty lines."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _beginning(text: str) -> str:
    """The text up to the last sentence or line that ends within the longest suggestion."""
    if len(text) <= LONGEST_SUGGESTION:
        return text
    cut = text[:LONGEST_SUGGESTION]
    end = max(cut.rfind(mark) for mark in (". ", "! ", "? ", "\n"))
    return cut[: end + 1].rstrip() if end > 0 else cut
