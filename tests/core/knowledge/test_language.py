from __future__ import annotations

import pytest

from wattos.knowledge import detect_language
from wattos.knowledge.language import plain_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("perso abgelaufen was nun", "de"),
        ("opening hours", "en"),
        ("Çöp ne zaman toplanıyor?", "tr"),
        ("kita anmelden", "de"),
        ("Bücherei", "de"),
        ("kargo", "tr"),
        ("ödeme", "tr"),
        ("refund", "en"),
        ("kimliğimi yenilemek", "tr"),
        ("Personalausweis kaç para?", "tr"),
        ("Linux ne demek?", "tr"),
        ("Was ist ein Backup?", "de"),
        ("Quels documents faut-il apporter pour la demande ?", "fr"),
        ("Quali documenti servono per la richiesta?", "it"),
        ("¿Qué documentos necesito para la solicitud?", "es"),
    ],
)
def test_detect_language_tells_short_questions_apart(text: str, language: str) -> None:
    assert detect_language(text, "") == language


@pytest.mark.parametrize("text", ["", "42", "VPN", "Laptop", "Job", "Was", "Bürgerbüro"])
def test_detect_language_leaves_the_unclear_to_the_default(text: str) -> None:
    assert detect_language(text, "xx") == "xx"


def test_detect_language_knows_other_scripts() -> None:
    text = "Где можно получить новый паспорт и какие документы для этого нужны?"
    assert detect_language(text, "de") == "ru"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Dafür brauchen Sie einen Ausweis und die Bestätigung des Vermieters.", "de"),
        ("Bring your passport and a deposit of twenty euros with you.", "en"),
        ("Kurslar her salı akşamı halk eğitim merkezinde yapılıyor.", "tr"),
        ("Les habitants peuvent emprunter un vélo à la bibliothèque pour vous.", "fr"),
        ("I residenti possono prendere in prestito una bicicletta nella biblioteca.", "it"),
        ("Los residentes pueden pedir una bicicleta en la biblioteca.", "es"),
        ("Die Ausstellung „The Art of the Game“ ist neu.", ""),
        ("Stadt Mini, Marktplatz 1", ""),
    ],
)
def test_plain_language_is_told_by_the_commonest_words_alone(text: str, language: str) -> None:
    assert plain_language(text) == language
