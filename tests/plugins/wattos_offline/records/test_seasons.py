"""Hours that differ by the season, and questions that name one."""

from __future__ import annotations

import pytest

from tests.plugins.wattos_offline.records.sources import source, span, text_of
from wattos.records import Hours, OpeningRule, Period

SUMMER, WINTER = Period("04-01", "10-31"), Period("11-01", "03-31")
BOATHOUSE = source(
    "Bootshaus",
    Hours(
        rules=(
            OpeningRule(days=(0, 1, 2, 3, 4), spans=(span("16:00", "20:00"),), season=SUMMER),
            OpeningRule(days=(5, 6), spans=(span("10:00", "19:00"),), season=SUMMER),
            OpeningRule(days=(5,), spans=(span("11:00", "15:00"),), season=WINTER),
        )
    ),
)


@pytest.mark.parametrize(
    ("question", "language", "told"),
    [
        (
            "Wann hat das Bootshaus im Winter auf?",
            "de",
            "Das Bootshaus ist von November bis März geöffnet: Samstag 11–15 Uhr.",
        ),
        (
            "Wann ist das Bootshaus im Juli geöffnet?",
            "de",
            (
                "Das Bootshaus ist von April bis Oktober geöffnet: "
                "Montag bis Freitag 16–20 Uhr; Samstag und Sonntag 10–19 Uhr."
            ),
        ),
        (
            "Ist das Bootshaus im Sommer samstags offen?",
            "de",
            "Das Bootshaus ist von April bis Oktober geöffnet: Samstag 10–19 Uhr.",
        ),
        (
            "When is the Bootshaus open in winter?",
            "en",
            "The Bootshaus is open from November to March: Saturday 11 am–3 pm.",
        ),
        ("Bootshaus kışın ne zaman açık?", "tr",
         "Bootshaus, Kasım–Mart arası açık: cumartesi 11.00–15.00."),
        ("Ist das Bootshaus im Winter sonntags offen?", "de", None),
    ],
)  # fmt: skip
def test_hours_of_the_season_that_is_named(question: str, language: str, told: str | None) -> None:
    assert text_of(question, BOATHOUSE, language=language) == told


def test_page_that_tells_no_seasons_apart_is_quoted() -> None:
    always = source(
        "Bootshaus", Hours(rules=(OpeningRule(days=(5,), spans=(span("11:00", "15:00"),)),))
    )
    assert text_of("Wann hat das Bootshaus im Winter auf?", always) is None
