from __future__ import annotations

from datetime import date

import pytest

from tests.plugins.wattos_records.reading import only, records_of, told
from wattos.records import Closure, Hours, Period


def hours(*lines: str, title: str = "Amt") -> Hours:
    (found,) = only(Hours, *lines, title=title)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mo–Fr 8–12 Uhr, Do auch 14–18 Uhr", ["0,1,2,3,4 08:00-12:00", "3 14:00-18:00"]),
        ("Mo., Di., Do.: 8:30–12 Uhr u. 14–16 Uhr", ["0,1,3 08:30-12:00 14:00-16:00"]),
        ("Montag 8.00 - 12.00h", ["0 08:00-12:00"]),
        ("Mo. 8–12 Uhr, Mi. geschlossen", ["0 08:00-12:00", "2 closed"]),
        ("Mon-Fri 9am-5pm, Sat 10-2", ["0,1,2,3,4 09:00-17:00", "5 10:00-14:00"]),
        ("Saturday 10 am–6:30 pm, closed on Monday", ["5 10:00-18:30", "0 closed"]),
        ("Tuesday 9 am to 12 noon and 12–6 pm", ["1 09:00-12:00 12:00-18:00"]),
        ("Pazartesi–Cuma 09:00–17:00", ["0,1,2,3,4 09:00-17:00"]),
        ("Salı ve çarşamba 8.00–12.30, pazar kapalıdır.", ["1,2 08:00-12:30", "6 closed"]),
        ("Geöffnet täglich von 9 bis 20 Uhr", ["0,1,2,3,4,5,6 09:00-20:00"]),
        (
            "Montag ist Ruhetag, Dienstag 10 bis 12 und 14 bis 17 Uhr",
            ["0 closed", "1 10:00-12:00 14:00-17:00"],
        ),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, expected: list[str]) -> None:
    assert told(hours("# Öffnungszeiten", text).rules) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Die Lieferung dauert Montag bis Mittwoch 1–3 Werktage.",
        "Am Montag, 15.–30. April, feiern wir.",
        "Telefon 01999 555-610, auch am Montag.",
        "Mo. und Di. wiegen 66–72 kg.",
    ],
)
def test_ranges_that_are_no_times_make_no_hours(text: str) -> None:
    assert only(Hours, text, title="Amt") == []


def test_table_of_days_is_one_record_with_notes_and_weeks() -> None:
    found = hours(
        "# Öffnungszeiten Bürgerbüro",
        "Montag | 8:00–16:00 Uhr | mit Termin",
        "1. Samstag im Monat | 9:30–12:00 Uhr | nur Abholung",
    )
    monday, saturday = found.rules
    assert monday.note == "mit Termin"
    assert saturday.weeks == (1,)
    assert saturday.applies(date(2026, 12, 5))
    assert not saturday.applies(date(2026, 12, 12))


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("Mittwoch: 14–20 Uhr (nur mit Karte)", "nur mit Karte"),
        ("Mittwoch: 14–20 Uhr, davon 18–20 Uhr nur für Frauen", "davon 18–20 Uhr nur für Frauen"),
        (
            "Mittwoch: 14–20 Uhr, davon die letzte Stunde frei. Bitte klingeln.",
            "davon die letzte Stunde frei",
        ),
        ("Mittwoch: 14–20 Uhr, Freitag 9–12 Uhr", ""),
    ],
)
def test_what_holds_for_a_part_of_the_hours_is_their_remark(text: str, note: str) -> None:
    found = hours("# Öffnungszeiten", text)
    assert found.rules[0].note == note
    assert told(found.rules)[0] == "2 14:00-20:00"


def test_columns_may_be_seasons_or_days() -> None:
    seasons = hours(
        "# Öffnungszeiten",
        "= |Sommer (April bis Oktober)|Winter (November bis März)",
        "Dienstag bis Freitag | 9:00 - 18:00 Uhr | 9:00 - 16:30 Uhr",
    )
    assert [rule.season for rule in seasons.rules] == [
        Period("04-01", "10-31"),
        Period("11-01", "03-31"),
    ]
    days = hours("# Sprechzeiten", "= |Mo|Di|Mi", "vormittags | 8–12 Uhr | 8–12 Uhr | –")
    assert told(days.rules) == ["0 08:00-12:00", "1 08:00-12:00"]


def test_subject_is_the_label_the_heading_or_the_page() -> None:
    found = records_of(
        "# Öffnungszeiten Bürgerbüro",
        "Montag 8–12 Uhr",
        "# Stadtteile",
        "- Ahldorf, Dorfstraße 30: Dienstag 15–18 Uhr",
        "# Öffnungszeiten",
        "Freitag 8–12 Uhr",
        title="Rathaus",
    )
    subjects = [r.subject.split(" – ")[0] for r in found if isinstance(r.data, Hours)]
    assert subjects == ["Bürgerbüro", "Ahldorf", "Rathaus"]


def test_season_with_few_days_belongs_to_the_other_season() -> None:
    text = "April bis Oktober: Mo–Fr 16–20 Uhr. Von November bis März: nur Samstag 11–15 Uhr."
    found = hours("# Öffnungszeiten", text, title="Bootshaus")
    assert told(found.rules) == ["0,1,2,3,4 16:00-20:00", "5 11:00-15:00"]
    assert found.rules[1].season == Period("11-01", "03-31")


def test_days_that_end_otherwise_in_a_season_are_left_open() -> None:
    later = "Im Winter ist das Café sonntags nur bis 16 Uhr geöffnet."
    found = hours("# Öffnungszeiten", f"Samstag und Sonntag 10 bis 18 Uhr. {later}")
    assert [(rule.days, rule.condition) for rule in found.rules] == [((5,), ""), ((6,), later)]


def test_phone_hours_and_events_are_no_opening_hours() -> None:
    phone = hours("Telefon 01999 555-17, Dienstag bis Freitag 10–12 Uhr.")
    event = hours("# Mitmachen", "Jugendfeuerwehr: ab 10 Jahren, freitags 17:30 bis 19:30 Uhr.")
    assert (phone.purpose, event.purpose) == ("phone", "event")


def test_restriction_that_cannot_be_computed_is_kept_as_condition() -> None:
    found = hours("# Laden", "Dienstag 10–18 Uhr. Im Advent auch montags von 12 bis 18 Uhr.")
    assert [rule.condition for rule in found.rules] == ["", "Im Advent"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Am 24., 25. und 31. Dezember bleibt das Bad zu.", ["12-24", "12-25", "12-31"]),
        (
            "Vom 24. Dezember 2026 bis einschließlich 1. Januar 2027 ist geschlossen.",
            ["2026-12-24"],
        ),
        ("Von Mitte Dezember bis Ende Februar ist das Museum geschlossen.", ["12-15"]),
        ("We are closed from 24 December to 6 January.", ["12-24"]),
        ("24 Aralık'ta kapalıyız.", ["12-24"]),
    ],
)
def test_dated_closures_are_records_of_their_own(text: str, expected: list[str]) -> None:
    (closure,) = only(Closure, text, title="Bad")
    assert [period.first for period in closure.periods] == expected


def test_closed_roads_and_openings_are_no_closures() -> None:
    assert only(Closure, "Ab 26. Oktober 2026 ist die Bahnhofstraße gesperrt.") == []
    assert only(Closure, "Von September bis Mai geöffnet, wenn das Freibad geschlossen ist.") == []


def test_period_over_the_turn_of_the_year_covers_both_sides() -> None:
    period = Period("12-24", "01-06")
    assert period.covers(date(2026, 12, 31))
    assert period.covers(date(2027, 1, 6))
    assert not period.covers(date(2027, 1, 7))


@pytest.mark.parametrize(
    ("sentence", "subject"),
    [
        (
            "Die Bibliothek am Kanal ist donnerstags von 11 bis 18 Uhr geöffnet.",
            "Bibliothek am Kanal",
        ),
        ("The library is open on Thursdays from 11 am to 6 pm.", "library"),
        ("Die Geschäftsstelle ist dienstags von 17 bis 19 Uhr besetzt.", "Geschäftsstelle"),
    ],
)
def test_sentence_names_whose_hours_it_says(sentence: str, subject: str) -> None:
    (record,) = records_of("# Offene Sprechstunde", sentence, title="Beratung")
    assert record.subject.split(" – ")[0] == subject
    assert isinstance(record.data, Hours)
    assert record.data.purpose == "opening"
