from __future__ import annotations

import pytest

from wattos.knowledge.words import edit_distance, question_words, vocabulary


def test_vocabulary_keeps_words_with_their_folded_form() -> None:
    assert vocabulary("Die Gebühren 2026, die GEBÜHREN!", "de") == {
        "die": "die",
        "gebühren": "gebuhren",
    }


def test_question_words_are_distinct_and_ordered() -> None:
    assert question_words("Was kostet was? A-38 kostet 5", "de") == ["was", "kostet", "a-38", "5"]


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [("haus", "haus", 0), ("hasu", "haus", 1), ("ausweis", "auswes", 1), ("abc", "xyz", 3)],
)
def test_edit_distance_counts_slips(one: str, other: str, distance: int) -> None:
    assert edit_distance(one, other, 2) == distance
