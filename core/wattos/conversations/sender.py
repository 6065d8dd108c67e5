"""Sending an answer through a channel's adapter: once, in order, as slowly as the channel asks."""

from __future__ import annotations

import asyncio
from uuid import UUID

import msgspec

from wattos.conversations.channels import ChannelAdapter, OutboundMessage
from wattos.conversations.rendering import OutgoingAnswer, render
from wattos.conversations.texts import DISCLOSURE, localized
from wattos.database import fetchrow, tenant_scope
from wattos.delivery import NotSent, Outbox, OutboxItem

_CONVERSATION = """
select c.owner, exists (
    select 1 from outbox_message o where o.conversation_id = c.id and o.channel = c.channel
    and o.id <> $2 and o.payload @> '{"disclosed": true}') as disclosed
from conversation c where c.id = $1
"""


class ChannelSender:
    """Fulfils the outbox's `Sender` for one channel.

    An answer of several messages keeps in its outbox row how many have left: a later attempt goes
    on behind them. The first message of a conversation says that an AI answers.
    """

    idempotent = False

    def __init__(self, adapter: ChannelAdapter, outbox: Outbox) -> None:
        self._adapter = adapter
        self._outbox = outbox
        self._free_at: dict[UUID, float] = {}

    async def send(self, item: OutboxItem) -> None:
        """Send what has not left yet. Raises NotSent when a person has taken over meanwhile."""
        answer = msgspec.convert(item.payload, OutgoingAnswer)
        disclose = await self._must_disclose(item, answer)
        messages = self._messages(item, answer, disclose=disclose)
        delivered = list(answer.delivered)
        for message in messages[len(delivered) :]:
            await self._pace(item.tenant_id)
            delivered.append(await self._adapter.send(message))
            await self._outbox.keep(item, {"delivered": delivered, "disclosed": disclose})

    async def _must_disclose(self, item: OutboxItem, answer: OutgoingAnswer) -> bool:
        async with tenant_scope(item.tenant_id):
            row = await fetchrow(_CONVERSATION, item.conversation_id, item.id)
        if row is None:
            raise NotSent("The conversation was deleted before its answer was sent.")
        if answer.by_person:
            return False
        if row["owner"] != "bot" and not (answer.hands_over and row["owner"] == "paused"):
            raise NotSent("A person has taken the conversation over; the bot keeps silent.")
        return answer.disclosed if answer.delivered else not row["disclosed"]

    def _messages(
        self, item: OutboxItem, answer: OutgoingAnswer, *, disclose: bool
    ) -> list[OutboundMessage]:
        capabilities = self._adapter.capabilities
        disclosure = localized(DISCLOSURE, answer.language) if disclose else None
        texts = render(answer, capabilities, disclosure=disclosure)
        assert item.conversation_id is not None
        return [
            OutboundMessage(
                tenant_id=item.tenant_id,
                channel=item.channel,
                channel_conversation_id=item.recipient["channel_conversation_id"],
                conversation_id=item.conversation_id,
                text=text,
                citations=answer.citations,
                suggestions=answer.suggestions[: capabilities.buttons] if is_last else [],
                turn_id=answer.turn_id,
            )
            for is_last, text in ((n == len(texts), text) for n, text in enumerate(texts, 1))
        ]

    async def _pace(self, tenant_id: UUID) -> None:
        """Wait until the channel's rate allows this process's next message of the tenant."""
        rate = self._adapter.capabilities.messages_per_second
        if rate is None:
            return
        now = asyncio.get_running_loop().time()
        turn = max(now, self._free_at.get(tenant_id, now))
        self._free_at[tenant_id] = turn + 1 / rate
        await asyncio.sleep(turn - now)
