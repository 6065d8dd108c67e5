"""Two questions in one are told apart, and the second keeps the first one's subject."""

from __future__ import annotations

import pytest

from wattos.llm import Quote
from wattos_offline.composition import Piece, without_repeats
from wattos_offline.halves import halves_of
from wattos_offline.question import understand


@pytest.mark.parametrize(
    ("text", "language", "halves"),
    [
        (
            "Was kostet ein Personalausweis und was muss ich mitbringen?",
            "de",
            ["Was kostet ein Personalausweis?", "Personalausweis. Was muss ich mitbringen?"],
        ),
        (
            "bibliothek wie lang auf + wann vorlesestunde",
            "de",
            ["bibliothek wie lang auf?", "bibliothek. Wann vorlesestunde?"],
        ),
        (
            "How much is a passport and how long does it take?",
            "en",
            ["How much is a passport?", "passport. How long does it take?"],
        ),
        (
            "Gibt es eine Sauna und kostet das extra?",
            "de",
            ["Gibt es eine Sauna?", "Sauna. Kostet das extra?"],
        ),
        (
            "Is there a tour, and does it cost anything?",
            "en",
            ["Is there a tour?", "tour. Does it cost anything?"],
        ),
        (
            "Pasaport ne kadar ve ne zaman hazır olur?",
            "tr",
            ["Pasaport ne kadar?", "Pasaport. Ne zaman hazır olur?"],
        ),
    ],
)
def test_two_questions_are_told_apart(text: str, language: str, halves: list[str]) -> None:
    assert [half.text for half in halves_of(understand(text, language))] == halves


@pytest.mark.parametrize(
    "text",
    [
        "Wo und wann ist der Markt?",
        "Wissen Sie, wie ich mich anmelde?",
        "Was kostet der Eintritt für Kinder und Jugendliche?",
        "Ich ziehe um und weiß nicht, was ich tun muss.",
    ],
)
def test_one_question_stays_one(text: str) -> None:
    assert [half.text for half in halves_of(understand(text, "de"))] == [text]


def test_what_both_halves_tell_is_told_once() -> None:
    short = Piece("Ein Kurs kostet 150 Euro. [1]", (Quote(passage=1, start=0, end=25),))
    long = Piece(
        "Ein Kurs kostet 150 Euro. Baden kostet 9 Euro. [1]", (Quote(passage=1, start=0, end=46),)
    )
    again = Piece("Ein Kurs kostet 150 Euro. [7]", (Quote(passage=7, start=40, end=65),))
    other = Piece("Er beginnt um 9 Uhr. [1]", (Quote(passage=1, start=50, end=70),))
    assert without_repeats([short], [long, other]) == [long, other]
    assert without_repeats([long], [short, again]) == [long]
    assert without_repeats([short], [other]) == [short, other]
