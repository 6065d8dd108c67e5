from __future__ import annotations

from decimal import Decimal

import pytest

from tests.plugins.wattos_offline.records.sources import answer, source, text_of
from wattos.records import Contact, Fee, Product, Requirement


def fee(what: str, amount: str, text: str, condition: str = "") -> tuple[Fee, str]:
    return Fee(what=what, amount=Decimal(amount), condition=condition), text


SHIPPING = [
    source("Österreich", *fee("Österreich", "9.90", "Österreich | 9,90 €"), title="Versand"),
    source("Schweiz", *fee("Schweiz", "19.90", "Schweiz | 19,90 €"), title="Versand"),
]


def test_price_of_the_named_row_in_the_pages_words() -> None:
    assert text_of("Was kostet der Versand nach Österreich?", *SHIPPING) == "Österreich: 9,90 €."


def test_no_price_is_told_in_the_pages_word_for_it() -> None:
    record = source("Abmeldung", *fee("Abmeldung", "0", "Abmeldung | kostenfrei"))
    assert text_of("Was kostet die Abmeldung?", record) == "Abmeldung: kostenfrei."


def test_price_that_stands_in_a_sentence_is_that_sentence() -> None:
    said = "Die Express-Abholung kostet 45,00 Euro."
    record = source("Sperrmüll", *fee("Express-Abholung", "45", said))
    assert text_of("Was kostet die Express-Abholung?", record) == said


def test_price_of_another_thing_whose_name_begins_alike_is_none() -> None:
    hall = source("Mühlensaal", *fee("Mühlensaal", "180", "Mühlensaal | 180 €"))
    assert text_of("Was kostet der Mühlensaal?", hall) == "Mühlensaal: 180 €."
    assert text_of("Was kostet der Mühlenbecher?", hall) is None


def test_price_of_what_a_name_ends_in_is_not_that_of_the_narrower_thing() -> None:
    care = source("Schulen", *fee("Schulen", "58", "An Schulen kostet die Betreuung 58 Euro."))
    assert text_of("Was kosten die Schulen?", care) == "An Schulen kostet die Betreuung 58 Euro."
    assert text_of("Was kostet die Musikschule?", care) is None


def test_sentence_that_refers_back_is_told_with_its_page() -> None:
    course = source("Töpfern", *fee("Töpfern", "140", "Er kostet 140 Euro."), title="Töpferkurs")
    assert text_of("Was kostet Töpfern?", course) == "Töpferkurs: Er kostet 140 Euro."


def test_rows_that_differ_by_a_condition_are_told_together() -> None:
    records = [
        source("Gewerbe", *fee("Anmeldung", amount, "Anmeldung | 28,00 € | 38,00 €", condition=who))
        for amount, who in (("28", "Einzelperson"), ("38", "Gesellschaft"))
    ]
    assert text_of("Was kostet die Anmeldung?", *records) == (
        "Anmeldung:\n- Einzelperson: 28,00 €\n- Gesellschaft: 38,00 €"
    )


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Was kostet ein Kanadier pro Stunde?", "Kanadier, Pro Stunde: 18 €."),
        ("Was kostet ein Kanadier am Tag?", "Kanadier, Pro Tag: 65 €."),
        ("Was kostet ein Kanadier?", "Kanadier:\n- Pro Stunde: 18 €\n- Pro Tag: 65 €"),
    ],
)
def test_price_is_the_one_of_the_column_that_is_asked_for(question: str, expected: str) -> None:
    records = [
        source(
            "Kanadier",
            *fee("Kanadier", amount, "Kanadier | 18 € | 65 €", condition=column),
            title="Bootsverleih",
        )
        for amount, column in (("18", "Pro Stunde"), ("65", "Pro Tag"))
    ]
    assert text_of(question, *records) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Was kostet der Versand nach Norwegen?",
        "Was kostet der Versand?",
        "Wie lange dauert der Versand nach Österreich?",
        "Was kostet das?",
    ],
)
def test_price_of_something_else_is_left_to_the_text(question: str) -> None:
    assert answer(question, *SHIPPING) is None


def test_pages_with_different_prices_give_no_answer() -> None:
    old = source(
        "Schweiz", *fee("Schweiz", "14.90", "Schweiz | 14,90 €"), title="Versand", document=2
    )
    assert answer("Was kostet der Versand in die Schweiz?", *SHIPPING, old) is None


def test_price_of_an_archived_page_is_told_to_those_alone_who_ask_for_old_ones() -> None:
    old = source("Ausweis", *fee("Ausweis", "37.00", "Ausweis | 37 €"), title="Gebühren (Archiv)")
    assert answer("Was kostet ein Ausweis?", old) is None
    assert answer("Was kostet ein Ausweis im Archiv?", old) is not None


def test_prices_of_a_page_in_another_language_are_left_to_the_framed_quote() -> None:
    record = source("Austria", *fee("Austria", "9.90", "Austria | €9.90"), language="en")
    assert answer("Was kostet Austria?", record) is None


OFFICES = [
    source("Standesamt", Contact(office="Standesamt", phones=("0199 1",), mails=("s@t.example",))),
    source("Bauhof", Contact(office="Bauhof", phones=("0199 2",))),
]


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("Telefonnummer vom Standesamt?", "de", "Standesamt: Telefon 0199 1."),
        ("telefon bauhof", "de", "Bauhof: Telefon 0199 2."),
        (
            "Wie erreiche ich das Standesamt?",
            "de",
            "Standesamt: Telefon 0199 1, E-Mail s@t.example.",
        ),
        ("What is the phone number of the Standesamt?", "en", "Standesamt: phone 0199 1."),
        ("Standesamt telefon numarası?", "tr", "Standesamt: telefon 0199 1."),
        ("phone number of the registry office", "en", "Standesamt: phone 0199 1."),
    ],
)
def test_contact_of_the_named_office(question: str, language: str, expected: str) -> None:
    assert text_of(question, *OFFICES, language=language) == expected


CLUB = [
    source(
        "Geschäftsstelle",
        Contact(office="Geschäftsstelle", phones=("0199 4",), mails=("g@v.example",)),
    ),
    source("Geschäftsstelle", Contact(office="Geschäftsstelle", phones=("0199/4",)), document=2),
    *OFFICES,
]


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("How can I reach the office?", "en", "phone 0199 4, e-mail g@v.example."),
        ("Dernek ofisinin telefonu ne?", "tr", "telefon 0199 4."),
        ("What is the email address of the club?", "en", "e-mail g@v.example."),
        ("Wie lautet die Nummer vom Verein?", "de", "Telefon 0199 4."),
    ],
)
def test_own_office_is_known_in_every_language(question: str, language: str, expected: str) -> None:
    assert text_of(question, *CLUB, language=language) == f"Geschäftsstelle: {expected}"


def test_own_office_with_two_numbers_or_none_gives_no_answer() -> None:
    other = source("Büro", Contact(office="Büro", phones=("0199 5",)), document=3)
    for records in ([*CLUB, other], OFFICES):
        assert answer("How can I reach the office?", *records, language="en") is None
    assert answer("What is the phone number of the pool?", *CLUB, language="en") is None


def test_number_of_the_organisation_itself_is_the_one_of_its_own_page() -> None:
    own = source("Impressum", Contact(phones=("0199 0",), mails=("rathaus@t.example",)))
    assert text_of("Telefonnummer?", *OFFICES, own) == "Telefon 0199 0."
    assert text_of("What is your phone number?", *OFFICES, own, language="en") == "Phone 0199 0."
    assert answer("Telefonnummer?", *OFFICES) is None
    other = source("Kontakt", Contact(phones=("0199 9",)), document=2)
    assert answer("Telefonnummer?", own, other) is None


LIBRARY = source(
    "Stadtbibliothek am Kanal",
    Contact(office="Stadtbibliothek am Kanal", phones=("0199 4",), address="Kanalweg 3, 05987 X"),
)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Wo ist die Bücherei?", "de"),
        ("Adresse der Stadtbibliothek?", "de"),
        ("Where is the library?", "en"),
        ("Kütüphane nerede?", "tr"),
    ],
)
def test_place_of_the_named_office(question: str, language: str) -> None:
    told = text_of(question, *OFFICES, LIBRARY, language=language)
    assert told == "Stadtbibliothek am Kanal: Kanalweg 3, 05987 X."


@pytest.mark.parametrize("question", ["Wo ist das Standesamt?", "Wo ist mein Buch?"])
def test_place_that_no_record_names_is_left_to_the_text(question: str) -> None:
    assert answer(question, *OFFICES, LIBRARY) is None


def test_two_numbers_for_one_office_give_no_answer() -> None:
    other = source("Bauhof", Contact(office="Bauhof", phones=("0199 3",)), document=2)
    assert answer("Telefonnummer vom Bauhof?", *OFFICES, other) is None


def test_what_to_bring_is_listed() -> None:
    record = source("Reisepass beantragen", Requirement(items=("alter Pass", "Lichtbild")))
    assert text_of("Was muss ich für den Reisepass mitbringen?", record) == (
        "Das wird gebraucht (Reisepass beantragen):\n- alter Pass\n- Lichtbild"
    )
    assert answer("Was muss ich zur Hochzeit mitbringen?", record) is None


def test_stock_of_the_named_variant() -> None:
    records = [
        source(f"Regenhose – {size}", Product(name="Regenhose", variant=size, stock_text=stock))
        for size, stock in (("M", "vergriffen"), ("XXL", "auf Lager"))
    ]
    assert text_of("Ist die Regenhose in XXL lieferbar?", *records) == "Regenhose, XXL: auf Lager."
    assert text_of("Ist die Regenhose lieferbar?", *records) == (
        "Regenhose:\n- M: vergriffen\n- XXL: auf Lager"
    )


def test_same_thing_at_two_places_gives_no_answer() -> None:
    records = [
        source("Freibad", *fee("Zehnerkarte", "45", "Zehnerkarte | 45,00 €")),
        source(
            "Hallenbad",
            *fee("Zehnerkarte (2 Stunden)", "40", "Zehnerkarte (2 Stunden) | 40 €"),
            document=2,
        ),
    ]
    assert answer("Was kostet die Zehnerkarte?", *records) is None
    assert text_of("Was kostet die Zehnerkarte im Freibad?", *records) == "Zehnerkarte: 45,00 €."
