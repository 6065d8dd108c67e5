"""The questions that visitors left, over HTTP, for those who answer them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Controller, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from wattos.access import Principal, requires
from wattos_web.left_questions import LeftQuestion, State
from wattos_web.sessions import WebSessions

MAY_REPLY = [requires("left_question:write"), requires("conversation:write")]


class QuestionChange(msgspec.Struct, forbid_unknown_fields=True):
    """Whether somebody has answered."""

    state: State


class NewReply(msgspec.Struct, forbid_unknown_fields=True):
    """What a colleague writes; the same `client_message_id` again has no second effect."""

    text: Annotated[str, msgspec.Meta(examples=["Ja, an der Leine."])]
    client_message_id: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class LeftQuestionController(Controller):
    """Questions that wait for a person."""

    path = "/api/v1/left-questions"
    tags = ("web",)

    @get("/", guards=[requires("left_question:read")])
    async def list_questions(
        self,
        principal: NamedDependency[Principal],
        web: NamedDependency[WebSessions],
        only: FromQuery[State | None] = None,
    ) -> Sequence[LeftQuestion]:
        """Left questions, newest first; `only` keeps the open or the answered ones."""
        found = await web.questions.list(principal.tenant_id, only)
        return await web.left_replies.with_mails(principal.tenant_id, found)

    @patch("/{left_question_id:uuid}", guards=[requires("left_question:write")])
    async def change_question(
        self,
        left_question_id: FromPath[UUID],
        data: JSONBody[QuestionChange],
        principal: NamedDependency[Principal],
        web: NamedDependency[WebSessions],
    ) -> LeftQuestion:
        """Say whether somebody has answered."""
        return await web.questions.set_state(
            principal.tenant_id, left_question_id, data.state, actor=principal.actor
        )

    @post("/{left_question_id:uuid}/replies", guards=MAY_REPLY)
    async def post_reply(
        self,
        left_question_id: FromPath[UUID],
        data: JSONBody[NewReply],
        principal: NamedDependency[Principal],
        web: NamedDependency[WebSessions],
    ) -> LeftQuestion:
        """Write to who left the question: in their chat, and by mail where a server is set up."""
        await web.left_replies.reply(
            principal.tenant_id,
            left_question_id,
            data.text,
            repeat_key=data.client_message_id,
            actor=principal.actor,
        )
        return await _one(web, principal.tenant_id, left_question_id)

    @post("/{left_question_id:uuid}/replies/{left_question_reply_id:uuid}/mail", guards=MAY_REPLY)
    async def resend_mail(
        self,
        left_question_id: FromPath[UUID],
        left_question_reply_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        web: NamedDependency[WebSessions],
    ) -> LeftQuestion:
        """Mail a reply again whose mail failed, or whose outcome nobody knows."""
        await web.left_replies.resend(principal.tenant_id, left_question_id, left_question_reply_id)
        return await _one(web, principal.tenant_id, left_question_id)


async def _one(web: WebSessions, tenant_id: UUID, left_question_id: UUID) -> LeftQuestion:
    found = await web.questions.list(tenant_id, question_id=left_question_id)
    return (await web.left_replies.with_mails(tenant_id, found))[0]
