"""What a turn's events say, put together."""

from __future__ import annotations

from wattos.events import SequencedEvent, TextDelta


def texts(events: list[SequencedEvent]) -> str:
    """The text of all pieces, in order."""
    return "".join(e.event.text for e in events if isinstance(e.event, TextDelta))
