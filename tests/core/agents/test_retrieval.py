from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tests.core.agents.conftest import Shelf
from wattos.agents import HistoryMessage
from wattos.agents.retrieval import passages_within, standalone_question

HISTORY = (
    HistoryMessage(role="person", text="Wann hat das Bürgerbüro offen?"),
    HistoryMessage(role="agent", text="Von 8 bis 12 Uhr."),
)


@pytest.mark.parametrize(
    ("question", "leans"),
    [
        ("Und am Samstag?", True),
        ("What about Saturday?", True),
        ("Dort kann man doch sicher auch mit Karte zahlen, oder?", True),
        ("Welche Unterlagen brauche ich für einen neuen Reisepass?", False),
        ("Was kostet das?", True),
        ("Für Kinder?", True),
        ("Was kostet ein Reisepass?", False),
        ("Peki ne kadar?", True),
        ("", False),
    ],
)
def test_follow_up_takes_the_question_before_along(question: str, leans: bool) -> None:
    found = standalone_question(question, HISTORY)
    assert found == (f"{HISTORY[0].text} {question}" if leans else question)
    assert standalone_question(question, ()) == question


def test_follow_up_to_a_follow_up_keeps_the_subject() -> None:
    history = (*HISTORY, HistoryMessage(role="person", text="Und am Samstag?"))
    found = standalone_question("Und am Montag?", history)
    assert found == "Wann hat das Bürgerbüro offen? Und am Montag?"


def test_passages_fit_the_budget_and_keep_the_best() -> None:
    hits = Shelf("a" * 100, "b" * 500, "c" * 100).hits
    kept = passages_within(hits, tokens=80)
    assert [passage.text[0] for passage in kept] == ["a", "c"]


def moved(hit: Any, **changes: Any) -> Any:
    return msgspec.structs.replace(hit, **changes)


def test_passage_that_overlaps_a_better_one_is_left_out() -> None:
    (first,) = Shelf("x" * 100).hits
    inside = moved(first, start=130, end=190, text="x" * 60)
    behind = moved(first, start=190, end=290, text="y" * 100)
    other = moved(first, document_id=first.chunk_id)
    assert [p.start for p in passages_within([first, inside, behind, other])] == [100, 190, 100]
