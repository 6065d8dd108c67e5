"""The same visit over one WebSocket: messages up, the same events down.

The first message is `{"type": "hello", "token": "…"}`: a token in the address would end up in logs.
Then `message`, `resume`, `stop` and `feedback`; down come `ready`, `accepted`, `event` (of a turn),
`conversation` (a colleague wrote, somebody took over) and `error`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from typing import Any, Literal
from uuid import UUID

import msgspec
from litestar import WebSocket, websocket
from litestar.di import NamedDependency
from litestar.exceptions import WebSocketDisconnect

from wattos.access import Access, Principal, public
from wattos.conversations import ConversationEvent, OwnerChanged
from wattos.errors import InvalidInput, NotFound, NotSignedIn, WattosError
from wattos.events import encode_event
from wattos_web.sessions import (
    ClientMessageId,
    Comment,
    LanguageTag,
    WebSessions,
    check_origin,
)
from wattos_web.trials import channel_of

HELLO_SECONDS = 10
POLICY_VIOLATION = 1008
AnySocket = WebSocket[Any, Any, Any]


class Hello(msgspec.Struct, frozen=True, tag="hello"):
    """The visitor's token."""

    token: str


class Say(msgspec.Struct, frozen=True, tag="message"):
    """A message to send; its turn is followed at once."""

    text: str
    client_message_id: ClientMessageId
    language: LanguageTag | None = None


class Resume(msgspec.Struct, frozen=True, tag="resume"):
    """Follow a turn from the last event that arrived."""

    turn_id: UUID
    after: int = 0


class Stop(msgspec.Struct, frozen=True, tag="stop"):
    """Stop a turn."""

    turn_id: UUID


class Judge(msgspec.Struct, frozen=True, tag="feedback"):
    """A verdict on a turn's answer."""

    turn_id: UUID
    kind: Literal["thumb", "stars"]
    value: int
    comment: Comment | None = None


_decoder = msgspec.json.Decoder(Hello | Say | Resume | Stop | Judge)


@websocket("/web/ws", opt=public("The visitor's token comes as the first message."))
async def visit_socket(
    socket: AnySocket, web: NamedDependency[WebSessions], access: NamedDependency[Access]
) -> None:
    """One visitor's connection."""
    await socket.accept()
    try:
        visitor = await _greet(socket, web, access)
        await _Connection(socket, web, visitor).run()
    except WattosError as error:
        await _send_error(socket, error)
        await socket.close(POLICY_VIOLATION)
    except WebSocketDisconnect:
        return


async def _greet(socket: AnySocket, web: WebSessions, access: Access) -> Principal:
    try:
        async with asyncio.timeout(HELLO_SECONDS):
            hello = _decode(await socket.receive_text())
    except TimeoutError as error:
        raise NotSignedIn("No hello came.", expected="a hello with a token") from error
    if not isinstance(hello, Hello):
        raise NotSignedIn("The first message is not a hello.", expected="a hello with a token")
    visitor = await access.principal_from_token(hello.token)
    if visitor.kind != "visitor":
        raise NotSignedIn("This is not a visitor's token.")
    # Browsers do not hold WebSockets to the same-origin rule: the check is ours.
    key = await web.key_of(visitor)
    check_origin(key, socket.headers.get("origin"), socket.headers.get("host", ""))
    await socket.send_text('{"type":"ready"}')
    return visitor


class _Connection:
    """An open connection and the turns that it follows."""

    def __init__(self, socket: AnySocket, web: WebSessions, visitor: Principal) -> None:
        self._socket = socket
        self._web = web
        self._visitor = visitor
        self._following: dict[UUID, asyncio.Task[None]] = {}
        self._hearing: asyncio.Task[None] | None = None
        self._sending = asyncio.Lock()

    async def run(self) -> None:
        await self._hear()
        try:
            while True:
                text = await self._socket.receive_text()
                try:
                    await self._handle(_decode(text))
                except WattosError as error:
                    async with self._sending:
                        await _send_error(self._socket, error)
        finally:
            tasks = [*self._following.values(), *([self._hearing] if self._hearing else [])]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _handle(self, message: Hello | Say | Resume | Stop | Judge) -> None:
        conversations, visitor = self._web.conversations, self._visitor
        match message:
            case Say():
                accepted = await self._web.send(
                    visitor,
                    text=message.text,
                    client_message_id=message.client_message_id,
                    language=message.language,
                    address=self._socket.client.host if self._socket.client else "",
                )
                await self._send({"type": "accepted", **msgspec.to_builtins(accepted)})
                self._follow(accepted.turn_id, 0)
                await self._hear()
            case Resume(turn_id=turn_id, after=after):
                await conversations.turn(visitor.tenant_id, turn_id, visitor_id=visitor.id)
                self._follow(turn_id, after)
            case Stop(turn_id=turn_id):
                await conversations.turn(visitor.tenant_id, turn_id, visitor_id=visitor.id)
                await conversations.stop(visitor.tenant_id, turn_id)
            case Judge():
                await conversations.give_feedback(
                    visitor.tenant_id,
                    message.turn_id,
                    kind=message.kind,
                    value=message.value,
                    comment=message.comment,
                    visitor_id=visitor.id,
                )
            case Hello():
                raise InvalidInput("A hello was said already.")

    async def _hear(self) -> None:
        """Follow the visitor's conversation from now on, once there is one."""
        if self._hearing is not None:
            return
        conversations, visitor = self._web.conversations, self._visitor
        try:
            own = await conversations.find(visitor.tenant_id, channel_of(visitor), visitor.id)
        except NotFound:
            return
        said = await conversations.history(visitor.tenant_id, own.id)
        events = conversations.happenings(
            visitor.tenant_id, own.id, after=said[-1].id if said else None
        )
        self._hearing = asyncio.create_task(self._tell(events))

    async def _tell(self, events: AsyncIterator[ConversationEvent]) -> None:
        told = False
        async for event in events:
            # That the bot answers goes without saying, until somebody else did.
            if told or event != OwnerChanged(owner="bot"):
                told = True
                await self._send({"type": "conversation", "event": msgspec.to_builtins(event)})

    def _follow(self, turn_id: UUID, after: int) -> None:
        earlier = self._following.pop(turn_id, None)
        if earlier is not None:
            earlier.cancel()
        task = asyncio.create_task(self._forward(turn_id, after))
        self._following[turn_id] = task
        task.add_done_callback(partial(self._followed, turn_id))

    def _followed(self, turn_id: UUID, task: asyncio.Task[None]) -> None:
        if self._following.get(turn_id) is task:
            del self._following[turn_id]

    async def _forward(self, turn_id: UUID, after: int) -> None:
        events = self._web.conversations.events(self._visitor.tenant_id, turn_id, after)
        async for event in events:
            frame = b'{"type":"event","event":' + encode_event(event) + b"}"
            async with self._sending:
                await self._socket.send_text(frame.decode())

    async def _send(self, message: dict[str, Any]) -> None:
        async with self._sending:
            await self._socket.send_text(msgspec.json.encode(message).decode())


def _decode(text: str) -> Hello | Say | Resume | Stop | Judge:
    try:
        return _decoder.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise InvalidInput(
            "The message cannot be read.", expected="hello, message, resume, stop or feedback"
        ) from error


async def _send_error(socket: AnySocket, error: WattosError) -> None:
    problem = {
        "type": "error",
        "code": error.code,
        "status": error.status,
        "detail": error.message,
        "hint": error.hint,
    }
    await socket.send_text(msgspec.json.encode(problem).decode())
