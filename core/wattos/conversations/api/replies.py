"""Colleagues in conversations over HTTP: what they write, and what happens meanwhile."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, HeaderParameter, JSONBody
from litestar.response import Stream

from wattos.access import Principal, answers, requires
from wattos.conversations.schemas import MessageInfo
from wattos.conversations.service import Conversations
from wattos.conversations.sse import conversation_stream, example_conversation_stream


class NewReply(msgspec.Struct, forbid_unknown_fields=True):
    """What a colleague writes; the same `client_message_id` again has no second effect."""

    text: Annotated[str, msgspec.Meta(examples=["Guten Tag, hier ist das Standesamt."])]
    client_message_id: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class ReplyController(Controller):
    """Answering instead of the bot."""

    path = "/api/v1/conversations/{conversation_id:uuid}"
    tags = ("conversations",)

    @post("/replies", guards=[requires("conversation:write")])
    async def post_reply(
        self,
        conversation_id: FromPath[UUID],
        data: JSONBody[NewReply],
        principal: NamedDependency[Principal],
        conversations: NamedDependency[Conversations],
    ) -> MessageInfo:
        """Write to the person as a human; the bot is silent until the conversation is handed back.

        Hand back with `PATCH /api/v1/conversations/{conversation_id}` and `{"owner": "bot"}`.
        """
        return await conversations.replies.reply(
            principal.tenant_id,
            conversation_id,
            data.text,
            repeat_key=data.client_message_id,
            actor=principal.actor,
        )

    @get(
        "/events",
        guards=[requires("conversation:read")],
        media_type="text/event-stream",
        opt=answers(example_conversation_stream()),
    )
    async def follow_conversation(
        self,
        conversation_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        conversations: NamedDependency[Conversations],
        last_event_id: Annotated[UUID | None, HeaderParameter(name="Last-Event-ID")] = None,
    ) -> Stream:
        """Who answers, and every message, live; resume with `Last-Event-ID`."""
        await conversations.get(principal.tenant_id, conversation_id)
        events = conversations.happenings(
            principal.tenant_id,
            conversation_id,
            after=last_event_id,
            roles=("person", "agent", "human", "system"),
        )
        return Stream(
            conversation_stream(events),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )
