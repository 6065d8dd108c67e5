from __future__ import annotations

from wattos.llm.health import HealthBoard


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_circuit_opens_after_three_failures_in_a_row() -> None:
    board = HealthBoard(Clock())
    for _ in range(2):
        board.failed("m", "timeout")
    assert board.admits("m")
    board.succeeded("m")
    for _ in range(3):
        board.failed("m", "timeout")
    assert not board.admits("m")
    health = board.health("m")
    assert (health.state, health.reason, health.retry_in) == ("open", "timeout", 15.0)


def test_one_caller_probes_and_each_failed_probe_waits_longer() -> None:
    clock = Clock()
    board = HealthBoard(clock)
    for _ in range(3):
        board.failed("m", "broken")
    clock.now = 15.0
    assert board.health("m").state == "half-open"
    assert board.admits("m")
    assert not board.admits("m")
    board.failed("m", "broken")
    clock.now = 44.0
    assert not board.admits("m")
    clock.now = 45.0
    assert board.admits("m")
    board.released("m")
    assert board.admits("m")
    board.succeeded("m")
    assert board.health("m").state == "closed"


def test_pause_ends_at_five_minutes_and_a_rate_limit_says_its_own() -> None:
    clock = Clock()
    board = HealthBoard(clock)
    for _ in range(20):
        board.failed("m", "broken")
    assert board.health("m").retry_in == 300.0
    board.failed("limited", "rate-limited", retry_after=7.0)
    assert not board.admits("limited")
    clock.now = 7.0
    assert board.admits("limited")
