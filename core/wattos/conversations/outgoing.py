"""Answers on their way to channels that are pushed to: turn → outbox → adapter.

Channels that read the events themselves (`streaming="events"`) get nothing from here.
"""

from __future__ import annotations

import re
from uuid import UUID

import asyncpg
import msgspec

from wattos.conversations.channels import ChannelAdapter
from wattos.conversations.rendering import OutgoingAnswer, numbered
from wattos.conversations.sender import ChannelSender
from wattos.database import fetchrow
from wattos.delivery import Outbox
from wattos.errors import ConfigurationError

_NUMBER = re.compile(r"\(?([1-9]\d?)[.)]?")

_DESTINATION = """
select c.id, c.channel, c.channel_conversation_id, c.language
from turn t join conversation c on c.id = t.conversation_id
where t.id = $1 and c.channel = any ($2)
"""
_CONVERSATION = """
select id, channel, channel_conversation_id, language from conversation
where id = $1 and channel = any ($2)
"""


class Outgoing:
    """The registered channels, and the way of an answer to those that are pushed to."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._channels: dict[str, ChannelAdapter] = {}

    @property
    def channels(self) -> dict[str, ChannelAdapter]:
        """The registered channels by name."""
        return dict(self._channels)

    def add(self, adapter: ChannelAdapter) -> None:
        """Register a channel; raises ConfigurationError for a name that is taken."""
        if adapter.name in self._channels:
            raise ConfigurationError("Two channels have one name.", given=adapter.name)
        self._outbox.add_sender(adapter.name, ChannelSender(adapter, self._outbox))
        self._channels[adapter.name] = adapter

    def remove(self, name: str) -> None:
        """Take a channel back."""
        if self._channels.pop(name, None) is not None:
            self._outbox.remove_sender(name)

    async def put(self, answer: OutgoingAnswer) -> None:
        """Write a turn's answer into the outbox, in the open scope that ends the turn.

        The turn's id is the idempotency key. Nothing is written for an empty answer, nor for a
        channel that is not registered or reads the events itself.
        """
        if not self._pushed or not answer.text:
            return
        row = await fetchrow(_DESTINATION, answer.turn_id, self._pushed)
        if row is None:
            return
        await self._put(row, answer, key=str(answer.turn_id))

    async def put_reply(self, conversation_id: UUID, message_id: UUID, text: str) -> None:
        """Write a colleague's message into the outbox, in the open scope that stores it."""
        row = await fetchrow(_CONVERSATION, conversation_id, self._pushed)
        if row is not None:
            await self._put(row, OutgoingAnswer(text=text, by_person=True), key=str(message_id))

    @property
    def _pushed(self) -> list[str]:
        return [name for name, adapter in self._channels.items() if _is_pushed_to(adapter)]

    async def _put(self, row: asyncpg.Record, answer: OutgoingAnswer, *, key: str) -> None:
        answer = msgspec.structs.replace(answer, language=answer.language or row["language"])
        await self._outbox.put(
            row["channel"],
            {"channel_conversation_id": row["channel_conversation_id"]},
            msgspec.to_builtins(answer),
            idempotency_key=key,
            conversation_id=row["id"],
            sequence_key=f"outgoing:{row['id']}",
        )

    async def meant(self, channel: str, conversation_id: UUID, text: str) -> str:
        """What a reply means: a number stands for the suggestion that was shown under it."""
        adapter = self._channels.get(channel)
        number = _NUMBER.fullmatch(text.strip())
        if adapter is None or number is None or not _is_pushed_to(adapter):
            return text
        row = await fetchrow(
            "select payload from outbox_message where conversation_id = $1 and channel = $2 "
            "order by id desc limit 1",
            conversation_id,
            channel,
        )
        if row is None:
            return text
        answer = msgspec.json.decode(row["payload"], type=OutgoingAnswer)
        choices = numbered(answer.suggestions, adapter.capabilities)
        place = int(number[1]) - 1
        return (choices[place].text or choices[place].label) if place < len(choices) else text


def _is_pushed_to(adapter: ChannelAdapter) -> bool:
    return adapter.capabilities.streaming != "events"
