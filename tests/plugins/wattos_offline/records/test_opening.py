from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.plugins.wattos_offline.records.sources import (
    BERLIN,
    TUESDAY,
    answer,
    source,
    span,
    text_of,
    weekdays,
)
from wattos.llm import Quote
from wattos.records import Closure, Hours, OpeningRule, Period

OFFICE = source("Bürgerbüro – Kontakt", weekdays("08:00", "12:00"))


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        (
            "Hat das Bürgerbüro gerade offen?",
            "de",
            "Ja, das Bürgerbüro ist jetzt geöffnet, heute noch bis 12 Uhr.",
        ),
        (
            "Is the Bürgerbüro open now?",
            "en",
            "Yes, the Bürgerbüro is open now, until 12 pm today.",
        ),
        (
            "Bürgerbüro şu anda açık mı?",
            "tr",
            "Evet, Bürgerbüro şu anda açık, bugün kapanış saati 12.00.",
        ),
        (
            "Wann schließt das Bürgerbüro heute?",
            "de",
            "Das Bürgerbüro schließt heute (Dienstag) um 12 Uhr.",
        ),
        (
            "Hat das Bürgerbüro morgen offen?",
            "de",
            "Ja, das Bürgerbüro ist morgen (Mittwoch) von 8 bis 12 Uhr geöffnet.",
        ),
        (
            "Hat das Bürgerbüro am Samstag offen?",
            "de",
            (
                "Nein, das Bürgerbüro ist am Samstag, 28. November, geschlossen. "
                "Wieder geöffnet ist am Montag, 30. November, ab 8 Uhr."
            ),
        ),
    ],
)
def test_open_now_and_on_a_day(question: str, language: str, expected: str) -> None:
    assert text_of(question, OFFICE, language=language) == expected


LIBRARY = source("Stadtbibliothek", weekdays("11:00", "18:00"))


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("Is the library open tomorrow?", "en", "Yes, “Stadtbibliothek” is open tomorrow"),
        ("Kütüphane yarın açık mı?", "tr", "Evet, Stadtbibliothek yarın"),
        ("What are the opening hours of the library today?", "en", "“Stadtbibliothek” is open"),
        ("Hat die Stadtbücherei morgen auf?", "de", "Ja, „Stadtbibliothek“ ist morgen (Mittwoch)"),
    ],
)
def test_hours_of_a_page_in_another_language_are_found_by_meaning(
    question: str, language: str, expected: str
) -> None:
    assert (text_of(question, LIBRARY, OFFICE, language=language) or "").startswith(expected)


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        (
            "When is the library open?",
            "en",
            "“Stadtbibliothek” is open: Monday to Friday 11 am–6 pm.",
        ),
        ("Kütüphane ne zaman açık?", "tr", "Stadtbibliothek açık: pazartesi–cuma 11.00–18.00."),
        (
            "Wann hat die Bücherei auf?",
            "de",
            "„Stadtbibliothek“ ist geöffnet: Montag bis Freitag 11–18 Uhr.",
        ),
        (
            "Wann hat die Stadtbibliothek auf?",
            "de",
            "Die Stadtbibliothek ist geöffnet: Montag bis Freitag 11–18 Uhr.",
        ),
    ],
)
def test_hours_of_the_week_are_told_in_the_askers_words(
    question: str, language: str, expected: str
) -> None:
    assert text_of(question, LIBRARY, OFFICE, language=language) == expected


def test_days_with_the_same_hours_are_told_together() -> None:
    rules = (
        OpeningRule(days=(1, 2, 4), spans=(span("11:00", "18:00"),)),
        OpeningRule(days=(3,), spans=(span("08:30", "12:00"), span("14:00", "17:30"))),
    )
    library = source("Bücherei", Hours(rules=rules))
    assert text_of("Wann hat die Bücherei auf?", library) == (
        "Die Bücherei ist geöffnet: Dienstag, Mittwoch und Freitag 11–18 Uhr; "
        "Donnerstag 8:30–12:00 und 14:00–17:30 Uhr."
    )


def test_hours_of_the_week_are_told_by_season() -> None:
    rules = tuple(
        OpeningRule(days=(0, 1, 2), spans=(span("09:00", closes),), season=Period(first, last))
        for closes, first, last in (("18:00", "04-01", "10-31"), ("16:00", "11-01", "03-31"))
    )
    yard = source("Wertstoffhof", Hours(rules=rules))
    assert text_of("When is the recycling centre open?", yard, language="en") == (
        "“Wertstoffhof” is open from April to October: Monday to Wednesday 9 am–6 pm.\n\n"
        "“Wertstoffhof” is open from November to March: Monday to Wednesday 9 am–4 pm."
    )


def test_hours_of_the_week_come_with_the_days_on_which_they_do_not_hold() -> None:
    closure = source(
        "Stadtbibliothek",
        Closure(periods=(Period("12-24", "12-31"),)),
        "Zwischen den Jahren geschlossen.",
    )
    found = answer("When is the library open?", LIBRARY, closure, language="en")
    assert found is not None
    assert "The page also says: “Zwischen den Jahren geschlossen.”" in found.text
    assert len(found.quotes) == 2


def test_remarks_and_weeks_of_the_month_are_told_with_their_days() -> None:
    rules = (
        OpeningRule(days=(0, 1), spans=(span("08:00", "12:00"),), note="mit Termin"),
        OpeningRule(days=(1,), spans=(span("14:00", "18:00"),), note="ohne Termin"),
        OpeningRule(days=(5,), spans=(span("09:30", "12:00"),), weeks=(1,)),
    )
    office = source("Bürgerbüro", Hours(rules=rules))
    assert text_of("Wann hat das Bürgerbüro auf?", office) == (
        "Das Bürgerbüro ist geöffnet:\n\n"
        "- Montag und Dienstag 8–12 Uhr (mit Termin)\n"
        "- Dienstag 14–18 Uhr (ohne Termin)\n"
        "- jeden ersten Samstag im Monat 9:30–12:00 Uhr"
    )


@pytest.mark.parametrize("remark", [{"note": "mit Termin"}, {"condition": "Mit Termin"}])
def test_hours_of_the_week_quote_the_remarks_of_a_page_in_another_language(
    remark: dict[str, str],
) -> None:
    library = source("Stadtbibliothek", weekdays("11:00", "18:00", **remark))
    assert text_of("When is the library open?", library, language="en") == (
        "“Stadtbibliothek” is open: Monday to Friday 11 am–6 pm (“mit Termin”)."
    )


def test_hours_of_the_week_with_a_long_condition_are_left_to_the_quote() -> None:
    rest = "nur wenn das Wetter am Abend vorher gut genug war"
    assert (
        answer("Wann öffnet das Bad?", source("Bad", weekdays("09:00", "18:00", condition=rest)))
        is None
    )


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Kapalı havuz cumartesi açık mı?", "Hayır, Hallenbad 28 Kasım cumartesi günü kapalı"),
        ("Kapalı havuz cumartesi kapalı mı?", "Evet, Hallenbad 28 Kasım cumartesi günü kapalı"),
        ("Is the indoor pool open tomorrow?", "Yes, “Hallenbad” is open tomorrow"),
    ],
)
def test_an_indoor_pool_is_asked_for_by_its_name(question: str, expected: str) -> None:
    pools = [source(name, weekdays("11:00", "18:00")) for name in ("Hallenbad", "Freibad")]
    language = "en" if question.startswith("Is") else "tr"
    assert (text_of(question, *pools, language=language) or "").startswith(expected)


def test_a_pool_is_no_other_pool() -> None:
    indoor = source("Hallenbad", weekdays("11:00", "18:00"))
    assert answer("Hat das Freibad morgen offen?", indoor) is None


def test_a_short_name_in_another_language_is_met_as_a_whole_word_only() -> None:
    office = source("Aksu", weekdays("08:00", "12:00"), language="tr")
    assert answer("Is the water open tomorrow?", office, language="en") is None


def test_a_compound_that_only_begins_with_the_thing_is_another_thing() -> None:
    cafe = source("Bibliothekscafé", weekdays("08:00", "20:00"))
    assert answer("Is the library open tomorrow?", cafe, language="en") is None


def test_after_closing_time_it_says_when_it_opens_again() -> None:
    late = TUESDAY.replace(hour=12, minute=0)
    assert text_of("Hat das Bürgerbüro gerade offen?", OFFICE, now=late) == (
        "Nein, das Bürgerbüro ist gerade geschlossen. "
        "Wieder geöffnet ist morgen (Mittwoch) ab 8 Uhr."
    )


def test_answer_cites_the_record_behind_the_passages() -> None:
    museum = source("Museum", weekdays("10:00", "12:00"))
    found = answer("Hat das Bürgerbüro gerade offen?", museum, OFFICE)
    assert found is not None
    assert found.text.endswith(" [3]")
    assert found.quotes == (Quote(passage=3, start=0, end=len(OFFICE.place.text)),)


def test_first_saturday_of_the_month_counts_only_then() -> None:
    saturday = OpeningRule(days=(5,), spans=(span("09:30", "12:00"),), weeks=(1,), note="Abholung")
    office = source("Bürgerbüro", Hours(rules=(saturday,)))
    question = "Hat das Bürgerbüro am Samstag offen?"
    assert "geschlossen" in (text_of(question, office) or "")
    first_week = TUESDAY + timedelta(days=7)
    assert text_of(question, office, now=first_week) == (
        "Ja, das Bürgerbüro ist am Samstag, 5. Dezember, von 9:30 bis 12 Uhr geöffnet (Abholung)."
    )


def test_closure_of_the_same_place_closes_it_and_is_cited() -> None:
    closed = Closure(periods=(Period("11-23", "11-25"),))
    closure = source("Bürgerbüro – Kontakt", closed, "Vom 23. bis 25. November geschlossen.")
    found = answer("Hat das Bürgerbüro heute offen?", OFFICE, closure)
    assert found is not None
    assert found.text.startswith("Nein, das Bürgerbüro ist heute (Dienstag) geschlossen.")
    assert [quote.passage for quote in found.quotes] == [2, 3]


def test_closure_that_may_be_another_offices_is_quoted() -> None:
    closed = Closure(periods=(Period("11-24", "11-24"),))
    said = "Am 24. November ist das Rathaus geschlossen."
    closure = source("Standesamt", closed, said, title="Kontakt")
    assert text_of("Hat das Bürgerbüro heute offen?", OFFICE, closure) == (
        f"Für heute (Dienstag) steht auf der Seite: „{said}“"
    )


def test_public_holiday_is_named_by_region() -> None:
    epiphany = datetime(2027, 1, 6, 9, tzinfo=BERLIN)
    question = "Hat das Bürgerbüro heute offen?"
    assert "Heilige Drei Könige" in (text_of(question, OFFICE, now=epiphany) or "")
    assert (text_of(question, OFFICE, now=epiphany, region="DE-HE") or "").startswith("Ja")


@pytest.mark.parametrize(
    "question",
    [
        "Hat das Standesamt gerade offen?",
        "Ist im Bürgerbüro heute nur für Frauen offen?",
        "Ist das Bürgerbüro freundlich?",
        "Hat das Fundbüro am Bahnhof offen?",
    ],
)
def test_in_doubt_records_give_no_answer(question: str) -> None:
    assert answer(question, OFFICE) is None


def test_pages_that_contradict_each_other_give_no_answer() -> None:
    other = source("Bürgerbüro", weekdays("08:00", "13:00"), document=2)
    assert (
        answer("Hat das Bürgerbüro gerade offen?", source("Bürgerbüro", OFFICE.data), other) is None
    )


def test_question_without_a_name_needs_one_set_of_hours() -> None:
    shop = source("Laden – Waren", weekdays("08:00", "18:00"))
    again = source("Laden – Start", weekdays("08:00", "18:00"), document=2)
    assert (text_of("Habt ihr gerade offen?", shop, again) or "").startswith("Ja, ")
    assert answer("Habt ihr gerade offen?", shop, source("Lager", OFFICE.data)) is None


def test_condition_that_only_people_know_gives_no_answer() -> None:
    lake = source("Strandbad", weekdays("08:00", "18:00", condition="bei gutem Wetter"))
    assert answer("Hat das Strandbad gerade offen?", lake) is None


def test_advent_is_computed() -> None:
    rule = OpeningRule(days=(0,), spans=(span("12:00", "18:00"),), condition="Im Advent")
    shop = source("Laden", Hours(rules=(rule,)))
    monday = datetime(2026, 11, 23, 13, tzinfo=BERLIN)
    assert (text_of("Habt ihr gerade offen?", shop, now=monday) or "").startswith("Nein")
    advent = monday + timedelta(days=7)
    assert (text_of("Habt ihr gerade offen?", shop, now=advent) or "").startswith("Ja")


def test_without_a_clock_there_is_no_answer() -> None:
    assert answer("Hat das Bürgerbüro gerade offen?", OFFICE, now=None) is None
