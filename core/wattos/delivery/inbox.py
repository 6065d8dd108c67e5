"""The inbox: a delivered message is stored once, however often its channel repeats it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from wattos.database import current_tenant_id, fetchval, new_id


class Inbox:
    """Accepts what channels deliver; the channel's own message id is the key."""

    async def accept(
        self, channel: str, channel_message_id: str, payload: dict[str, Any]
    ) -> tuple[UUID, bool]:
        """Store a message inside the open scope; returns its id and whether it is new.

        A repeat gets the id of the first delivery. A repeat that arrives while the first is still
        being written waits for it, so the answer is never wrong.
        """
        inserted = await fetchval(
            "insert into inbox_message (id, tenant_id, channel, channel_message_id, payload) "
            "values ($1, $2, $3, $4, $5) "
            "on conflict (tenant_id, channel, channel_message_id) do nothing returning id",
            new_id(),
            current_tenant_id(),
            channel,
            channel_message_id,
            payload,
        )
        if inserted is not None:
            return inserted, True
        first = await fetchval(
            "select id from inbox_message where channel = $1 and channel_message_id = $2",
            channel,
            channel_message_id,
        )
        return first, False
