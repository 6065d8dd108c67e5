"""A channel whose other side is the test."""

from __future__ import annotations

import asyncio
import hmac
import secrets
from collections import deque
from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from wattos.conversations import (
    Accepted,
    Capabilities,
    Conversations,
    InboundMessage,
    OutboundMessage,
)
from wattos.database import new_id
from wattos.errors import InvalidInput, NotSignedIn

TENANT_HEADER, SIGNATURE_HEADER = "x-memory-tenant", "x-memory-signature"


class MemoryChannel:
    """A `ChannelAdapter` that keeps what is sent; set `capabilities` to play another channel.

    Messages go in the way a real channel's do: signed, verified, parsed, accepted.
    """

    def __init__(self, conversations: Conversations) -> None:
        self.name = f"memory-{secrets.token_hex(4)}"
        self.capabilities = Capabilities(markup="markdown")
        self.sent: list[OutboundMessage] = []
        self.hold: asyncio.Event | None = None
        """While set, a message stays between being taken and being confirmed."""
        self.holding = asyncio.Event()
        """Set when a message is being held."""
        self._conversations = conversations
        self._key = secrets.token_bytes(32)
        self._failures: deque[Exception] = deque()
        self._changed = asyncio.Condition()

    @property
    def texts(self) -> list[str]:
        """The texts of what was sent, in order."""
        return [message.text for message in self.sent]

    async def say(
        self,
        tenant_id: UUID,
        text: str,
        *,
        conversation: str = "conversation",
        message_id: str | None = None,
        language: str | None = None,
        agent_slug: str | None = None,
    ) -> Accepted:
        """Send a message as a person on this channel; the same `message_id` again is a repeat."""
        message = InboundMessage(
            channel=self.name,
            channel_message_id=message_id or str(new_id()),
            channel_conversation_id=conversation,
            visitor_id=f"{self.name}:{conversation}",
            text=text,
            language=language,
            agent_slug=agent_slug,
        )
        body = msgspec.json.encode([message])
        verified = await self.verify(self.sign(tenant_id, body), body)
        return await self._conversations.accept(verified, self.parse(body)[0])

    def fail_next(self, error: Exception) -> None:
        """Let the next message raise `error` instead of being sent; call it again for more."""
        self._failures.append(error)

    async def wait_for(self, count: int) -> list[OutboundMessage]:
        """What was sent, once it is at least `count` messages."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(self.sent) >= count)
        return self.sent

    def sign(self, tenant_id: UUID, body: bytes) -> dict[str, str]:
        """The headers of a genuine request with this body."""
        signature = hmac.digest(self._key, tenant_id.bytes + body, "sha256").hex()
        return {TENANT_HEADER: str(tenant_id), SIGNATURE_HEADER: signature}

    async def verify(self, headers: Mapping[str, str], body: bytes) -> UUID:
        """The tenant of a request that `sign` signed; raises NotSignedIn otherwise."""
        try:
            tenant_id = UUID(headers.get(TENANT_HEADER, ""))
        except ValueError:
            raise NotSignedIn("The request names no tenant.") from None
        expected = self.sign(tenant_id, body)[SIGNATURE_HEADER]
        if not hmac.compare_digest(expected, headers.get(SIGNATURE_HEADER, "")):
            raise NotSignedIn("The signature is not right.")
        return tenant_id

    def parse(self, body: bytes) -> Sequence[InboundMessage]:
        """The messages in a JSON array; raises InvalidInput for anything else."""
        try:
            return msgspec.json.decode(body, type=list[InboundMessage])
        except msgspec.DecodeError as error:
            raise InvalidInput("The messages cannot be read.", expected="a JSON array") from error

    async def entry_points(self, tenant_id: UUID) -> Sequence[tuple[str, str]]:
        """None: people do not reach this channel with a browser."""
        return []

    async def send(self, message: OutboundMessage) -> str | None:
        """Keep the message; raises what `fail_next` queued."""
        if self._failures:
            raise self._failures.popleft()
        if self.hold is not None:
            self.holding.set()
            await self.hold.wait()
        async with self._changed:
            self.sent.append(message)
            self._changed.notify_all()
        return str(len(self.sent))
