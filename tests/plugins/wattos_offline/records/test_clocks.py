"""Times of day as the page writes them."""

from __future__ import annotations

import pytest

from tests.plugins.wattos_offline.records.sources import source, text_of, weekdays


@pytest.mark.parametrize(
    ("page", "language", "told"),
    [
        ("Mo–Fr 8:00–12:30 Uhr", "de", "von 8:00 bis 12:30 Uhr geöffnet."),
        ("Mo–Fr 08:00 bis 12:30 Uhr", "de", "von 08:00 bis 12:30 Uhr geöffnet."),
        ("Mo–Fr 8.00–12.30 Uhr", "de", "von 8.00 bis 12.30 Uhr geöffnet."),
        ("Mo–Fr 8 bis 12.30 Uhr, Stand 01.11.2026", "de", "von 8 bis 12:30 Uhr geöffnet."),
        ("Mo–Fr 8 bis 12.30 Uhr, Eintritt 5.00 €", "de", "von 8 bis 12:30 Uhr geöffnet."),
        ("Mo–Fr 8:00–12:30 Uhr", "en", "from 8:00 to 12:30."),
        ("Mon–Fri 8:00 am to 12:30 pm", "en", "from 8 am to 12:30 pm."),
        ("Pzt–Cum 8.00–12.30", "tr", "açık: 8.00–12.30."),
        ("Mo–Fr 8:00–12:30 Uhr", "tr", "açık: 8:00–12:30."),
    ],
)
def test_times_are_written_as_on_the_page(page: str, language: str, told: str) -> None:
    office = source("Bürgerbüro", weekdays("08:00", "12:30"), page)
    asked = {"de": "Hat das Bürgerbüro morgen offen?", "en": "Is the Bürgerbüro open tomorrow?"}
    question = asked.get(language, "Bürgerbüro yarın açık mı?")
    assert (text_of(question, office, language=language) or "").endswith(told)


def test_whole_week_is_listed_in_the_notation_of_the_page() -> None:
    office = source("Bürgerbüro", weekdays("08:00", "16:00"), "Montag bis Freitag 8:00–16:00 Uhr")
    told = text_of("Öffnungszeiten Bürgerbüro", office)
    assert told == "„Bürgerbüro“ ist geöffnet: Montag bis Freitag 8:00–16:00 Uhr."
