"""The outbox: what must leave is written with its cause and sent once.

pending → sending → sent, or failed (the other side refused it), or unknown: the process died or
the connection broke while the message may already have left. An unknown one is never sent again by
itself; a person decides with `resend` or `settle`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Literal, Protocol
from uuid import UUID

import asyncpg
import msgspec

from wattos.database import (
    current_tenant_id,
    execute,
    fetch,
    fetchrow,
    fetchval,
    new_id,
    tenant_scope,
    utcnow,
)
from wattos.delivery.execution import TryLater
from wattos.delivery.jobs import Jobs
from wattos.delivery.rows import clean_error
from wattos.delivery.schemas import JobContext, JobFailure, JobKind, OutboxItem
from wattos.errors import ConfigurationError, Conflict, NotFound, WattosError

SEND = "delivery.send"


class NotSent(WattosError):
    """A sender is certain that nothing left.

    `retry_after` (seconds) asks for another try; None means the other side will never take it.
    """

    code = "not-sent"
    status = 502

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Sender(Protocol):
    """Hands a message to its channel.

    Returning means that it was taken. Raise NotSent when nothing left; any other error leaves the
    outcome unknown, unless `idempotent` says that the other side recognises `idempotency_key`.
    """

    idempotent: bool

    async def send(self, item: OutboxItem) -> None:
        """Send one message."""
        ...


class Outbox:
    """Stores outgoing messages and sends them through the registered senders."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs
        self._senders: dict[str, Sender] = {}
        jobs.add_kinds(
            [
                JobKind(
                    name=SEND,
                    run=self._send,
                    queue="interactive",
                    max_attempts=8,
                    on_failure=self._give_up,
                )
            ]
        )

    def add_sender(self, channel: str, sender: Sender) -> None:
        """Register the sender of a channel; raises ConfigurationError when it has one."""
        if channel in self._senders:
            raise ConfigurationError("Two senders are registered for a channel.", given=channel)
        self._senders[channel] = sender

    def remove_sender(self, channel: str) -> None:
        """Take a sender back; what still waits for its channel fails with that reason."""
        self._senders.pop(channel, None)

    async def put(
        self,
        channel: str,
        recipient: Mapping[str, Any],
        payload: Mapping[str, Any],
        *,
        idempotency_key: str,
        conversation_id: UUID | None = None,
        sequence_key: str | None = None,
    ) -> UUID:
        """Write a message in the open scope; it is sent after the commit.

        A repeat of the channel's `idempotency_key` returns the first message's id, no more.
        Messages that share a `sequence_key` leave one after another, in the order of writing.
        """
        inserted = await fetchval(
            "insert into outbox_message (id, tenant_id, channel, recipient, payload, "
            "idempotency_key, conversation_id) values ($1, $2, $3, $4, $5, $6, $7) "
            "on conflict (tenant_id, channel, idempotency_key) do nothing returning id",
            *(new_id(), current_tenant_id(), channel, dict(recipient), dict(payload)),
            *(idempotency_key, conversation_id),
        )
        if inserted is None:
            return await fetchval(
                "select id from outbox_message where channel = $1 and idempotency_key = $2",
                channel,
                idempotency_key,
            )
        await self._jobs.enqueue(
            SEND, {"outbox_id": str(inserted)}, key=str(inserted), sequence_key=sequence_key
        )
        return inserted

    async def keep(self, item: OutboxItem, progress: Mapping[str, Any]) -> None:
        """Merge what a sender has achieved into the message's payload, for its next attempt."""
        async with tenant_scope(item.tenant_id):
            await execute(
                "update outbox_message set payload = payload || $2 where id = $1",
                item.id,
                dict(progress),
            )

    async def get(self, tenant_id: UUID, outbox_id: UUID) -> OutboxItem:
        """A message and its state. Raises NotFound."""
        async with tenant_scope(tenant_id):
            row = await fetchrow("select * from outbox_message where id = $1", outbox_id)
        if row is None:
            raise NotFound("There is no such outgoing message.", given=outbox_id)
        return _item(row)

    async def list(self, tenant_id: UUID, *, state: str | None = None) -> list[OutboxItem]:
        """The newest 100 messages, of one state if given."""
        async with tenant_scope(tenant_id):
            rows = await fetch(
                "select * from outbox_message where $1::text is null or state = $1 "
                "order by id desc limit 100",
                state,
            )
        return [_item(row) for row in rows]

    async def settle(
        self, tenant_id: UUID, outbox_id: UUID, state: Literal["sent", "failed"]
    ) -> None:
        """A person looked and says how an unknown message ended. Raises Conflict for others."""
        await self._from_unknown(tenant_id, outbox_id, state)

    async def resend(self, tenant_id: UUID, outbox_id: UUID) -> None:
        """A person wants an unknown or failed message sent (again). Raises Conflict for others."""
        await self._from_unknown(tenant_id, outbox_id, "pending")

    async def _from_unknown(self, tenant_id: UUID, outbox_id: UUID, state: str) -> None:
        async with tenant_scope(tenant_id):
            status = await execute(
                "update outbox_message set state = $2, error = null where id = $1 "
                "and (state = 'unknown' or (state = 'failed' and $2 = 'pending'))",
                outbox_id,
                state,
            )
            if status != "UPDATE 1":
                raise Conflict(
                    "Only a message whose outcome is open can be decided by a person.",
                    given=outbox_id,
                    expected="state unknown, or failed to send it again",
                )
            if state == "pending":
                await self._jobs.enqueue(SEND, {"outbox_id": str(outbox_id)}, key=str(outbox_id))

    async def _send(self, context: JobContext) -> None:
        outbox_id = UUID(context.payload["outbox_id"])
        item = await self._take(context.tenant_id, outbox_id)
        if item is None:
            return
        sender = self._senders.get(item.channel)
        if sender is None:
            await self._set(item, "failed", f"No sender is registered for {item.channel}.")
            return
        if item.state == "sending" and not sender.idempotent:
            await self._set(item, "unknown", "The process stopped while the message was leaving.")
            return
        try:
            await sender.send(item)
        except NotSent as error:
            await self._not_sent(item, error)
        except Exception as error:
            if sender.idempotent:
                raise
            await self._set(item, "unknown", f"{type(error).__name__}: {error}")
        else:
            await self._set(item, "sent", None)

    async def _take(self, tenant_id: UUID, outbox_id: UUID) -> OutboxItem | None:
        """The message as it stood, now marked as leaving; None when nothing is to be sent."""
        async with tenant_scope(tenant_id):
            row = await fetchrow(
                "select * from outbox_message where id = $1 and state in ('pending', 'sending') "
                "for update",
                outbox_id,
            )
            if row is not None:
                await execute(
                    "update outbox_message set state = 'sending', attempts = attempts + 1 "
                    "where id = $1",
                    outbox_id,
                )
        return None if row is None else _item(row)

    async def _not_sent(self, item: OutboxItem, error: NotSent) -> None:
        if error.retry_after is None:
            await self._set(item, "failed", error.message)
            return
        again = utcnow() + timedelta(seconds=error.retry_after)
        await self._set(item, "pending", error.message, next_attempt_at=again)
        raise TryLater(
            "The message could not be sent yet.", retry_after=error.retry_after, hint=error.message
        )

    async def _give_up(self, context: JobContext, failure: JobFailure) -> None:
        async with tenant_scope(context.tenant_id):
            await execute(
                "update outbox_message set error = $2, "
                "state = case state when 'pending' then 'failed' else 'unknown' end "
                "where id = $1 and state in ('pending', 'sending')",
                UUID(context.payload["outbox_id"]),
                clean_error(failure.reason),
            )

    async def _set(
        self, item: OutboxItem, state: str, error: str | None, *, next_attempt_at: Any = None
    ) -> None:
        async with tenant_scope(item.tenant_id):
            await execute(
                "update outbox_message set state = $2, error = $3, next_attempt_at = $4, "
                "sent_at = case when $2 = 'sent' then now() else sent_at end where id = $1",
                item.id,
                state,
                clean_error(error),
                next_attempt_at,
            )


def _item(row: asyncpg.Record) -> OutboxItem:
    return OutboxItem(
        id=row["id"],
        tenant_id=row["tenant_id"],
        channel=row["channel"],
        recipient=msgspec.json.decode(row["recipient"], type=dict[str, Any]),
        payload=msgspec.json.decode(row["payload"], type=dict[str, Any]),
        idempotency_key=row["idempotency_key"],
        conversation_id=row["conversation_id"],
        attempts=row["attempts"],
        state=row["state"],
        error=row["error"],
    )
