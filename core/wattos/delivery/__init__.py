"""Delivery: what came in has one effect, what must go out leaves once, work ends visibly."""

from __future__ import annotations

from wattos.delivery.inbox import Inbox
from wattos.delivery.jobs import Jobs
from wattos.delivery.lease import DATABASE_AWAY
from wattos.delivery.old_rows import delete_all, delete_dealt_with
from wattos.delivery.outbox import NotSent, Outbox, Sender
from wattos.delivery.pause import pause
from wattos.delivery.persist import write_persistently
from wattos.delivery.schedules import Scheduler, Withheld, none_withheld
from wattos.delivery.schemas import (
    ClaimedJob,
    DailyAt,
    JobContext,
    JobFailure,
    JobInfo,
    JobKind,
    OutboxItem,
    Progress,
    Schedule,
    Sequence,
    WorkerHealth,
)
from wattos.delivery.wake import WakeLists
from wattos.delivery.worker import DEFAULT_LANES, Worker

__all__ = [
    "DATABASE_AWAY",
    "DEFAULT_LANES",
    "ClaimedJob",
    "DailyAt",
    "Inbox",
    "JobContext",
    "JobFailure",
    "JobInfo",
    "JobKind",
    "Jobs",
    "NotSent",
    "Outbox",
    "OutboxItem",
    "Progress",
    "Schedule",
    "Scheduler",
    "Sender",
    "Sequence",
    "WakeLists",
    "Withheld",
    "Worker",
    "WorkerHealth",
    "delete_all",
    "delete_dealt_with",
    "none_withheld",
    "pause",
    "write_persistently",
]
