"""HTTP: verified answers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from wattos.access import Principal, answers, requires
from wattos.verified.schemas import (
    VerifiedAnswer,
    VerifiedContent,
    VerifiedFilter,
    VerifiedMatch,
    VerifiedState,
    VerifiedVersion,
)
from wattos.verified.service import VerifiedAnswers

READ, WRITE = requires("verified_answer:read"), requires("verified_answer:write")
Verified = NamedDependency[VerifiedAnswers]


class Renewal(msgspec.Struct, forbid_unknown_fields=True):
    """Until when an answer is right."""

    expires_at: datetime | None = None
    """None means half a year from now."""


class Trial(msgspec.Struct, forbid_unknown_fields=True):
    """A question to try."""

    question: Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]
    language: Annotated[str, msgspec.Meta(max_length=35, examples=["de"])] = "de"
    agent_id: UUID | None = None


class VerifiedAnswerController(Controller):
    """Verified answers."""

    path = "/api/v1/verified-answers"
    tags = ("verified answers",)

    @get("/", guards=[READ])
    async def list_verified_answers(
        self,
        principal: NamedDependency[Principal],
        verified: Verified,
        search: FromQuery[str | None] = None,
        wanted: Annotated[VerifiedState | None, QueryParameter(name="state")] = None,
        language: FromQuery[str | None] = None,
        owner_id: FromQuery[UUID | None] = None,
        agent_id: FromQuery[UUID | None] = None,
        expires_before: FromQuery[datetime | None] = None,
        before: FromQuery[UUID | None] = None,
        limit: FromQuery[int] = 50,
    ) -> list[VerifiedAnswer]:
        """The newest first; `before` is the last id of the page before."""
        chosen = VerifiedFilter(
            search=search,
            state=wanted,
            language=language,
            owner_id=owner_id,
            agent_id=agent_id,
            expires_before=expires_before,
        )
        return await verified.list(principal.tenant_id, chosen, before=before, limit=limit)

    @post("/", guards=[WRITE])
    async def create_verified_answer(
        self,
        data: JSONBody[VerifiedContent],
        principal: NamedDependency[Principal],
        verified: Verified,
    ) -> VerifiedAnswer:
        """Write a verified answer; it answers from now on."""
        return await verified.create(principal.tenant_id, data, actor=principal.actor)

    @get(
        "/export",
        guards=[READ],
        media_type="application/x-ndjson",
        opt=answers('{"question":"Wann hat das Rathaus offen?","answer":"Ab 8 Uhr."}\n'),
    )
    async def export_verified_answers(
        self, principal: NamedDependency[Principal], verified: Verified
    ) -> Response[bytes]:
        """Every verified answer as JSON Lines."""
        lines = [msgspec.json.encode(a) + b"\n" async for a in verified.all(principal.tenant_id)]
        return Response(
            b"".join(lines),
            media_type="application/x-ndjson",
            headers={"Content-Disposition": 'attachment; filename="verified-answers.jsonl"'},
        )

    @post("/match", guards=[READ], status_code=200)
    async def match_question(
        self, data: JSONBody[Trial], principal: NamedDependency[Principal], verified: Verified
    ) -> VerifiedMatch | None:
        """Which verified answer a question would get; null when none means the same."""
        return await verified.find(
            principal.tenant_id, data.question, language=data.language, agent_id=data.agent_id
        )

    @get("/{verified_answer_id:uuid}", guards=[READ])
    async def get_verified_answer(
        self,
        verified_answer_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        verified: Verified,
    ) -> VerifiedAnswer:
        """One verified answer."""
        return await verified.get(principal.tenant_id, verified_answer_id)

    @put("/{verified_answer_id:uuid}", guards=[WRITE])
    async def change_verified_answer(
        self,
        verified_answer_id: FromPath[UUID],
        data: JSONBody[VerifiedContent],
        principal: NamedDependency[Principal],
        verified: Verified,
        seen: Annotated[int | None, QueryParameter(name="seen_version")] = None,
    ) -> VerifiedAnswer:
        """Replace what it says by a new version; 409 if another than `seen_version` is current."""
        return await verified.change(
            principal.tenant_id, verified_answer_id, data, seen=seen, actor=principal.actor
        )

    @get("/{verified_answer_id:uuid}/versions", guards=[READ])
    async def list_versions(
        self,
        verified_answer_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        verified: Verified,
    ) -> list[VerifiedVersion]:
        """What it said, newest first."""
        return await verified.versions(principal.tenant_id, verified_answer_id)

    @post("/{verified_answer_id:uuid}/expire", guards=[WRITE], status_code=200)
    async def expire_verified_answer(
        self,
        verified_answer_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        verified: Verified,
    ) -> VerifiedAnswer:
        """Stop using it until somebody has looked at it again."""
        return await verified.expire(principal.tenant_id, verified_answer_id, actor=principal.actor)

    @post("/{verified_answer_id:uuid}/renew", guards=[WRITE], status_code=200)
    async def renew_verified_answer(
        self,
        verified_answer_id: FromPath[UUID],
        data: JSONBody[Renewal],
        principal: NamedDependency[Principal],
        verified: Verified,
    ) -> VerifiedAnswer:
        """Say that it is still right."""
        return await verified.renew(
            principal.tenant_id, verified_answer_id, data.expires_at, actor=principal.actor
        )

    @post("/{verified_answer_id:uuid}/archive", guards=[WRITE], status_code=200)
    async def archive_verified_answer(
        self,
        verified_answer_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        verified: Verified,
    ) -> VerifiedAnswer:
        """Put it away."""
        return await verified.archive(
            principal.tenant_id, verified_answer_id, actor=principal.actor
        )

    @post("/{verified_answer_id:uuid}/restore", guards=[WRITE], status_code=200)
    async def restore_verified_answer(
        self,
        verified_answer_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        verified: Verified,
    ) -> VerifiedAnswer:
        """Take it out of the archive."""
        return await verified.restore(
            principal.tenant_id, verified_answer_id, actor=principal.actor
        )


route_handlers = [VerifiedAnswerController]
