"""The web as a channel: browsers read the events themselves, so nothing is sent to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from wattos.conversations import Capabilities, InboundMessage, OutboundMessage
from wattos.delivery import NotSent
from wattos.errors import InvalidInput, NotSignedIn
from wattos_web.keys import WidgetKeys

CHANNEL = "web"


class WebChannel:
    """Fulfils `ChannelAdapter`; requests come through this plugin's own routes."""

    name = CHANNEL
    capabilities = Capabilities(
        markup="markdown", edits=True, buttons=20, typing=True, streaming="events"
    )

    def __init__(self, keys: WidgetKeys) -> None:
        self._keys = keys

    async def verify(self, headers: Mapping[str, str], body: bytes) -> UUID:
        """Browsers carry a visitor token, which the server's own routes check."""
        raise NotSignedIn("The web channel takes messages through /web/messages only.")

    def parse(self, body: bytes) -> Sequence[InboundMessage]:
        """The one message in a body that was written by `/web/messages`."""
        try:
            return [msgspec.json.decode(body, type=InboundMessage)]
        except msgspec.DecodeError as error:
            raise InvalidInput("The message cannot be read.", expected="JSON") from error

    async def entry_points(self, tenant_id: UUID) -> Sequence[tuple[str, str]]:
        """The tenant's chat page, and the page for staff."""
        key = await self._keys.ensure_default(tenant_id)
        return [("Chat", f"/chat/{key.public_key}"), ("Chat for staff", "/chat")]

    async def send(self, message: OutboundMessage) -> str | None:
        """A browser fetches its messages; there is no way to push one to it later."""
        raise NotSent("A web page fetches its messages itself.")
