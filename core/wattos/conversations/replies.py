"""A colleague's message to a person, and who answers in a conversation."""

from __future__ import annotations

from uuid import UUID

import asyncpg
import msgspec

from wattos.access import Actor
from wattos.audit import record
from wattos.conversations.announcements import Announcements
from wattos.conversations.history import read_message
from wattos.conversations.live import REDIS_AWAY, LiveTail
from wattos.conversations.outgoing import Outgoing
from wattos.conversations.schemas import MessageInfo, Owner
from wattos.conversations.texts import clean_message
from wattos.database import (
    after_commit,
    current_tenant_id,
    execute,
    fetch,
    fetchrow,
    new_id,
    tenant_scope,
)
from wattos.delivery import Inbox
from wattos.errors import NotFound

SYSTEM = Actor(kind="system", id="conversations")
_STAFF = "staff"


class Replies:
    """Lets people answer instead of the bot; the bot is silent as long as they own it."""

    def __init__(
        self, inbox: Inbox, live: LiveTail, outgoing: Outgoing, announcements: Announcements
    ) -> None:
        self._inbox = inbox
        self._live = live
        self._outgoing = outgoing
        self._announcements = announcements

    async def reply(
        self, tenant_id: UUID, conversation_id: UUID, text: str, *, repeat_key: str, actor: Actor
    ) -> MessageInfo:
        """Say something to the person; whoever writes takes the conversation over.

        The same `repeat_key` of the same colleague has no second effect. Raises NotFound, and
        InvalidInput or TooLarge for the text.
        """
        text = clean_message(text)
        message_id = new_id()
        async with tenant_scope(tenant_id):
            conversation = await _locked(conversation_id)
            inbox_id, is_new = await self._inbox.accept(
                _STAFF, f"{conversation_id}:{actor.id}:{repeat_key}", {"message_id": message_id}
            )
            if not is_new:
                return await read_message(await _first_message(inbox_id))
            await execute("update inbox_message set state = 'done' where id = $1", inbox_id)
            if conversation["owner"] != "human":
                await self._change_owner(conversation_id, "human", actor)
            await execute(
                "insert into message (id, tenant_id, conversation_id, user_id, role, text, "
                "language) values ($1, $2, $3, $4, 'human', $5, $6)",
                *(message_id, current_tenant_id(), conversation_id, _user(actor), text),
                conversation["language"],
            )
            await execute(
                "update conversation set updated_at = now() where id = $1", conversation_id
            )
            await self._outgoing.put_reply(conversation_id, message_id, text)
            self._announce_after_commit(conversation_id)
            await record(
                "conversation.reply",
                actor=actor,
                resource="conversation",
                resource_id=conversation_id,
                detail={"message_id": message_id},
            )
            return await read_message(message_id)

    async def set_owner(
        self, tenant_id: UUID, conversation_id: UUID, owner: Owner, *, actor: Actor
    ) -> None:
        """Say who answers from now on; what the bot is saying is stopped. Raises NotFound."""
        async with tenant_scope(tenant_id):
            conversation = await _locked(conversation_id)
            if conversation["owner"] != owner:
                await self._change_owner(conversation_id, owner, actor)
                self._announce_after_commit(conversation_id)

    async def hand_over(self, conversation_id: UUID) -> None:
        """Let a conversation that the bot answers wait for a person, in the caller's transaction.

        Raises NotFound.
        """
        conversation = await _locked(conversation_id)
        if conversation["owner"] == "bot":
            await self._change_owner(conversation_id, "paused", SYSTEM)
            self._announce_after_commit(conversation_id)

    async def _change_owner(self, conversation_id: UUID, owner: Owner, actor: Actor) -> None:
        await execute(
            "update conversation set owner = $2, updated_at = now() where id = $1",
            *(conversation_id, owner),
        )
        if owner != "bot":
            await self._stop_turns(conversation_id)
        await record(
            "conversation.owner",
            actor=actor,
            resource="conversation",
            resource_id=conversation_id,
            detail={"owner": owner},
        )

    async def _stop_turns(self, conversation_id: UUID) -> None:
        running = await fetch(
            "update turn set stop_requested = true where conversation_id = $1 "
            "and state in ('queued', 'running') returning id",
            conversation_id,
        )

        async def stop() -> None:
            try:
                for row in running:
                    await self._live.ask_to_stop(row["id"])
            except REDIS_AWAY:
                return  # the running turn also asks Postgres every two seconds

        after_commit(stop)

    def _announce_after_commit(self, conversation_id: UUID) -> None:
        async def announce() -> None:
            await self._announcements.announce(conversation_id)

        after_commit(announce)


async def _locked(conversation_id: UUID) -> asyncpg.Record:
    row = await fetchrow(
        "select owner, language from conversation where id = $1 for update", conversation_id
    )
    if row is None:
        raise NotFound("There is no such conversation.", given=conversation_id)
    return row


async def _first_message(inbox_id: UUID) -> UUID:
    row = await fetchrow("select payload from inbox_message where id = $1", inbox_id)
    assert row is not None
    return UUID(msgspec.json.decode(row["payload"])["message_id"])


def _user(actor: Actor) -> UUID | None:
    return UUID(actor.id) if actor.kind == "user" else None
