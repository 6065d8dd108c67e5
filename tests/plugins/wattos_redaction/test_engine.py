from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from wattos_redaction.engine import find


def found(text: str, language: str = "de") -> list[tuple[str, str]]:
    return [(span.type, text[span.start : span.end]) for span in find(text, language)]


@pytest.mark.parametrize(
    "number",
    [
        "089/123456-78",
        "(0341) 97 34 12",
        "+49 (0) 151 / 40 50 60 70",
        "0049 341 9734120",
        "0171-2345678",
        "0 30 / 12 34 56 78",
        "+49.341.973412",
        "01712345678",
    ],
)
def test_phone_is_found_in_every_german_spelling(number: str) -> None:
    assert found(f"Bitte melden: {number}, danke.") == [("PHONE", number)]


@pytest.mark.parametrize(
    ("right", "wrong", "kind", "words"),
    [
        ("DE89 3704 0044 0532 0130 00", "DE89 3704 0044 0532 0130 01", "IBAN", "IBAN"),
        ("86095742719", "86095742718", "TAX_ID", "Steuer-ID"),
        ("15070649C103", "15070649C104", "SOCIAL_SECURITY", "Sozialversicherung"),
        ("A000500015", "A000500016", "HEALTH_INSURANCE", "Versichertennummer"),
        ("L01X00T471", "L01X00T472", "ID_CARD", "Personalausweis"),
        ("4111 1111 1111 1111", "4111 1111 1111 1112", "CREDIT_CARD", "Karte"),
    ],
)
def test_check_digit_decides(right: str, wrong: str, kind: str, words: str) -> None:
    assert found(f"{words} {right} liegt bei.") == [(kind, right)]
    assert found(f"{words} {wrong} liegt bei.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Bestellnummer 0341987654 vom 12.03.2026, 149,90 Euro",
        "Die Robert-Koch-Straße ist gesperrt, die Peter Müller GmbH auch.",
        "Version 10.2.14.3 nach DIN EN 1090",
        "Das Stadtfest am 04.07.2026 hatte 10000 Besucher.",
        "3.2.2.1. Anmelden am Gerät",
        "Frei sind 10.0.0.0/8 und 192.168.0.0/16.",
        "Der Einstellungsdialog: Abbildung 16.146. zeigt ihn.",
        "Adresszeile 1 und Kopfzeile 2 bleiben leer.",
        "Özgür Yazılım Vakfı duyurdu. Ana Plan hazır.",
    ],
)
def test_lookalikes_are_left_alone(text: str) -> None:
    assert found(text) == []


def test_card_is_told_from_an_invoices_number_by_the_words_behind_it() -> None:
    number = "4111 1111 1111 1111"
    assert found(f"Rechnung {number} bitte prüfen") == []
    assert found(f"Rechnung {number} mit Visa bezahlt") == [("CREDIT_CARD", number)]


def test_date_is_a_birth_date_beside_birth_words_only() -> None:
    assert found("geboren am 12.03.1985") == [("DATE_OF_BIRTH", "12.03.1985")]
    assert found("gültig bis 12.03.2030") == []


def test_address_joins_street_and_town() -> None:
    text = "Ich wohne Hauptstraße 12a, 80331 München."
    assert found(text) == [("ADDRESS", "Hauptstraße 12a, 80331 München")]


def test_names_are_told_by_title_greeting_and_signature() -> None:
    text = "Sehr geehrte Frau Dr. Pohl,\nbitte um Rückruf.\nMit freundlichen Grüßen\nTjark Onken"
    assert found(text) == [("PERSON", "Pohl"), ("PERSON", "Tjark Onken")]


def test_turkish_and_english_texts_are_read() -> None:
    turkish = "Adım Zeynep Kaya, telefonum 0532 456 78 90."
    assert found(turkish, "tr") == [("PERSON", "Zeynep Kaya"), ("PHONE", "0532 456 78 90")]
    english = "I live at 42 Rosewood Avenue, Bristol BS6 5QN."
    assert found(english, "en") == [("ADDRESS", "42 Rosewood Avenue, Bristol BS6 5QN")]


def test_unknown_language_is_read_all_the_same() -> None:
    assert found("Écrivez à jean@exemple.fr", "fr") == [("EMAIL", "jean@exemple.fr")]


def test_offsets_count_characters_beyond_the_basic_plane() -> None:
    assert found("🙂🙂 anna@web.de") == [("EMAIL", "anna@web.de")]


def test_engine_is_built_once_by_many_threads() -> None:
    results: list[list[tuple[str, str]]] = []
    threads = [
        threading.Thread(target=lambda: results.append(found("mail an anna@web.de")))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [[("EMAIL", "anna@web.de")]] * 4


def test_presidio_is_imported_at_first_use_only() -> None:
    code = "import sys, wattos_redaction.plugin as p; p.register_redactors(None); "
    check = "sys.exit('presidio_analyzer' in sys.modules or 'spacy' in sys.modules)"
    path = [*sys.path]
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path = {path!r}; {code}{check}"], check=False
    )
    assert done.returncode == 0
