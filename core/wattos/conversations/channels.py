"""What a channel is: an adapter that verifies, parses and sends, and what it can show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol
from uuid import UUID

import msgspec

from wattos.conversations.schemas import InboundMessage
from wattos.events import Citation, Suggestion


class Capabilities(msgspec.Struct, frozen=True, kw_only=True):
    """What a channel can show; core degrades what it cannot.

    `max_length` counts characters of one message, None is unlimited. `streaming` says how a
    growing answer is shown: as events, by editing one message, or only when it is complete.
    """

    max_length: int | None = None
    markup: Literal["markdown", "mrkdwn", "html", "whatsapp", "none"] = "none"
    edits: bool = False
    threads: bool = False
    buttons: int = 0
    """How many buttons a message may have; more become numbered text."""
    typing: bool = False
    files: bool = False
    voice_notes: bool = False
    streaming: Literal["events", "edits", "final"] = "final"
    messages_per_second: float | None = None


class OutboundMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message on its way to a channel, as the channel's capabilities can show it.

    `text` is Markdown where the channel's markup is `markdown`, otherwise plain text that the
    adapter escapes for its dialect; it is no longer than `max_length` and names the sources.
    `suggestions` are at most as many as the channel has buttons, on an answer's last message.
    `edits` names the channel's message that this one replaces.
    """

    tenant_id: UUID
    channel: str
    channel_conversation_id: str
    conversation_id: UUID
    text: str
    citations: list[Citation] = []
    """What the text cites, for channels that show sources in a form of their own."""
    suggestions: list[Suggestion] = []
    turn_id: UUID | None = None
    edits: str | None = None


class ChannelAdapter(Protocol):
    """A way in and out of the platform."""

    @property
    def name(self) -> str:
        """The channel's name, as conversations store it."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What the channel can show."""
        ...

    async def verify(self, headers: Mapping[str, str], body: bytes) -> UUID:
        """The tenant of a request whose signature is right; raises NotSignedIn otherwise."""
        ...

    def parse(self, body: bytes) -> Sequence[InboundMessage]:
        """The messages in a verified request; raises InvalidInput for anything unreadable."""
        ...

    async def entry_points(self, tenant_id: UUID) -> Sequence[tuple[str, str]]:
        """Where people reach the tenant in a browser, as (label, path); none on most channels."""
        ...

    async def send(self, message: OutboundMessage) -> str | None:
        """Send a message; returns the channel's id of it where there is one.

        Raises `wattos.delivery.NotSent` when nothing left, with `retry_after` when the channel
        wants it later. Any other error means that nobody knows: the message is not sent again.
        """
        ...
