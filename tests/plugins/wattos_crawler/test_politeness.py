"""Pauses between requests."""

from __future__ import annotations

import asyncio
import itertools
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from wattos_crawler.politeness import Gate, host_of, retry_after


async def test_gate_lets_only_so_many_through_at_once() -> None:
    gate, inside, most = Gate(2, 0), 0, 0

    async def request() -> None:
        nonlocal inside, most
        async with gate.slot():
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.005)
            inside -= 1

    await asyncio.gather(*(request() for _ in range(8)))
    assert most == 2


async def test_gate_keeps_its_distance_between_starts() -> None:
    gate, starts = Gate(4, 0.0), list[float]()
    gate.ask_for(0.05)

    async def request() -> None:
        async with gate.slot():
            starts.append(time.monotonic())

    await asyncio.gather(*(request() for _ in range(4)))
    assert all(later - first >= 0.045 for first, later in itertools.pairwise(starts))


async def test_gate_keeps_what_is_asked_for_from_the_request_on_that_brought_it() -> None:
    gate = Gate(1, 0)
    async with gate.slot():
        begun = time.monotonic()
        gate.ask_for(0.05)
    async with gate.slot():
        assert time.monotonic() - begun >= 0.045


async def test_gates_of_two_crawls_keep_what_a_host_asks_for_together() -> None:
    gates = [Gate(4, 0, host=host_of(name)) for name in ("a.example", "www.a.example")]
    slow, starts = Gate(4, 60.0, host=host_of("a.example")), list[float]()
    gates[0].ask_for(0.05)

    async def request(gate: Gate) -> None:
        async with gate.slot():
            starts.append(time.monotonic())

    await request(slow)  # what one crawl keeps for itself is no other's
    await asyncio.gather(*(request(gate) for gate in gates * 2))
    assert all(later - first >= 0.045 for first, later in itertools.pairwise(starts))
    assert Gate(4, 0, host=host_of("b.example")).delay == 0


async def test_gate_pauses_after_backing_off() -> None:
    gate = Gate(1, 0)
    gate.back_off(0.1)
    begun = time.monotonic()
    async with gate.slot():
        assert time.monotonic() - begun >= 0.095


@pytest.mark.parametrize(
    ("value", "attempt", "seconds"),
    [
        ("7", 0, 7),
        (None, 0, 1),
        (None, 2, 4),
        ("bald", 1, 2),
        ("²", 0, 1),
        ("-5", 0, 1),
        ("Fri, 31 Dec 9999 23:59:59 -1200", 2, 4),
    ],
)
def test_retry_after_reads_seconds_or_grows(
    value: str | None, attempt: int, seconds: float
) -> None:
    assert retry_after(value, attempt) == seconds


def test_retry_after_reads_a_date() -> None:
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    assert 27 < retry_after(moment, 0) <= 30
    past = format_datetime(datetime.now(UTC) - timedelta(hours=1), usegmt=True)
    assert retry_after(past, 0) == 0
