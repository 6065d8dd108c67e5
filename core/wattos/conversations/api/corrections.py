"""From an answer that was not good enough to a verified one, over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from wattos.access import Principal, requires
from wattos.agents import without_unsupporting
from wattos.conversations.exchanges import Exchange, read_exchange
from wattos.errors import InvalidInput
from wattos.events import Citation
from wattos.verified import VerifiedAnswer, VerifiedAnswers, VerifiedContent

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=8000)]


class Correction(msgspec.Struct, forbid_unknown_fields=True):
    """What the editor changes; what is left out is taken from the turn.

    `sources` are shown with the answer as they are given, `[]` shows none. Left out, the turn's
    sources stay whose quotes support the corrected `answer`; the others go, and the numbers in the
    answer follow.
    """

    answer: Text | None = None
    question: Annotated[str, msgspec.Meta(min_length=1, max_length=1000)] | None = None
    sources: list[Citation] | None = None
    phrasings: list[str] = []
    translations: dict[str, str] = {}
    owner_id: UUID | None = None
    agent_id: UUID | None = None
    expires_at: datetime | None = None


class CorrectionController(Controller):
    """Verified answers from turns."""

    path = "/api/v1/conversations/turns/{turn_id:uuid}/verified-answer"
    tags = ("verified answers",)
    guards = (requires("conversation:read"), requires("verified_answer:write"))

    @get("/")
    async def draft_verified_answer(
        self, turn_id: FromPath[UUID], principal: NamedDependency[Principal]
    ) -> Exchange:
        """Question, answer and sources of a turn, to begin with."""
        return await read_exchange(principal.tenant_id, turn_id)

    @post("/")
    async def verify_turn(
        self,
        turn_id: FromPath[UUID],
        data: JSONBody[Correction],
        principal: NamedDependency[Principal],
        verified: NamedDependency[VerifiedAnswers],
    ) -> VerifiedAnswer:
        """Verify a turn's answer, or the corrected one, in one call.

        A corrected answer keeps those of the turn's sources that still support it, unless others
        are sent.
        """
        exchange = await read_exchange(principal.tenant_id, turn_id)
        answer = data.answer or ("" if exchange.abstained else exchange.answer)
        if not answer:
            raise InvalidInput("The turn has no answer to verify.", expected="an `answer`")
        content = VerifiedContent(
            question=data.question or exchange.question[:1000],
            answer=answer,
            language=exchange.language or "",
            phrasings=data.phrasings,
            translations=data.translations,
            sources=exchange.citations if data.sources is None else data.sources,
            owner_id=data.owner_id,
            agent_id=data.agent_id,
            expires_at=data.expires_at,
        )
        if data.sources is None:
            content = without_unsupporting(content, exchange.answer)
        return await verified.create(
            principal.tenant_id, content, origin_turn_id=turn_id, actor=principal.actor
        )
