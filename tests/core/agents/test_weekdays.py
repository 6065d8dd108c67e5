"""Days of the week that a text names, and those within its spans."""

from __future__ import annotations

import pytest

from wattos.agents.weekdays import days_within, named_days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Mo–Fr 8–12 Uhr", {0, 1, 2, 3, 4}),
        ("Mo. bis Do. 8 Uhr", {0, 1, 2, 3}),
        ("Geöffnet: Di, Do und Sa", {1, 3, 5}),
        ("So 10–17 Uhr", {6}),
        ("Fri 8 am, Sat closed", {4, 5}),
        ("samstags bis montags", {5, 6, 0}),
        ("Salı gününden cumartesi gününe kadar", {1, 2, 3, 4, 5}),
        ("täglich", set(range(7))),
        ("am Wochenende", {5, 6}),
    ],
)
def test_days_of_a_text_are_those_of_its_spans(text: str, days: set[int]) -> None:
    assert days_within(text) == days


@pytest.mark.parametrize(
    "text",
    ["Das ist so einfach.", "So geht es: Sie melden sich an.", "Do it in the sun.", "Mit mir"],
)
def test_words_that_look_like_short_days_are_none(text: str) -> None:
    assert days_within(text) == set()


def test_named_days_are_those_written_out() -> None:
    assert named_days("Montag bis Mi, sundays") == {0, 6}
