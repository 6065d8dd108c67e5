"""Each limit counts for whom it is meant, and for nobody else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest

from wattos.errors import TooManyRequests
from wattos.platform import Platform
from wattos_web import limits
from wattos_web.limits import Limits

DOCS = Path(__file__).resolve().parents[3] / "docs" / "widget.md"
Count = Callable[[], Awaitable[None]]


class Clock:
    """A time of day that stands still until the test moves it."""

    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """The time that the limits see."""
    return Clock()


@pytest.fixture
def counted(platform: Platform, clock: Clock) -> Limits:
    """Counters of this test alone."""
    return Limits(platform.redis, prefix=f"test:{uuid4().hex}:", clock=clock)


async def reached(count: Count, limit: int) -> None:
    """Allowed `limit` times, then refused."""
    for _ in range(limit):
        await count()
    with pytest.raises(TooManyRequests, match=f"at most {limit} in a minute"):
        await count()


async def test_visitor_is_stopped_and_the_next_one_is_not(counted: Limits) -> None:
    await reached(partial(counted.count_message, "v_one", "key", ""), limits.MESSAGES)
    await counted.count_message("v_two", "key", "")


async def test_next_minute_counts_anew(counted: Limits, clock: Clock) -> None:
    count = partial(counted.count_question, "v_one")
    await reached(count, limits.LEFT_QUESTIONS)
    clock.now += limits.WINDOW_SECONDS
    await reached(count, limits.LEFT_QUESTIONS)


async def test_address_is_stopped_however_many_visitors_it_has(counted: Limits) -> None:
    async def from_one_address() -> None:
        await counted.count_message(uuid4().hex, "key", "192.0.2.1")

    await reached(from_one_address, limits.MESSAGES_OF_ADDRESS)
    await counted.count_message("v_other", "key", "192.0.2.2")
    await counted.count_message("v_other", "another key", "192.0.2.1")


async def test_key_is_stopped_however_many_addresses_ask(counted: Limits) -> None:
    async def from_anywhere() -> None:
        await counted.count_message(uuid4().hex, "key", "")

    await reached(from_anywhere, limits.MESSAGES_OF_KEY)
    await counted.count_message("v_other", "another key", "")


async def test_visits_openings_and_left_questions_have_limits_of_their_own(
    counted: Limits,
) -> None:
    await reached(partial(counted.count_session, "wk", "192.0.2.1"), limits.SESSIONS)
    await counted.count_session("wk", "192.0.2.2")
    await reached(partial(counted.count_opening, "wk", "192.0.2.1"), limits.OPENINGS)
    await counted.count_opening("wk", "192.0.2.2")
    await reached(partial(counted.count_question, "v_one"), limits.LEFT_QUESTIONS)
    await counted.count_question("v_two")


async def test_nothing_that_names_a_person_is_kept(platform: Platform, counted: Limits) -> None:
    await counted.count_message("v_named", "key", "192.0.2.77")
    names = [name async for name in platform.redis.scan_iter("test:*")]
    assert names
    assert not [name for name in names if b"v_named" in name or b"192.0.2.77" in name]
    assert all([0 < await platform.redis.ttl(name) <= 120 for name in names])


def test_documentation_names_the_limits() -> None:
    text = DOCS.read_text("utf-8")
    sentence = (
        f"{limits.MESSAGES} messages a visitor, {limits.MESSAGES_OF_ADDRESS} an address, "
        f"{limits.MESSAGES_OF_KEY:,} a key; {limits.SESSIONS} new visits and {limits.OPENINGS} "
        f"openings an address; {limits.LEFT_QUESTIONS} left questions a visitor."
    )
    assert sentence in text
