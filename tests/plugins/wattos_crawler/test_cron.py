"""Cron expressions."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from wattos.errors import InvalidInput
from wattos_crawler.cron import parse_cron

SUNDAY = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cron", "zone", "expected"),
    [
        ("30 3 * * *", "UTC", "2026-11-23T03:30"),
        ("30 3 * * *", "Europe/Berlin", "2026-11-23T02:30"),
        ("*/20 16 * * *", "UTC", "2026-11-22T16:40"),
        ("30 16 * * 0", "UTC", "2026-11-29T16:30"),
        ("0 0 * * 7", "UTC", "2026-11-29T00:00"),
        ("0 12 24 12 *", "UTC", "2026-12-24T12:00"),
        ("0 12 1 * 2", "UTC", "2026-11-24T12:00"),
        ("0 9-17/4 * * 1-5", "UTC", "2026-11-23T09:00"),
        ("0 0 29 2 *", "UTC", "2028-02-29T00:00"),
        ("@hourly", "UTC", "2026-11-22T17:00"),
        ("@monthly", "UTC", "2026-12-01T00:00"),
        ("0 3 * JAN-mar Tue,FRI-SUN", "UTC", "2027-01-01T03:00"),
        ("0 3 */2 * 1", "UTC", "2026-11-23T03:00"),
        ("@yearly", "UTC", "2027-01-01T00:00"),
    ],
)
def test_cron_gives_the_next_time(cron: str, zone: str, expected: str) -> None:
    found = parse_cron(cron, zone).next_after(SUNDAY)
    assert found == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("cron", "after", "expected"),
    [
        ("30 2 * * *", "2027-03-27T22:00", "2027-03-28T01:30"),  # skipped: 3:30 in summer time
        ("30 2 * * *", "2027-10-30T22:00", "2027-10-31T00:30"),
        ("30 2 * * *", "2027-10-31T00:30", "2027-11-01T01:30"),  # repeated: not again
        ("*/30 * * * *", "2027-10-31T00:00", "2027-10-31T00:30"),
        ("*/30 * * * *", "2027-10-31T00:30", "2027-10-31T01:00"),  # every half hour: again
        ("0 * * * *", "2027-03-28T00:00", "2027-03-28T01:00"),
        ("0 * * * *", "2027-03-28T01:00", "2027-03-28T02:00"),
    ],
)
def test_cron_knows_summer_time(cron: str, after: str, expected: str) -> None:
    moment, due = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (after, expected))
    assert parse_cron(cron, "Europe/Berlin").next_after(moment) == due


@pytest.mark.parametrize(
    ("cron", "zone"),
    [("", "UTC"), ("* * * *", "UTC"), ("60 * * * *", "UTC"), ("5-2 * * * *", "UTC"),
     ("x * * * *", "UTC"), ("mon * * * *", "UTC"),
     ("*/0 * * * *", "UTC"), ("0 3 * * *", "Mars/Base")],
)  # fmt: skip
def test_cron_refuses_what_it_cannot_read(cron: str, zone: str) -> None:
    with pytest.raises(InvalidInput, match="schedule"):
        parse_cron(cron, zone)


def test_cron_says_that_a_time_never_comes() -> None:
    with pytest.raises(InvalidInput, match="never"):
        parse_cron("0 0 30 2 *").next_after(SUNDAY)
