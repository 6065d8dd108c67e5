"""What happens in a conversation beside its turns: a colleague writes, the owner changes."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from uuid import UUID

from wattos.conversations.announcements import Announcements
from wattos.conversations.history import read_messages
from wattos.conversations.schemas import (
    ConversationEvent,
    MessageAdded,
    MessageInfo,
    Owner,
    OwnerChanged,
    Role,
)
from wattos.database import fetchval, tenant_scope
from wattos.delivery import DATABASE_AWAY, pause

logger = logging.getLogger(__name__)

QUIET_SECONDS = 10.0
"""After this long without an announcement a reader looks into Postgres."""


class ConversationFollower:
    """One reader's place in a conversation."""

    def __init__(
        self,
        announcements: Announcements,
        tenant_id: UUID,
        conversation_id: UUID,
        *,
        after: UUID | None,
        roles: Sequence[Role],
        quiet_seconds: float = QUIET_SECONDS,
    ) -> None:
        self._announcements = announcements
        self._tenant_id = tenant_id
        self._conversation_id = conversation_id
        self._after = after
        self._roles = roles
        self._quiet_seconds = quiet_seconds

    async def events(self) -> AsyncIterator[ConversationEvent]:
        """The owner as it is, messages after the start, then whatever happens, without end.

        Ends when the conversation is deleted.
        """
        owner: Owner | None = None
        async with self._announcements.listening(self._conversation_id) as news:
            while True:
                news.clear()
                try:
                    current, messages = await self._look()
                except DATABASE_AWAY as error:
                    logger.debug("database is away (%s)", type(error).__name__)
                    await pause(1)
                    continue
                if current is None:
                    return
                if current != owner:
                    owner = current
                    yield OwnerChanged(owner=current)
                for message in messages:
                    self._after = message.id
                    yield MessageAdded(message=message)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self._quiet_seconds):
                        await news.wait()

    async def _look(self) -> tuple[Owner | None, list[MessageInfo]]:
        async with tenant_scope(self._tenant_id):
            owner = await fetchval(
                "select owner from conversation where id = $1", self._conversation_id
            )
            messages = await read_messages(
                self._conversation_id, after=self._after, roles=self._roles
            )
        return owner, messages
