"""What a visitor's browser hears beside the turns: a colleague writes, somebody takes over."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import HeaderParameter
from litestar.response import Stream

from wattos.access import Principal, answers, requires_sign_in
from wattos.conversations import conversation_stream, example_conversation_stream
from wattos_web.sessions import WebSessions
from wattos_web.trials import channel_of


class LiveController(Controller):
    """The visitor's conversation as it happens."""

    path = "/web"
    tags = ("web",)
    guards = (requires_sign_in("visitor"),)

    @get(
        "/conversation/events",
        media_type="text/event-stream",
        opt=answers(example_conversation_stream()),
    )
    async def follow_conversation(
        self,
        principal: NamedDependency[Principal],
        web: NamedDependency[WebSessions],
        last_event_id: Annotated[
            UUID | None, HeaderParameter(name="Last-Event-ID", required=False)
        ] = None,
    ) -> Stream:
        """`owner.changed` (first as it stands) and `message.added` for what colleagues write.

        Resume with the id of the last message as `Last-Event-ID`. There is a conversation once the
        visitor has written.
        """
        own = await web.conversations.find(principal.tenant_id, channel_of(principal), principal.id)
        events = web.conversations.happenings(principal.tenant_id, own.id, after=last_event_id)
        return Stream(
            conversation_stream(events),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )
