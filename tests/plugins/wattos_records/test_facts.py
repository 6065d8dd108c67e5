from __future__ import annotations

from decimal import Decimal

import pytest

from tests.plugins.wattos_records.reading import only, records_of
from wattos.records import (
    Contact,
    Deadline,
    Fee,
    Form,
    Product,
    Requirement,
    Review,
)


def priced(*lines: str, title: str = "Amt") -> dict[str, Decimal]:
    return {fee.what: fee.amount for fee in only(Fee, *lines, title=title)}


@pytest.mark.parametrize("run", [".", "-", " 1 €"])
def test_line_without_an_end_is_no_fact_and_those_beside_it_are_read(run: str) -> None:
    endless = "Gebühr" + run * 20_000
    assert priced(endless, "- Ausweis: 37 Euro") == {"Ausweis": Decimal(37)}


def test_price_table_gives_a_fee_for_each_column_with_its_condition() -> None:
    found = only(
        Fee,
        "= Leistung|Einzelperson|Gesellschaft",
        "Anmeldung | 28,00 € | 1.038,00 €",
        "Abmeldung | kostenfrei | kostenfrei",
    )
    assert [(f.what, f.condition, f.amount) for f in found] == [
        ("Anmeldung", "Einzelperson", Decimal("28.00")),
        ("Anmeldung", "Gesellschaft", Decimal("1038.00")),
        ("Abmeldung", "Einzelperson", 0),
        ("Abmeldung", "Gesellschaft", 0),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Die Express-Abholung kostet 45,00 Euro.", {"Express-Abholung": "45.00"}),
        (
            "Für eine Bescheinigung berechnen wir 9 Euro, für die erweiterte 12 Euro.",
            {"Bescheinigung": "9", "erweiterte": "12"},
        ),
        ("Another certificate later costs 9 euros.", {"Another certificate later": "9"}),
        ("A parcel costs €4.90.", {"parcel": "4.90"}),
        ("Öğle yemeği 4,20 avrodur.", {"Öğle yemeği": "4.20"}),
        ("Kayıt ücretsizdir.", {"Kayıt": "0"}),
        ("Eine Schnupperstunde ist kostenlos.", {"Schnupperstunde": "0"}),
        ("Eine Bauvoranfrage kostet zwischen 120 und 1.200 Euro.", {"Bauvoranfrage": "120"}),
    ],
)
def test_sentences_say_what_costs_how_much(text: str, expected: dict[str, str]) -> None:
    assert priced(text) == {what: Decimal(amount) for what, amount in expected.items()}


@pytest.mark.parametrize(
    "text",
    [
        "Das Bußgeld kann bis 1.000 Euro betragen.",
        "Wer mehr als 60.000 Euro Vermögen hat, zahlt selbst.",
        "Die Kosten liegen bei 4,8 Millionen Euro.",
        "Fundsachen mit einem Wert von mehr als 10 Euro müssen gemeldet werden.",
        "Ab einem Warenwert von 40 € ist sie kostenlos.",
    ],
)
def test_fines_limits_and_budgets_are_no_fees(text: str) -> None:
    assert priced(text) == {}


def test_contact_box_is_one_record() -> None:
    (contact,) = only(
        Contact,
        "# Kontakt",
        "Standesamt\nAltes Rathaus, Kirchgasse 3\n05987 Lindenfurt",
        "Telefon: 01999 555-130, Fax 01999 555-139\nE-Mail: standesamt@town.example",
    )
    assert contact == Contact(
        office="Standesamt",
        phones=("01999 555-130",),
        fax="01999 555-139",
        mails=("standesamt@town.example",),
        address="Kirchgasse 3, 05987 Lindenfurt",
    )


def test_street_that_begins_with_a_preposition_is_one_where_a_town_follows() -> None:
    (contact,) = only(
        Contact,
        "# Kontakt",
        "Geschäftsstelle\nAm Sportplatz 3\n36999 Eschenrode\nIm Mai 2027\nTelefon 06629 91240",
    )
    assert (contact.office, contact.address) == (
        "Geschäftsstelle",
        "Am Sportplatz 3, 36999 Eschenrode",
    )


@pytest.mark.parametrize(
    ("text", "office", "person", "phone"),
    [
        (
            "Ahldorf, Dorfstraße 30: Dienstag 15–18 Uhr, Telefon 01999 555-820",
            "Ahldorf",
            "",
            "01999 555-820",
        ),
        ("Oder rufen Sie den Bauhof an (01999 555-500).", "Bauhof", "", "01999 555-500"),
        ("Anmeldung bei Frau Kleinhans, Telefon 01999 555-101.", "", "Kleinhans", "01999 555-101"),
        (
            "Kontakt: Amt für Schulen, Schulstraße 9, Telefon +49 1999 555260",
            "Amt für Schulen",
            "",
            "+49 1999 555260",
        ),
    ],
)
def test_contact_in_a_sentence_names_office_or_person(
    text: str, office: str, person: str, phone: str
) -> None:
    (contact,) = only(Contact, text)
    assert (contact.office, contact.person, contact.phones) == (office, person, (phone,))


def test_postcodes_and_register_numbers_are_no_phones() -> None:
    assert only(Contact, "05987 Lindenfurt, HRB 00000, DE000000000, Art.-Nr. T-3007") == []


def test_list_under_a_heading_about_documents_is_what_to_bring() -> None:
    (needed,) = only(Requirement, "# Das bringen Sie mit", "- Personalausweis", "- Lichtbild")
    assert needed.items == ("Personalausweis", "Lichtbild")


@pytest.mark.parametrize(
    ("text", "items"),
    [
        (
            "Mitzubringen: Personalausweis, IBAN und Geburtsurkunde.",
            ("Personalausweis", "IBAN", "Geburtsurkunde"),
        ),
        (
            "Gerekli belgeler: doğum belgesi, pasaport ve kira sözleşmesi.",
            ("doğum belgesi", "pasaport", "kira sözleşmesi"),
        ),
        ("Bring your passport because we check it.", ("your passport",)),
    ],
)
def test_sentence_lists_what_to_bring(text: str, items: tuple[str, ...]) -> None:
    (needed,) = only(Requirement, text)
    assert needed.items == items


@pytest.mark.parametrize(
    ("text", "day", "within"),
    [
        ("Melden Sie Ihr Kind bitte bis 31. Januar 2027 an.", "2027-01-31", ""),
        ("Please apply by 31 January 2027.", "2027-01-31", ""),
        ("Son başvuru tarihi 31 Ocak 2027'dir.", "2027-01-31", ""),
        ("Wer umzieht, muss sich innerhalb von zwei Wochen anmelden.", "", "P2W"),
        ("Herkes en geç iki hafta içinde başvuru yapmalıdır.", "", "P2W"),
        ("You must accept within 14 days.", "", "P14D"),
    ],
)
def test_deadlines_are_days_or_durations(text: str, day: str, within: str) -> None:
    (deadline,) = only(Deadline, text)
    assert (deadline.day, deadline.within) == (day, within)


def test_processing_times_are_no_deadlines() -> None:
    assert only(Deadline, "Sie erhalten innerhalb von zehn Arbeitstagen einen Vorschlag.") == []
    assert only(Deadline, "Die Bearbeitung dauert zwei Wochen.") == []


PRODUCT = {
    "@type": "Product",
    "name": "Sencha",
    "sku": "T-1",
    "offers": [
        {"name": "50 g", "price": "11.50", "availability": "https://schema.org/InStock"},
        {"name": "1 kg", "price": "99.00", "availability": "https://schema.org/InStock"},
    ],
}


def test_structured_data_count_where_the_page_says_it_too() -> None:
    found = records_of(
        "Sencha 50 g für 11,50 €.", title="Sencha", metadata={"structured_data": [PRODUCT]}
    )
    (product,) = [r.data for r in found if isinstance(r.data, Product)]
    assert (product.variant, product.price, product.stock) == ("50 g", Decimal("11.50"), "in_stock")


def test_stock_that_people_read_outweighs_the_structured_data() -> None:
    found = records_of(
        "= Ausführung|Preis|Verfügbarkeit",
        "50 g | 11,50 € | ausverkauft",
        "„Mein Sonntagstee.“ – Ruben K.",
        title="Sencha",
        metadata={"structured_data": [PRODUCT]},
    )
    products = [r.data for r in found if isinstance(r.data, Product)]
    assert [(p.sku, p.stock, p.stock_text) for p in products] == [
        ("T-1", "out_of_stock", "ausverkauft")
    ]
    assert not any(isinstance(r.data, Fee) for r in found)
    assert [r.data for r in found if isinstance(r.data, Review)] == [
        Review(text="Mein Sonntagstee.", author="Ruben K.")
    ]


def test_links_to_files_are_forms_where_their_words_stand() -> None:
    files = [
        {"text": "Hundesteuersatzung (PDF)", "url": "https://town.example/s.pdf"},
        {"text": "nicht im Text", "url": "https://town.example/x.pdf"},
        {"text": "Grundlage", "url": "https://town.example/seite.html"},
    ]
    found = records_of("Grundlage ist die Hundesteuersatzung (PDF).", metadata={"files": files})
    (form,) = [r for r in found if isinstance(r.data, Form)]
    assert form.data == Form(name="Hundesteuersatzung (PDF)", url="https://town.example/s.pdf")


def test_rows_belong_to_the_product_that_their_heading_names() -> None:
    found = records_of(
        "# Preise und Verfügbarkeit: Oolong Jade",
        "= Ausführung|Preis|Verfügbarkeit",
        "Oolong Jade | 14,00 € | auf Lager",
        "# Preise und Verfügbarkeit: Sencha",
        "50 g | 11,50 € | ausverkauft",
        metadata={
            "structured_data": [
                {"@type": "Product", "name": "Sencha", "offers": {"name": "50 g", "price": 11.5}},
                {"@type": "ProductGroup", "name": "Oolong Jade", "hasVariant": []},
            ]
        },
    )
    assert [
        (r.data.name, r.data.variant, r.data.price, r.data.stock)
        for r in found
        if isinstance(r.data, Product)
    ] == [
        ("Sencha", "50 g", Decimal("11.50"), "out_of_stock"),
        ("Oolong Jade", "", Decimal("14.00"), "in_stock"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The club is free software.",
        "A copy is included in the section on free documentation.",
        "Es steht dem Verein frei, die Karten zu verteilen.",
        "Nehmen wir an, ein Kaffee kostet 3 Euro.",
        "Klicken Sie auf Abgleich und tragen Sie 1.451,79 € ein, die Gebühr zahlt die Bank.",
        "Haushalt | 50,00 €",
    ],
)
def test_money_that_is_told_of_is_no_price(text: str) -> None:
    assert priced("= Konto|Einzahlung", text) == {}


def test_addresses_of_examples_and_programs_are_no_contacts() -> None:
    for text in (
        "Schreiben Sie jean@rechner.example.com oder git@code.hafen.de.",
        "Als Adresse geben Sie inet:10002@127.0.0.1 ein.",
        "Fragen beantwortet die Liste gnucash-de@lists.hafen.org.",
        "Schreiben Sie subscribe an segel-users@hafen.org oder segel-request@hafen.org.",
        "Tragen Sie als Absender you@yourdomain.com oder name@server.invalid ein.",
    ):
        assert only(Contact, text) == []
    opening = "Menschen, die mitmachen wollen, schreiben an die Liste " + "sehr " * 20
    (found,) = only(Contact, f"{opening} gern an verein@hafen.de.")
    assert found.office == ""
    (boston,) = only(Contact, "Hafenverein, Boston, MA 02111-1307, info@hafen.de")
    assert boston.phones == ()


def test_clauses_under_a_heading_about_documents_are_nothing_to_bring() -> None:
    clause = "In the combination, you must combine " + "any " * 20 + "sections, and pages, of them"
    assert only(Requirement, "# Combining documents", clause) == []


def test_manual_and_example_calculation_state_no_fees() -> None:
    lines = ("# Mitgliedschaft", "Der Beitrag kostet 40 € im Jahr.")
    assert len(records_of(*lines)) == 1
    assert records_of(*lines, metadata={"part_of_a_manual": True}) == []
    assert records_of("# Beispiel", lines[1]) == []


def test_makers_of_a_text_and_rows_of_data_are_no_contacts() -> None:
    line = "Bauamt, Telefon 0711 123456, amt@stadt.org"
    assert len(records_of("# Kontakt", line)) == 1
    assert records_of("# Über die Verfasser", line) == []
    assert records_of("# Format", "2201;Alles Gut AG;Bahnhofstrasse 1;Hamburg;;040/82938838") == []
    row = "v1.8 | Mai 2003 | Chris L. <chris@wilddev.net>"
    assert records_of("# Verlauf", row, metadata={"part_of_a_manual": True}) == []
