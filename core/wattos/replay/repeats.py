"""Questions that were asked several times, each once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from wattos.conversations import Exchange

_Key = tuple[object, str, tuple[tuple[str, str], ...]]


def without_repeats(exchanges: Sequence[Exchange]) -> list[tuple[Exchange, int]]:
    """The first of the exchanges that ask one agent the same, and how many they are.

    The same is the same spelling, letter case and closing marks aside, after the same was said:
    "And what does it cost?" is another question in another conversation.
    """
    counts = Counter(map(_key, exchanges))
    first: dict[_Key, Exchange] = {}
    for exchange in exchanges:
        first.setdefault(_key(exchange), exchange)
    return [(exchange, counts[key]) for key, exchange in first.items()]


def _key(exchange: Exchange) -> _Key:
    spelling = " ".join(exchange.typed.casefold().split()).rstrip("?!. ")
    before = tuple((m.role, m.text) for m in exchange.history if m.role != "system")
    return exchange.agent_id, spelling, before
