"""What stays of an uploaded file that nobody called published: contacts of offices, no person's."""

from __future__ import annotations

import pytest

from wattos.knowledge import DocumentBuilder, ParsedDocument
from wattos_redaction.redactor import redact_by_policy


def kept(text: str, heading: str = "", language: str = "de") -> str:
    builder = DocumentBuilder()
    if heading:
        builder.heading(heading, 1)
    for line in text.split("\n"):
        builder.paragraph(line)
    parsed = builder.build(title="Datei")
    document = ParsedDocument(title="", text=parsed.text, blocks=parsed.blocks, language=language)
    return redact_by_policy(document, "upload", {})[0].text


@pytest.mark.parametrize(
    "text",
    [
        "Verloren? Sofort anrufen: Bereitschaft 01888 555-911.",
        "Bürgerbüro\nMarktplatz 1, 05987 Lindenfurt\nTelefon 01999 555-110",
        "Fundsachen nimmt das Ordnungsamt an, Tel. 01999 555-160.",
        "Schreiben Sie an it-support@firma.example oder auslaenderbehoerde@stadt.example.",
        "Destek: 0212 555 44 33, destek@firma.example",
    ],
)
def test_contact_of_an_office_stays(text: str) -> None:
    assert kept(text).replace("\n", " ").split() == text.split()


def test_hotline_stays_beside_a_sentence_about_a_person() -> None:
    text = kept(
        "Bei Wasserschaden anrufen: Hotline 0341 9734-77. Herr Petersen leitet die Abteilung. "
        "Seine Nummer im Büro ist 0341 9734-12.",
    )
    assert text == (
        "Bei Wasserschaden anrufen: Hotline 0341 9734-77. Herr [Name] leitet die Abteilung. "
        "Seine Nummer im Büro ist [Telefonnummer]."
    )


@pytest.mark.parametrize(
    ("text", "private"),
    [
        (
            "Herr Petersen leitet die Abteilung. Die Hotline erreichen Sie unter 0341 9734-77.",
            False,
        ),
        ("Frau Kovalenko hat heute frei. Bitte rufen Sie das Bürgerbüro an: 0341 9734-77.", False),
        ("Mrs Carter runs the team. The switchboard is at 0341 9734-77.", False),
        ("Frau Kovalenko ist krank. Sie ist über die Zentrale zu erreichen: 0341 9734-77.", True),
        ("Herr Petersen hat frei. Die Hotline gibt seine Nummer heraus: 0341 9734-77.", True),
        ("Herr Petersen hat frei. Büro 0341 9734-77.", True),
        ("Frau Kovalenko. Bürgerbüro, Tel. 0341 9734-77.", True),
        ("Frau Kovalenko\nHotline: 0341 9734-77.", True),
        ("Mrs Carter is away. Her extension at reception is 0341 9734-77.", True),
    ],
)
def test_number_after_a_sentence_about_a_person_stays_where_it_is_the_desks(
    text: str, private: bool
) -> None:
    assert ("9734-77" not in kept(text)) is private


def test_number_below_a_readers_question_stays() -> None:
    assert "01888 555-77" in kept("1. Anrufen: 01888 555-77", "Ich habe auf den Link geklickt")


@pytest.mark.parametrize(
    ("text", "private"),
    [
        ("Frau Kovalenko, Bürgerbüro, Tel. 01999 555-110", ["Kovalenko", "555-110"]),
        ("Die Abteilung erreicht ihn mobil: 0171 2345678", ["0171"]),
        ("Gesprächsnotiz Abteilung Service: Kundin wünscht Rückruf, 0341 887766", ["887766"]),
        ("Das Bürgerbüro soll mich anrufen: 0341 887766", ["887766"]),
        ("Kaya, Ringstraße 4, 04109 Leipzig, Tel. 0341 887766", ["Ringstraße", "887766"]),
        ("Amt und Sport: anna.koch@firma.example, service.koch@gmx.de", ["@"]),
    ],
)
def test_contact_of_a_person_goes(text: str, private: list[str]) -> None:
    assert not [value for value in private if value in kept(text)]


@pytest.mark.parametrize(
    "sign",
    ["Mit freundlichen Grüßen", "geboren am 12.03.1985", "Steuer-ID 86095742719", "Kind regards"],
)
def test_letter_or_form_keeps_no_contact_at_all(sign: str) -> None:
    text = kept(f"An das Ordnungsamt, Tel. 01999 555-160\nBitte melden Sie sich.\n{sign}")
    assert "555-160" not in text


def test_long_text_names_the_office_in_the_numbers_own_sentence() -> None:
    prose = (
        "Das Ordnungsamt hat die Sache geprüft und abgelegt. " + "Es geschah nichts weiter. " * 6
    )
    assert "887766" not in kept(f"{prose}Die Nummer war 0341 887766.")
