"""What a visitor may do with their own conversation beside asking: read on, take along, end."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Controller, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from wattos.access import Principal, requires_sign_in
from wattos.conversations import ConversationInfo, MessageInfo
from wattos.errors import NotFound
from wattos.subjects import SubjectExport
from wattos_web.passages import Passage, read_passage
from wattos_web.sessions import WebSessions
from wattos_web.trials import channel_of, refuse_in_trial

visitors_only = requires_sign_in("visitor")


class OwnConversation(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers a visitor (`bot`, `human`, or `paused` while a person was asked for)."""

    owner: str
    messages: list[MessageInfo]


class QuestionToLeave(msgspec.Struct, forbid_unknown_fields=True):
    """A question for a person, and where the answer should go."""

    question: Annotated[str, msgspec.Meta(max_length=4000)]
    email: Annotated[str, msgspec.Meta(max_length=254, examples=["anna@example.org"])]
    name: Annotated[str, msgspec.Meta(max_length=200)] = ""


class OwnConversationController(Controller):
    """A visitor's own conversation."""

    path = "/web"
    tags = ("web",)
    guards = (visitors_only,)

    @get("/conversation")
    async def read(
        self,
        principal: NamedDependency[Principal],
        web: NamedDependency[WebSessions],
        after: FromQuery[UUID | None] = None,
    ) -> OwnConversation:
        """Who answers, and what was said since the message `after`."""
        own = await _find(web, principal)
        if own is None:
            return OwnConversation(owner="bot", messages=[])
        messages = await web.conversations.history(principal.tenant_id, own.id, after=after)
        return OwnConversation(owner=own.owner, messages=messages)

    @get("/conversation/export")
    async def export(
        self, principal: NamedDependency[Principal], web: NamedDependency[WebSessions]
    ) -> SubjectExport:
        """Everything that is stored about the visitor."""
        return await web.subjects.export(principal.id, by=principal)

    @delete("/conversation", status_code=204)
    async def erase(
        self, principal: NamedDependency[Principal], web: NamedDependency[WebSessions]
    ) -> None:
        """Erase everything that is stored about the visitor; there is no way back."""
        await web.subjects.erase(principal.id, by=principal)

    @post("/handoff", status_code=204)
    async def ask_for_person(
        self, principal: NamedDependency[Principal], web: NamedDependency[WebSessions]
    ) -> None:
        """Ask for a person: the bot is silent until one writes or the visitor returns to it."""
        own = await _find(web, principal)
        if own is None:
            raise NotFound("There is no conversation yet.", hint="Write a message first.")
        if own.owner == "bot":
            await web.conversations.set_owner(principal.tenant_id, own.id, "paused")

    @delete("/handoff", status_code=204)
    async def return_to_bot(
        self, principal: NamedDependency[Principal], web: NamedDependency[WebSessions]
    ) -> None:
        """Let the bot answer again; while a person has taken over this changes nothing."""
        own = await _find(web, principal)
        if own is not None and own.owner == "paused":
            await web.conversations.set_owner(principal.tenant_id, own.id, "bot")

    @post("/questions", status_code=204)
    async def leave_question(
        self,
        data: JSONBody[QuestionToLeave],
        principal: NamedDependency[Principal],
        web: NamedDependency[WebSessions],
    ) -> None:
        """Leave a question for a person, who writes back."""
        await web.count_question(principal)
        key = await web.key_of(principal)
        refuse_in_trial(key)
        own = await _find(web, principal)
        await web.questions.leave(
            principal.tenant_id,
            visitor_id=principal.id,
            key_id=key.id,
            conversation_id=own.id if own else None,
            question=data.question,
            email=data.email,
            name=data.name,
            language=principal.language,
        )

    @get("/turns/{turn_id:uuid}/passages/{number:int}")
    async def passage(
        self,
        turn_id: FromPath[UUID],
        number: FromPath[int],
        principal: NamedDependency[Principal],
        web: NamedDependency[WebSessions],
    ) -> Passage:
        """The passage behind source `number` of an answer, with the text around it."""
        own = await _find(web, principal)
        if own is None:
            raise NotFound("There is no such source.")
        messages = await web.conversations.history(principal.tenant_id, own.id)
        return await read_passage(web.knowledge, principal.tenant_id, messages, turn_id, number)


async def _find(web: WebSessions, visitor: Principal) -> ConversationInfo | None:
    try:
        return await web.conversations.find(visitor.tenant_id, channel_of(visitor), visitor.id)
    except NotFound:
        return None
