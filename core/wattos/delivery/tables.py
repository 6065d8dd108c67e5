"""Inbox, outbox, jobs and schedules: the rows that make the delivery promises true."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, BigInt, Boolean, Integer, Text, Timestamptz

from wattos.database import TenantTable


class InboxMessage(TenantTable, tablename="inbox_message"):
    """A message as a channel delivered it; by the unique key a repeat has no second effect."""

    channel = Text()
    channel_message_id = Text()
    payload = JSONB()
    state = Text(default="received")


class OutboxMessage(TenantTable, tablename="outbox_message"):
    """A message that must leave once: written with its cause, sent afterwards."""

    channel = Text()
    recipient = JSONB()
    conversation_id = UUID(null=True, default=None)
    idempotency_key = Text()
    payload = JSONB()
    state = Text(default="pending")
    attempts = Integer(default=0)
    next_attempt_at = Timestamptz(null=True, default=None)
    error = Text(null=True, default=None)
    sent_at = Timestamptz(null=True, default=None)


class Job(TenantTable, tablename="job"):
    """A piece of work with a visible state; `attempt` fences off a worker that lost its lease."""

    position = BigInt()
    kind = Text()
    queue = Text(default="bulk")
    payload = JSONB()
    key = Text(null=True, default=None)
    sequence_key = Text(null=True, default=None)
    state = Text(default="queued")
    attempt = Integer(default=0)
    max_attempts = Integer(default=3)
    lease_seconds = Integer(default=60)
    run_at = Timestamptz()
    lease_until = Timestamptz(null=True, default=None)
    worker = Text(null=True, default=None)
    cancel_requested = Boolean(default=False)
    progress = JSONB()
    result = JSONB(null=True, default=None)
    error = Text(null=True, default=None)
    requested_by = UUID(null=True, default=None)
    started_at = Timestamptz(null=True, default=None)
    finished_at = Timestamptz(null=True, default=None)


class ScheduleState(TenantTable, tablename="schedule_state"):
    """When a schedule is due next for a tenant; moving it forward makes a run happen once."""

    name = Text()
    next_run_at = Timestamptz()
