"""Accepting a message: inbox, conversation, message, turn and job in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from uuid import UUID

import asyncpg
import msgspec

from wattos.conversations.outgoing import Outgoing
from wattos.conversations.schemas import (
    Accepted,
    AgentDirectory,
    AgentRef,
    HistoryMessage,
    InboundMessage,
)
from wattos.conversations.texts import clean_message, storable
from wattos.database import current_tenant_id, execute, fetchrow, fetchval, new_id, tenant_scope
from wattos.delivery import ClaimedJob, Inbox, Jobs
from wattos.errors import NotFound

logger = logging.getLogger(__name__)

SelectAgent = Callable[[UUID, str, str], Awaitable[str | None]]
"""A plugin's choice of agent for a tenant's new conversation, by channel and text."""

TURN_JOB = "conversations.turn"
TITLE_CHARACTERS = 80


class Intake:
    """Stores what people write, so that it is answered or visibly fails."""

    def __init__(
        self,
        inbox: Inbox,
        jobs: Jobs,
        agents: AgentDirectory,
        outgoing: Outgoing,
        select_agent: SelectAgent | None = None,
    ) -> None:
        self._inbox = inbox
        self._jobs = jobs
        self._agents = agents
        self._outgoing = outgoing
        self._select_agent = select_agent

    async def accept(self, tenant_id: UUID, message: InboundMessage) -> Accepted:
        """Store a message and queue its turn; a repeat returns the first one's turn."""
        message = clean_inbound(message)
        async with tenant_scope(tenant_id):
            stored = await self._store(message)
            if not stored.duplicate:
                job_id = await self._jobs.enqueue(
                    TURN_JOB,
                    {"turn_id": str(stored.turn_id)},
                    sequence_key=sequence_key(stored.conversation_id),
                    requested_by=message.user_id,
                )
                await execute("update turn set job_id = $2 where id = $1", stored.turn_id, job_id)
        return stored

    async def accept_held(
        self, tenant_id: UUID, message: InboundMessage, history: list[HistoryMessage]
    ) -> tuple[Accepted, ClaimedJob]:
        """Store a message whose turn this process answers itself (the command line).

        `history` is written into the conversation first, as if it had been said there.
        """
        message = clean_inbound(message)
        async with tenant_scope(tenant_id):
            stored = await self._store(message, history)
            job = await self._jobs.hold(
                TURN_JOB,
                {"turn_id": str(stored.turn_id)},
                sequence_key=sequence_key(stored.conversation_id),
                requested_by=message.user_id,
            )
            await execute("update turn set job_id = $2 where id = $1", stored.turn_id, job.id)
        return stored, job

    async def open_conversation(self, message: InboundMessage) -> UUID:
        """Find or make the message's conversation in the open scope, and lock it."""
        row = await self._find(message) or await self._make(message)
        if (row["visitor_id"], row["user_id"]) != (message.visitor_id, message.user_id):
            # Somebody else's conversation looks the same as none.
            raise NotFound("There is no such conversation.", given=message.channel_conversation_id)
        return row["id"]

    async def _store(
        self, message: InboundMessage, history: list[HistoryMessage] | None = None
    ) -> Accepted:
        inbox_id, is_new = await self._inbox.accept(
            message.channel, message.channel_message_id, msgspec.to_builtins(message)
        )
        if not is_new:
            return await _first_turn(inbox_id)
        conversation_id = await self.open_conversation(message)
        for earlier in history or []:
            await _add_message(conversation_id, None, earlier.role, storable(earlier.text), None)
        text = await self._outgoing.meant(message.channel, conversation_id, message.text)
        turn_id = new_id()
        message_id = new_id()
        await execute(
            "insert into turn (id, tenant_id, conversation_id, inbox_message_id, agent_id, "
            "question_message_id) select $1, tenant_id, id, $3, agent_id, $4 "
            "from conversation where id = $2",
            *(turn_id, conversation_id, inbox_id, message_id),
        )
        await _add_message(
            conversation_id, turn_id, "person", text, message.user_id, message_id=message_id
        )
        await execute(
            "update conversation set updated_at = now(), title = coalesce(title, $2), "
            "language = coalesce(language, $3), model = coalesce($4, model) where id = $1",
            *(conversation_id, text[:TITLE_CHARACTERS], message.language, message.model),
        )
        return Accepted(conversation_id=conversation_id, turn_id=turn_id, duplicate=False)

    async def _find(self, message: InboundMessage) -> asyncpg.Record | None:
        # The lock makes messages of one conversation take their places one after another.
        return await fetchrow(
            "select id, visitor_id, user_id from conversation "
            "where channel = $1 and channel_conversation_id = $2 for update",
            message.channel,
            message.channel_conversation_id,
        )

    async def _make(self, message: InboundMessage) -> asyncpg.Record:
        agent = await self._find_agent(message)
        await execute(
            "insert into conversation (id, tenant_id, channel, channel_conversation_id, agent_id, "
            "agent_version, user_id, visitor_id, language, model) "
            "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
            "on conflict (tenant_id, channel, channel_conversation_id) do nothing",
            *(new_id(), current_tenant_id(), message.channel),
            message.channel_conversation_id,
            *((agent.id, agent.version) if agent else (None, None)),
            *(message.user_id, message.visitor_id, message.language, message.model),
        )
        row = await self._find(message)
        assert row is not None
        return row

    async def _find_agent(self, message: InboundMessage) -> AgentRef | None:
        """The agent that the message names, else the one a plugin selects, else the default."""
        tenant_id = current_tenant_id()
        if message.agent_slug is None and self._select_agent is not None:
            slug = await self._select_agent(tenant_id, message.channel, message.text)
            if slug is not None:
                try:
                    return await self._agents.find(tenant_id, slug)
                except NotFound:
                    logger.warning("a plugin selected the agent %r, which nobody published", slug)
        return await self._agents.find(tenant_id, message.agent_slug, message.agent_version)


def clean_inbound(message: InboundMessage) -> InboundMessage:
    """The message as it can be stored; raises InvalidInput or TooLarge for its text."""
    cleaned = {
        name: storable(value)
        for name, value in msgspec.structs.asdict(message).items()
        if isinstance(value, str)
    }
    return msgspec.structs.replace(message, **{**cleaned, "text": clean_message(message.text)})


def sequence_key(conversation_id: UUID) -> str:
    """The key under which turns of one conversation run one after another."""
    return f"conversation:{conversation_id}"


async def _first_turn(inbox_id: UUID) -> Accepted:
    row = await fetchrow(
        "select id, conversation_id from turn where inbox_message_id = $1", inbox_id
    )
    if row is None:
        raise NotFound("This message was accepted earlier and its conversation has been deleted.")
    return Accepted(conversation_id=row["conversation_id"], turn_id=row["id"], duplicate=True)


async def _add_message(
    conversation_id: UUID,
    turn_id: UUID | None,
    role: str,
    text: str,
    user_id: UUID | None,
    *,
    message_id: UUID | None = None,
) -> UUID:
    return await fetchval(
        "insert into message (id, tenant_id, conversation_id, turn_id, user_id, role, text) "
        "values ($1, $2, $3, $4, $5, $6, $7) returning id",
        *(message_id or new_id(), current_tenant_id(), conversation_id, turn_id, user_id),
        *(role, text),
    )
