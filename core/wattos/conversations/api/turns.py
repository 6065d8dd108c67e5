"""Turns over HTTP: the event stream, stopping, verdicts."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody
from litestar.response import Stream

from wattos.access import Principal, answers, requires
from wattos.conversations.schemas import TurnInfo
from wattos.conversations.service import Conversations
from wattos.conversations.sse import event_stream, example_event_stream


class Verdict(msgspec.Struct, forbid_unknown_fields=True):
    """What somebody thinks of an answer: a thumb (-1 or 1) or stars (1 to 5)."""

    kind: Literal["thumb", "stars"]
    value: Annotated[int, msgspec.Meta(ge=-1, le=5, examples=[1])]
    comment: Annotated[str, msgspec.Meta(max_length=2000)] | None = None


class TurnController(Controller):
    """Turns of conversations."""

    path = "/api/v1/conversations/turns"
    tags = ("conversations",)

    @get("/{turn_id:uuid}", guards=[requires("conversation:read")])
    async def get_turn(
        self,
        turn_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        conversations: NamedDependency[Conversations],
    ) -> TurnInfo:
        """A turn as it stands."""
        return await conversations.turn(principal.tenant_id, turn_id)

    @get(
        "/{turn_id:uuid}/events",
        guards=[requires("conversation:read")],
        media_type="text/event-stream",
        opt=answers(example_event_stream()),
    )
    async def follow_turn(
        self,
        turn_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        conversations: NamedDependency[Conversations],
        last_event_id: Annotated[int | None, HeaderParameter(name="Last-Event-ID", ge=0)] = None,
        after: FromQuery[int] = 0,
    ) -> Stream:
        """The turn as server-sent events until it ends; resume with `Last-Event-ID` or `after`."""
        await conversations.turn(principal.tenant_id, turn_id)
        events = conversations.events(principal.tenant_id, turn_id, last_event_id or after)
        return Stream(
            event_stream(events),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    @post("/{turn_id:uuid}/stop", guards=[requires("conversation:write")], status_code=202)
    async def stop_turn(
        self,
        turn_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        conversations: NamedDependency[Conversations],
    ) -> TurnInfo:
        """Stop an answer; what was said so far is kept."""
        await conversations.stop(principal.tenant_id, turn_id)
        return await conversations.turn(principal.tenant_id, turn_id)

    @post("/{turn_id:uuid}/feedback", guards=[requires("conversation:write")], status_code=204)
    async def give_feedback(
        self,
        turn_id: FromPath[UUID],
        data: JSONBody[Verdict],
        principal: NamedDependency[Principal],
        conversations: NamedDependency[Conversations],
    ) -> None:
        """Judge an answer; a later verdict of the same kind replaces the earlier one."""
        await conversations.give_feedback(
            principal.tenant_id, turn_id, kind=data.kind, value=data.value, comment=data.comment
        )
