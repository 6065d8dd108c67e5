"""Verified answers: written by editors, found by agents, looked at again when they expire."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from wattos.access import Actor
from wattos.audit import record
from wattos.database import execute, fetchval, new_id, tenant_scope, utcnow
from wattos.errors import Conflict, NotFound, Unavailable
from wattos.knowledge import detect_language
from wattos.verified import rows
from wattos.verified.content import VALID_DAYS, cleaned, future, user_of
from wattos.verified.grouping import group_questions
from wattos.verified.matching import Embedders, Matcher
from wattos.verified.rows import Phrasing
from wattos.verified.schemas import (
    VerifiedAnswer,
    VerifiedContent,
    VerifiedFilter,
    VerifiedMatch,
    VerifiedVersion,
)

log = logging.getLogger(__name__)

MAX_LISTED = 200
_SYSTEM = Actor(kind="system", id="verified")


class VerifiedAnswers:
    """The verified answers of tenants; every method opens its own short scope or joins one."""

    def __init__(self, embedders: Embedders) -> None:
        self._embedders = embedders
        self._matcher = Matcher(embedders)

    async def find(
        self, tenant_id: UUID, question: str, *, language: str, agent_id: UUID | None = None
    ) -> VerifiedMatch | None:
        """The active verified answer whose question means the same, or None; changes nothing."""
        return await self._matcher.find(tenant_id, question, language=language, agent_id=agent_id)

    async def group(self, tenant_id: UUID, questions: Sequence[tuple[str, str]]) -> list[list[int]]:
        """Places in `questions` (text, language) that are one question, in order.

        Without a second embedder, or when it does not answer, only within a language.
        """
        try:
            return await group_questions(questions, self._matcher.words(tenant_id))
        except Unavailable as error:
            log.warning("Grouping questions without meaning: %s", error)
            return await group_questions(questions, None)

    async def count_use(self, tenant_id: UUID, answer_id: UUID) -> None:
        """Note that an answer was given to somebody."""
        async with tenant_scope(tenant_id):
            await execute(
                "update verified_answer set use_count = use_count + 1, last_used_at = now() "
                "where id = $1",
                answer_id,
            )

    async def create(
        self,
        tenant_id: UUID,
        content: VerifiedContent,
        *,
        origin_turn_id: UUID | None = None,
        actor: Actor = _SYSTEM,
    ) -> VerifiedAnswer:
        """Store a verified answer; it answers from now on.

        Of one turn (`origin_turn_id`) only one is made: the same text again gives back the one
        that is there, another text raises `Conflict`. Raises `InvalidInput` for empty texts, an
        expiry in the past or a link that is none, `NotFound` for an owner or agent, `Unavailable`
        when the embedder does not answer.
        """
        content = cleaned(content, actor)
        phrasings = await self._embedded(tenant_id, content)
        answer_id = new_id()
        async with tenant_scope(tenant_id):
            await _check_references(content)
            if origin_turn_id is not None and (known := await rows.made_from(origin_turn_id)):
                return _same_or_refused(await rows.read(known), content)
            await rows.insert(answer_id, content, origin_turn_id)
            await self._keep(answer_id, 1, content, phrasings, actor)
            await _audit("create", answer_id, actor, version=1)
            return await rows.read(answer_id)

    async def change(
        self,
        tenant_id: UUID,
        answer_id: UUID,
        content: VerifiedContent,
        *,
        seen: int | None = None,
        actor: Actor = _SYSTEM,
    ) -> VerifiedAnswer:
        """Replace what it says by a new version; the old ones stay. Raises as `create`.

        `seen` is the version that the editor had before them: where another one is current by now,
        `Conflict` is raised, so that two editors at once do not overwrite each other.
        """
        content = cleaned(content, actor)
        phrasings = await self._embedded(tenant_id, content)
        async with tenant_scope(tenant_id):
            await _check_references(content)
            version = await rows.replace(answer_id, content, seen)
            await self._keep(answer_id, version, content, phrasings, actor)
            await _audit("change", answer_id, actor, version=version)
            return await rows.read(answer_id)

    async def get(self, tenant_id: UUID, answer_id: UUID) -> VerifiedAnswer:
        """One verified answer; raises `NotFound`."""
        async with tenant_scope(tenant_id):
            return await rows.read(answer_id)

    async def list(
        self,
        tenant_id: UUID,
        chosen: VerifiedFilter | None = None,
        *,
        before: UUID | None = None,
        limit: int = 50,
    ) -> list[VerifiedAnswer]:
        """The newest first; `before` is the last id of the page before."""
        async with tenant_scope(tenant_id):
            return await rows.listed(
                chosen or VerifiedFilter(), before=before, limit=max(1, min(limit, MAX_LISTED))
            )

    async def all(
        self, tenant_id: UUID, chosen: VerifiedFilter | None = None
    ) -> AsyncIterator[VerifiedAnswer]:
        """Every one that is chosen, the newest first."""
        before: UUID | None = None
        while page := await self.list(tenant_id, chosen, before=before, limit=MAX_LISTED):
            for answer in page:
                yield answer
            before = page[-1].id

    async def versions(self, tenant_id: UUID, answer_id: UUID) -> list[VerifiedVersion]:
        """What it said, newest first; raises `NotFound`."""
        async with tenant_scope(tenant_id):
            await rows.read(answer_id)
            return await rows.versions(answer_id)

    async def expire(
        self, tenant_id: UUID, answer_id: UUID, *, actor: Actor = _SYSTEM
    ) -> VerifiedAnswer:
        """Stop using it until somebody has looked at it again. Raises `NotFound`."""
        return await self._set(tenant_id, answer_id, "expire", "expires_at", utcnow(), actor)

    async def renew(
        self,
        tenant_id: UUID,
        answer_id: UUID,
        expires_at: datetime | None = None,
        *,
        actor: Actor = _SYSTEM,
    ) -> VerifiedAnswer:
        """Say that it is still right, until `expires_at` (default: half a year from now)."""
        until = future(expires_at or utcnow() + timedelta(days=VALID_DAYS))
        return await self._set(tenant_id, answer_id, "renew", "expires_at", until, actor)

    async def archive(
        self, tenant_id: UUID, answer_id: UUID, *, actor: Actor = _SYSTEM
    ) -> VerifiedAnswer:
        """Put it away; it never answers again unless restored. Raises `NotFound`."""
        return await self._set(tenant_id, answer_id, "archive", "state", "archived", actor)

    async def restore(
        self, tenant_id: UUID, answer_id: UUID, *, actor: Actor = _SYSTEM
    ) -> VerifiedAnswer:
        """Take it out of the archive; one that has expired stays expired. Raises `NotFound`."""
        return await self._set(tenant_id, answer_id, "restore", "state", "active", actor)

    async def _set(
        self,
        tenant_id: UUID,
        answer_id: UUID,
        verb: str,
        column: Literal["state", "expires_at"],
        value: object,
        actor: Actor,
    ) -> VerifiedAnswer:
        async with tenant_scope(tenant_id):
            await rows.read(answer_id)
            await execute(
                f"update verified_answer set {column} = $2, updated_at = now() where id = $1",  # noqa: S608
                *(answer_id, value),
            )
            await _audit(verb, answer_id, actor)
            return await rows.read(answer_id)

    async def _embedded(
        self, tenant_id: UUID, content: VerifiedContent
    ) -> tuple[str, list[Phrasing]]:
        embedder = self._embedders.embedder_for(tenant_id)
        texts = [content.question, *content.phrasings]
        phrasings = [
            Phrasing(
                text, detect_language(text, content.language), await embedder.embed_query(text)
            )
            for text in dict.fromkeys(texts)
        ]
        return embedder.name, phrasings

    async def _keep(
        self,
        answer_id: UUID,
        version: int,
        content: VerifiedContent,
        embedded: tuple[str, list[Phrasing]],
        actor: Actor,
    ) -> None:
        await rows.insert_version(answer_id, version, content, user_of(actor))
        await rows.put_phrasings(answer_id, *embedded)


def _same_or_refused(known: VerifiedAnswer, content: VerifiedContent) -> VerifiedAnswer:
    if (known.question, known.answer) == (content.question, content.answer):
        return known
    raise Conflict(
        "This turn has a verified answer already.", given=known.id, hint="Change that one."
    )


async def _check_references(content: VerifiedContent) -> None:
    for table, value in (("users", content.owner_id), ("agent", content.agent_id)):
        if value is None:
            continue
        if not await fetchval(f"select true from {table} where id = $1", value):  # noqa: S608
            raise NotFound("There is no such owner or agent.", given=value)


async def _audit(verb: str, answer_id: UUID, actor: Actor, **detail: object) -> None:
    await record(
        f"verified_answer.{verb}",
        actor=actor,
        resource="verified_answer",
        resource_id=answer_id,
        detail=detail,
    )
