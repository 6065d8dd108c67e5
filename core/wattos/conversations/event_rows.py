"""Turn events in Postgres: consecutive pieces of text share a row, other events have their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from wattos.database import current_tenant_id, executemany, fetch, new_id
from wattos.events import SequencedEvent, TextDelta, TurnCompleted, TurnFailed, decode_event

TEXT = "text.delta"
ATTEMPT_SPAN = 1_000_000
"""Sequence numbers an attempt has: attempt n uses (n - 1) * span + 1 up to n * span."""
LAST_SEQ = 2**31 - 1
"""The largest number that the column holds."""


class _TextRun(msgspec.Struct):
    """Consecutive pieces of text with their times; the row's number is the last one's."""

    texts: list[str]
    times: list[datetime]

    def add(self, text: str, at: datetime) -> None:
        self.texts.append(text)
        self.times.append(at)


def first_seq(attempt: int) -> int:
    """The number of an attempt's first event: above every number of earlier attempts."""
    return (attempt - 1) * ATTEMPT_SPAN + 1


def last_seq(attempt: int) -> int:
    """The number kept for the event that ends a failed attempt from outside."""
    return attempt * ATTEMPT_SPAN


def is_final(event: SequencedEvent) -> bool:
    """Whether nothing follows."""
    return isinstance(event.event, TurnCompleted | TurnFailed)


async def write_events(events: Sequence[SequencedEvent]) -> None:
    """Store events in the open scope; storing one again changes nothing."""
    await executemany(
        "insert into turn_event (id, tenant_id, created_at, turn_id, seq, type, payload) "
        "values ($1, $2, $3, $4, $5, $6, $7) on conflict (tenant_id, turn_id, seq) do nothing",
        [
            (new_id(), current_tenant_id(), last.at, last.turn_id, last.seq, type_, payload)
            for last, type_, payload in _rows(events)
        ],
    )


async def read_events(turn_id: UUID, after: int) -> list[SequencedEvent]:
    """The stored events of a turn after a sequence number, in the open scope."""
    rows = await fetch(
        "select seq, type, payload, created_at from turn_event "
        "where turn_id = $1 and seq > $2 order by seq",
        turn_id,
        after,
    )
    return [event for row in rows for event in _expand(turn_id, row) if event.seq > after]


def _rows(events: Iterable[SequencedEvent]) -> list[tuple[SequencedEvent, str, Any]]:
    rows: list[tuple[SequencedEvent, str, Any]] = []
    run: _TextRun | None = None
    for event in events:
        if not isinstance(event.event, TextDelta):
            run = None
            payload = msgspec.to_builtins(event.event)
            rows.append((event, payload["type"], payload))
        elif run is not None and rows[-1][0].seq == event.seq - 1:
            run.add(event.event.text, event.at)
            rows[-1] = (event, TEXT, run)
        else:
            run = _TextRun(texts=[event.event.text], times=[event.at])
            rows.append((event, TEXT, run))
    return rows


def _expand(turn_id: UUID, row: asyncpg.Record) -> list[SequencedEvent]:
    if row["type"] != TEXT:
        event = decode_event(row["payload"])
        return [SequencedEvent(seq=row["seq"], turn_id=turn_id, at=row["created_at"], event=event)]
    run = msgspec.json.decode(row["payload"], type=_TextRun)
    first = row["seq"] - len(run.texts) + 1
    return [
        SequencedEvent(seq=first + n, turn_id=turn_id, at=at, event=TextDelta(text=text))
        for n, (text, at) in enumerate(zip(run.texts, run.times, strict=True))
    ]
