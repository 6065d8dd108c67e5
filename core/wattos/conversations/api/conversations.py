"""Conversations over HTTP, for signed-in staff and programs with a service token."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Controller, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from wattos.access import Principal, requires
from wattos.conversations.schemas import (
    Accepted,
    ConversationInfo,
    InboundMessage,
    MessageInfo,
    Owner,
)
from wattos.conversations.service import Conversations
from wattos.database import new_id
from wattos.llm import Router

CHANNEL = "api"


class NewConversation(msgspec.Struct, forbid_unknown_fields=True):
    """A conversation to begin."""

    agent: Annotated[str, msgspec.Meta(max_length=63, examples=["buergerservice"])] | None = None
    """The agent's slug; the tenant's first published agent when left out."""
    language: Annotated[str, msgspec.Meta(max_length=35, examples=["de"])] | None = None
    model: Annotated[str, msgspec.Meta(max_length=200)] | None = None


class NewMessage(msgspec.Struct, forbid_unknown_fields=True):
    """A message to send.

    Sending the same `client_message_id` again in the same conversation has no second effect.
    """

    text: Annotated[str, msgspec.Meta(examples=["Was kostet ein Personalausweis?"])]
    client_message_id: Annotated[
        str, msgspec.Meta(min_length=1, max_length=100, examples=["4f7c1a"])
    ]
    language: Annotated[str, msgspec.Meta(max_length=35)] | None = None


class ConversationChange(msgspec.Struct, forbid_unknown_fields=True):
    """What to change; fields that are left out stay."""

    model: str | msgspec.UnsetType | None = msgspec.UNSET
    """A model ("provider/model") from the next question on; null returns to the agent's."""
    owner: Owner | msgspec.UnsetType = msgspec.UNSET
    """Who answers: `bot`, `human` or nobody (`paused`)."""


class ConversationController(Controller):
    """Conversations and their messages."""

    path = "/api/v1/conversations"
    tags = ("conversations",)

    @post("/", guards=[requires("conversation:write")])
    async def create_conversation(
        self,
        data: JSONBody[NewConversation],
        principal: NamedDependency[Principal],
        conversations: NamedDependency[Conversations],
        llm: NamedDependency[Router],
    ) -> ConversationInfo:
        """Begin a conversation; its `disclosure` is to be shown before the first answer."""
        if data.model is not None:
            await llm.check_model_of(principal.tenant_id, data.model)
        return await conversations.open(
            principal.tenant_id,
            InboundMessage(
                channel=CHANNEL,
                channel_message_id="",
                channel_conversation_id=str(new_id()),
                text="",
                user_id=principal.user_id,
                agent_slug=data.agent,
                language=data.language or principal.language,
                model=data.model,
            ),
        )

    @get("/", guards=[requires("conversation:read")])
    async def list_conversations(
        self,
        principal: NamedDependency[Principal],
        conversations: NamedDependency[Conversations],
        channel: FromQuery[str | None] = None,
        tag: FromQuery[str | None] = None,
        before: FromQuery[UUID | None] = None,
        limit: FromQuery[int] = 50,
    ) -> list[ConversationInfo]:
        """The newest first; `before` is the last id of the page before."""
        return await conversations.list(
            principal.tenant_id, channel=channel, tag=tag, before=before, limit=limit
        )

    @get("/{conversation_id:uuid}", guards=[requires("conversation:read")])
    async def get_conversation(
        self,
        conversation_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        conversations: NamedDependency[Conversations],
    ) -> ConversationInfo:
        """One conversation."""
        return await conversations.get(principal.tenant_id, conversation_id)

    @patch("/{conversation_id:uuid}", guards=[requires("conversation:write")])
    async def change_conversation(
        self,
        conversation_id: FromPath[UUID],
        data: JSONBody[ConversationChange],
        principal: NamedDependency[Principal],
        conversations: NamedDependency[Conversations],
        llm: NamedDependency[Router],
    ) -> ConversationInfo:
        """Switch the model or say who answers, from the next question on."""
        if data.model is not msgspec.UNSET:
            if data.model is not None:
                await llm.check_model_of(principal.tenant_id, data.model)
            await conversations.switch_model(principal.tenant_id, conversation_id, data.model)
        if data.owner is not msgspec.UNSET:
            await conversations.set_owner(
                principal.tenant_id, conversation_id, data.owner, actor=principal.actor
            )
        return await conversations.get(principal.tenant_id, conversation_id)

    @get("/{conversation_id:uuid}/messages", guards=[requires("conversation:read")])
    async def list_messages(
        self,
        conversation_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        conversations: NamedDependency[Conversations],
        after: FromQuery[UUID | None] = None,
        limit: FromQuery[int] = 200,
    ) -> list[MessageInfo]:
        """The messages, oldest first; `after` is the last id of the page before."""
        await conversations.get(principal.tenant_id, conversation_id)
        return await conversations.history(
            principal.tenant_id, conversation_id, after=after, limit=limit
        )

    @post(
        "/{conversation_id:uuid}/messages",
        guards=[requires("conversation:write")],
        status_code=202,
    )
    async def post_message(
        self,
        conversation_id: FromPath[UUID],
        data: JSONBody[NewMessage],
        principal: NamedDependency[Principal],
        conversations: NamedDependency[Conversations],
    ) -> Accepted:
        """Ask something, or type an operator command; the turn's events bring the answer."""
        info = await conversations.get(principal.tenant_id, conversation_id)
        return await conversations.accept(
            principal.tenant_id,
            InboundMessage(
                channel=info.channel,
                # A program may number the messages of each conversation from one.
                channel_message_id=f"{principal.id}:{conversation_id}:{data.client_message_id}",
                channel_conversation_id=info.channel_conversation_id,
                text=data.text,
                user_id=principal.user_id,
                language=data.language,
            ),
        )
