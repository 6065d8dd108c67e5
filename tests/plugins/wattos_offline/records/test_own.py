from __future__ import annotations

import msgspec
import pytest

from tests.plugins.wattos_offline.records.sources import answer, source, text_of, weekdays
from wattos.llm import RecordSource
from wattos.records import Closure, Contact, Period

IMPRINT = source("Impressum", Contact(phones=("0199 0",), mails=("rathaus@t.example",)))
HOUSE = source(
    "So erreichen Sie uns",
    Contact(office="Stadtverwaltung", phones=("0199 0",), address="Marktplatz 1, 05987 X"),
    document=2,
)
BRANCH = source(
    "Ahldorf – So erreichen Sie uns",
    Contact(office="Ahldorf", phones=("0199 82",), address="Dorfstraße 30"),
    title="So erreichen Sie uns",
    document=2,
)
LIBRARY = source("Bibliothek", Contact(office="Bibliothek", phones=("0199 6",), address="Weg 2"))


def at(record: RecordSource, start: int) -> RecordSource:
    """The record at another place of its page."""
    return msgspec.structs.replace(record, place=msgspec.structs.replace(record.place, start=start))


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("Wo seid ihr?", "de", "Stadtverwaltung: Marktplatz 1, 05987 X."),
        ("Wo finde ich euch?", "de", "Stadtverwaltung: Marktplatz 1, 05987 X."),
        ("Where are you?", "en", "Stadtverwaltung: Marktplatz 1, 05987 X."),
        ("Neredesiniz?", "tr", "Stadtverwaltung: Marktplatz 1, 05987 X."),
        ("Wo ist das Rathaus?", "de", "Stadtverwaltung: Marktplatz 1, 05987 X."),
        ("Wie erreiche ich euch?", "de", "Telefon 0199 0, E-Mail rathaus@t.example."),
        ("Impressum", "de", "Telefon 0199 0, E-Mail rathaus@t.example."),
        ("Hotline?", "de", "Telefon 0199 0."),
    ],
)
def test_organisation_itself_is_told_by_its_own_pages(
    question: str, language: str, expected: str
) -> None:
    assert text_of(question, IMPRINT, HOUSE, BRANCH, LIBRARY, language=language) == expected


@pytest.mark.parametrize(
    ("question", "language"),
    [("How do I register my new address?", "en"), ("Wie ändere ich meine Adresse?", "de")],
)
def test_askers_own_address_is_not_the_organisations(question: str, language: str) -> None:
    assert answer(question, IMPRINT, HOUSE, LIBRARY, language=language) is None


def test_first_contact_of_the_page_is_the_organisations_where_all_have_a_name() -> None:
    house, branch = at(HOUSE, 10), at(BRANCH, 90)
    assert text_of("Wo seid ihr?", branch, house) == "Stadtverwaltung: Marktplatz 1, 05987 X."


def test_contact_of_another_page_is_not_the_organisations() -> None:
    assert answer("Wo seid ihr?", LIBRARY) is None


def test_way_is_left_to_the_page_that_tells_it() -> None:
    assert text_of("Anfahrt?", HOUSE, IMPRINT) == "Stadtverwaltung: Marktplatz 1, 05987 X."
    assert answer("Anfahrt?", HOUSE, IMPRINT, headings=("So erreichen Sie uns", "Anfahrt")) is None


OFFICE_HOURS = at(
    source("Bürgerbüro – Kontakt", weekdays("08:00", "12:00"), title="Kontakt", document=2), 10
)
OTHER_HOURS = at(
    source("übrigen Ämter – Kontakt", weekdays("09:00", "11:00"), title="Kontakt", document=2), 20
)
POOL_HOURS = source("Freibad", weekdays("10:00", "20:00"), document=3)


def test_hours_of_the_organisation_are_those_of_its_own_page() -> None:
    told = text_of("Wann habt ihr heute offen?", POOL_HOURS, OTHER_HOURS, OFFICE_HOURS)
    assert told == (
        "„Bürgerbüro“ ist heute (Dienstag) von 8 bis 12 Uhr geöffnet.\n\n"
        "Die übrigen Ämter sind heute (Dienstag) von 9 bis 11 Uhr geöffnet."
    )


@pytest.mark.parametrize(
    ("question", "language"),
    [("Wann hat das Rathaus auf?", "de"), ("When is the town hall open?", "en")],
)
def test_hours_of_the_house_are_the_organisations(question: str, language: str) -> None:
    found = answer(question, POOL_HOURS, OFFICE_HOURS, language=language)
    assert found is not None
    assert "Bürgerbüro" in found.text


def test_house_with_hours_of_its_own_goes_first() -> None:
    house = source("Rathaus", weekdays("07:00", "08:00"), document=4)
    told = text_of("Wann hat das Rathaus auf?", OFFICE_HOURS, house)
    assert told == "Das Rathaus ist geöffnet: Montag bis Freitag 7–8 Uhr."


def test_closure_that_holds_for_all_is_told_once_at_the_end() -> None:
    closed = "An Fasching ist geschlossen."
    closure = source(
        "Kontakt",
        Closure(periods=(Period(first="2027-02-08", last="2027-02-08"),)),
        closed,
        title="Kontakt",
        document=2,
    )
    told = text_of("Wann habt ihr auf?", OFFICE_HOURS, OTHER_HOURS, closure) or ""
    assert told.count(closed) == 1
    assert told.endswith(f"„{closed}“")


def test_many_hours_stop_before_they_get_long() -> None:
    spans = [("07:00", "08:00"), ("08:00", "09:00"), ("09:00", "10:00"), ("10:00", "11:00")]
    desks = [
        at(source(f"Amt {n} – Kontakt", weekdays(*s), title="Kontakt", document=2), n)
        for n, s in enumerate(spans, 1)
    ]
    told = text_of("Wann habt ihr auf?", *desks) or ""
    assert "Amt 1" in told
    assert "Amt 4" not in told


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Habt ihr sonntags auf?", "Nein, „Bürgerbüro“ ist sonntags geschlossen."),
        (
            "Wann habt ihr heute auf?",
            "„Bürgerbüro“ ist heute (Dienstag) von 8 bis 12 Uhr geöffnet.",
        ),
        ("Wann macht ihr heute zu?", "„Bürgerbüro“ schließt heute (Dienstag) um 12 Uhr."),
        ("seid ihr heute da", "Ja, „Bürgerbüro“ ist heute (Dienstag) von 8 bis 12 Uhr geöffnet."),
    ],
)
def test_time_is_no_verb(question: str, told: str) -> None:
    assert (text_of(question, OFFICE_HOURS) or "").startswith(told)
