"""Counting attempts to sign in."""

from __future__ import annotations

import asyncio

import pytest

from wattos.access.throttle import LIMIT_ACCOUNT_FROM_ADDRESS, WINDOW, Throttle
from wattos.database import call, new_id
from wattos.errors import TooManyRequests
from wattos.platform import Platform
from wattos.settings import Secret


@pytest.fixture
def throttle(platform: Platform) -> Throttle:
    """A throttle on the platform's database, with keys of its own."""
    return Throttle(Secret(new_id().hex))


async def test_throttle_counts_parallel_guesses_before_they_are_answered(
    throttle: Throttle,
) -> None:
    attempts = [throttle.count("a@example.org", "192.0.2.1") for _ in range(25)]
    outcomes = await asyncio.gather(*attempts, return_exceptions=True)
    refused = [o for o in outcomes if isinstance(o, TooManyRequests)]
    assert len(refused) == 25 - LIMIT_ACCOUNT_FROM_ADDRESS
    waits = {error.retry_after for error in refused}
    assert all(wait is not None and 0 < wait <= WINDOW.seconds for wait in waits)


async def test_throttle_lets_the_owner_in_from_elsewhere(throttle: Throttle) -> None:
    for _ in range(LIMIT_ACCOUNT_FROM_ADDRESS):
        await throttle.count("a@example.org", "192.0.2.1")
    await throttle.count("a@example.org", "192.0.2.2")
    with pytest.raises(TooManyRequests):
        await throttle.count("a@example.org", "192.0.2.1")


async def test_throttle_forgets_after_a_success(throttle: Throttle) -> None:
    for _ in range(3):
        for _ in range(LIMIT_ACCOUNT_FROM_ADDRESS):
            await throttle.count("a@example.org", None)
        await throttle.succeed("a@example.org", None)


async def test_throttle_opens_again_when_the_window_has_passed(throttle: Throttle) -> None:
    for _ in range(LIMIT_ACCOUNT_FROM_ADDRESS):
        await throttle.count("a@example.org", None)
    await call("update sign_in_attempt set window_started_at = now() - interval '16 minutes'")
    await throttle.count("a@example.org", None)


async def test_throttle_stores_neither_email_nor_address(throttle: Throttle) -> None:
    email = f"{new_id()}@example.org"
    await throttle.count(email, "192.0.2.99")
    rows = await call("select * from sign_in_attempt")
    assert rows
    assert email not in str(rows)
    assert "192.0.2.99" not in str(rows)
