"""The queue of addresses."""

from __future__ import annotations

from wattos_crawler.frontier import Frontier
from wattos_crawler.schemas import Entry

A = Entry("https://example.org/a", 2)
B = Entry("https://example.org/b", 1)
C = Entry("https://example.org/c", 1)


def test_frontier_gives_shallow_addresses_first_then_in_order() -> None:
    frontier = Frontier(room=10)
    assert frontier.add([A, B, C]) == [A, B, C]
    assert [frontier.take() for _ in range(4)] == [B, C, A, None]


def test_frontier_takes_every_address_once() -> None:
    frontier = Frontier(room=10)
    frontier.add([A])
    frontier.take()
    assert frontier.add([A, Entry("http://www.example.org/a", 1)]) == []
    assert frontier.claim(B.url)
    assert not frontier.claim(B.url)
    assert frontier.add([B]) == []


def test_frontier_restores_what_an_earlier_attempt_left() -> None:
    frontier = Frontier({"example.org/a?"}, room=10)
    frontier.restore([A])
    assert len(frontier) == 1
    assert frontier.drop(A)
    assert not frontier.drop(A)


def test_frontier_stops_remembering_at_its_room() -> None:
    frontier = Frontier(room=2)
    assert frontier.add([A, B, C]) == [A, B]
