"""What a visitor's browser calls: sessions, messages, the turn's events, stop, verdicts."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody
from litestar.response import Stream

from wattos.access import Principal, answers, public, refuses, requires_sign_in
from wattos.conversations import (
    Accepted,
    MessageInfo,
    TurnInfo,
    event_stream,
    example_event_stream,
)
from wattos.errors import NotFound, NotPermitted, NotSignedIn, TooLarge, TooManyRequests
from wattos_web.sessions import ClientMessageId, Comment, LanguageTag, Visit, WebSessions
from wattos_web.trials import channel_of

Origin = Annotated[str | None, HeaderParameter(name="Origin", required=False)]
AnyRequest = Request[Any, Any, Any]

visitors_only = requires_sign_in("visitor")

WRONG_SITE = NotPermitted("This site may not use this chat.", given="https://other.example")
OVER = NotSignedIn("The token has expired.")
UNKNOWN_KEY = NotFound("There is no such chat.")
TOO_MUCH = TooManyRequests("That was too much at once.", expected="at most 20 in a minute")
TOO_LONG = TooLarge("The message is too long.", expected="at most 8000 characters")


class NewVisit(msgspec.Struct, forbid_unknown_fields=True):
    """A visit to begin."""

    key: Annotated[str, msgspec.Meta(max_length=100, examples=["wk_3kTq…"])]
    """The public widget key."""
    language: Annotated[str, msgspec.Meta(max_length=35, examples=["de"])] = "de"


class VisitorMessage(msgspec.Struct, forbid_unknown_fields=True):
    """A visitor's message; sending the same `client_message_id` again has no second effect."""

    text: Annotated[str, msgspec.Meta(examples=["Wann hat das Rathaus offen?"])]
    client_message_id: ClientMessageId
    language: LanguageTag | None = None


class VisitorVerdict(msgspec.Struct, forbid_unknown_fields=True):
    """What a visitor thinks of an answer: a thumb (-1 or 1) or stars (1 to 5)."""

    kind: Literal["thumb", "stars"]
    value: Annotated[int, msgspec.Meta(ge=-1, le=5)]
    comment: Comment | None = None


class VisitController(Controller):
    """Visits and their messages."""

    path = "/web"
    tags = ("web",)

    @post(
        "/sessions",
        opt=public("A visitor is nobody yet; the key and the page's origin are checked.")
        | refuses(WRONG_SITE, UNKNOWN_KEY, TOO_MUCH),
    )
    async def open_visit(
        self,
        data: JSONBody[NewVisit],
        request: AnyRequest,
        web: NamedDependency[WebSessions],
        origin: Origin = None,
    ) -> Visit:
        """Begin a visit with a public key, from a page that the key allows."""
        return await web.open(
            data.key,
            origin=origin,
            host=request.headers.get("host", ""),
            address=request.client.host if request.client else "",
            language=data.language,
        )

    @post(
        "/sessions/renew",
        opt=public("The old token is checked here, because it may have ended a while ago.")
        | refuses(OVER, WRONG_SITE),
    )
    async def renew_visit(
        self, request: AnyRequest, web: NamedDependency[WebSessions], origin: Origin = None
    ) -> Visit:
        """A fresh token for the same visitor, until a day after the old one has ended."""
        token = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        return await web.renew(token, origin=origin, host=request.headers.get("host", ""))

    @post("/messages", guards=[visitors_only], status_code=202, opt=refuses(TOO_MUCH, TOO_LONG))
    async def post_message(
        self,
        data: JSONBody[VisitorMessage],
        request: AnyRequest,
        principal: NamedDependency[Principal],
        web: NamedDependency[WebSessions],
    ) -> Accepted:
        """Ask something; the turn's events bring the answer."""
        return await web.send(
            principal,
            text=data.text,
            client_message_id=data.client_message_id,
            language=data.language,
            address=request.client.host if request.client else "",
        )

    @get("/messages", guards=[visitors_only])
    async def list_messages(
        self, principal: NamedDependency[Principal], web: NamedDependency[WebSessions]
    ) -> list[MessageInfo]:
        """What was said in this visit, oldest first."""
        try:
            own = await web.conversations.find(
                principal.tenant_id, channel_of(principal), principal.id
            )
        except NotFound:
            return []
        return await web.conversations.history(principal.tenant_id, own.id)

    @get(
        "/turns/{turn_id:uuid}/events",
        guards=[visitors_only],
        media_type="text/event-stream",
        opt=answers(example_event_stream()),
    )
    async def follow_turn(
        self,
        turn_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        web: NamedDependency[WebSessions],
        last_event_id: Annotated[
            int | None, HeaderParameter(name="Last-Event-ID", required=False, ge=0)
        ] = None,
        after: FromQuery[int] = 0,
    ) -> Stream:
        """The turn as server-sent events until it ends; resume with `Last-Event-ID` or `after`."""
        await web.conversations.turn(principal.tenant_id, turn_id, visitor_id=principal.id)
        events = web.conversations.events(principal.tenant_id, turn_id, last_event_id or after)
        return Stream(
            event_stream(events),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    @post("/turns/{turn_id:uuid}/stop", guards=[visitors_only], status_code=202)
    async def stop_turn(
        self,
        turn_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        web: NamedDependency[WebSessions],
    ) -> TurnInfo:
        """Stop an answer; what was said so far is kept."""
        turn = await web.conversations.turn(principal.tenant_id, turn_id, visitor_id=principal.id)
        await web.conversations.stop(principal.tenant_id, turn_id)
        return turn

    @post("/turns/{turn_id:uuid}/feedback", guards=[visitors_only], status_code=204)
    async def give_feedback(
        self,
        turn_id: FromPath[UUID],
        data: JSONBody[VisitorVerdict],
        principal: NamedDependency[Principal],
        web: NamedDependency[WebSessions],
    ) -> None:
        """Judge an answer; a later verdict of the same kind replaces the earlier one."""
        await web.conversations.give_feedback(
            principal.tenant_id,
            turn_id,
            kind=data.kind,
            value=data.value,
            comment=data.comment,
            visitor_id=principal.id,
        )
