"""Hours of a day of the week as such."""

from __future__ import annotations

import pytest

from tests.plugins.wattos_offline.records.sources import source, span, text_of, weekdays
from wattos.records import Closure, Hours, OpeningRule, Period

OFFICE = source("Bürgerbüro", weekdays("08:00", "12:00", note="mit Termin"))
FIRST_SATURDAY = source(
    "Bürgerbüro",
    Hours(rules=(OpeningRule(days=(5,), spans=(span("09:00", "12:00"),), weeks=(1,)),)),
    language="de",
)


@pytest.mark.parametrize(
    ("question", "language", "told"),
    [
        (
            "Wie lange hat das Bürgerbüro donnerstags auf?",
            "de",
            "Das Bürgerbüro ist donnerstags von 8 bis 12 Uhr geöffnet (mit Termin).",
        ),
        ("Ist das Bürgerbüro sonntags zu?", "de", "Ja, das Bürgerbüro ist sonntags geschlossen."),
        (
            "Is the Bürgerbüro open on Mondays?",
            "en",
            "Yes, the Bürgerbüro is open on Mondays from 8 am to 12 pm.",
        ),
        ("Bürgerbüro pazar günleri açık mı?", "tr", "Hayır, Bürgerbüro pazar günleri kapalı."),
    ],
)
def test_day_in_general_is_told_without_a_date(question: str, language: str, told: str) -> None:
    assert text_of(question, OFFICE, language=language) == told


@pytest.mark.parametrize(
    ("question", "language", "told"),
    [
        ("Hat das Bürgerbüro samstags offen?", "de", "jeden ersten Samstag im Monat 9–12 Uhr."),
        ("Is the Bürgerbüro open on any Saturday?", "en", "the first Saturday of the month"),
    ],
)
def test_one_saturday_of_the_month_is_no_closed_day(
    question: str, language: str, told: str
) -> None:
    said = text_of(question, FIRST_SATURDAY, language=language) or ""
    assert said.startswith(("Ja, ", "Yes, "))
    assert told in said


def test_day_that_a_closure_concerns_next_is_told_with_its_date() -> None:
    closed = source("Bürgerbüro", Closure(periods=(Period(first="2026-11-26", last="2026-11-26"),)))
    told = text_of("Hat das Bürgerbüro donnerstags offen?", OFFICE, closed) or ""
    assert told.startswith("Nein, das Bürgerbüro ist am Donnerstag, 26. November, geschlossen.")


def test_closed_day_in_english_has_no_comma_before_its_full_stop() -> None:
    told = text_of("Is the Bürgerbüro open on Sunday?", OFFICE, language="en") or ""
    assert told.startswith("No, the Bürgerbüro is closed on Sunday, 29 November. It opens")
