"""What happened in a turn, told in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import get_args
from uuid import UUID

from wattos.events import (
    Citation,
    CitationAdded,
    SequencedEvent,
    TextDelta,
    TurnCompleted,
    TurnEvent,
)
from wattos_admin.replayed import EVENT_WORDS, told

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)


def events(*given: TurnEvent) -> list[SequencedEvent]:
    """These events, a tenth of a second apart."""
    return [
        SequencedEvent(
            seq=place + 1,
            turn_id=UUID(int=1),
            at=BEGIN + timedelta(milliseconds=100 * place),
            event=event,
        )
        for place, event in enumerate(given)
    ]


def test_every_event_has_words() -> None:
    assert {one.__struct_config__.tag for one in get_args(TurnEvent)} == EVENT_WORDS.keys()


def test_turn_is_told_in_words_with_pieces_of_text_as_one() -> None:
    cited = Citation(url="https://t.example/bad", title="Freibad", quote="Um neun.", start=0, end=8)
    completed = TurnCompleted(
        text="Um neun. [1]",
        model="offline/extractive",
        timings={"retrieve_ms": 31.0, "begin_ms": 1.0, "turn": 52.0},
    )
    lines = told(
        events(
            TextDelta(text="Um "),
            TextDelta(text="neun."),
            CitationAdded(index=1, citation=cited),
            completed,
        ),
        "de",
    )
    assert [(line.name, line.seconds) for line in lines] == [
        *(("text.delta", 0.0), ("citation", 0.2), ("turn.completed", 0.3))
    ]
    assert lines[0].words == "Worte der Antwort gezeigt"
    assert lines[1].details == ["Freibad"]
    assert lines[2].details == [
        *("Zitiert Ihr Material, ohne Sprachmodell", "Material durchsucht: 0,03 s"),
        "Insgesamt: 0,05 s",
    ]
