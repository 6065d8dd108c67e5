"""What a sentence speaks about, told apart from words that only look the same."""

from __future__ import annotations

import pytest

from wattos_insight.aspects import aspect_keys


@pytest.mark.parametrize(
    ("aspect", "sentence"),
    [
        ("hours", "Das Freibad ist täglich von 8 bis 20 Uhr geöffnet."),
        ("hours", "Wann habt ihr am Samstag geöffnet?"),
        ("hours", "The desk answers from 9 am to 5 pm."),
        ("hours", "Kütüphane pazartesi günü açık mı?"),
        ("delivery", "Wo bleibt mein Paket, die Lieferung ist überfällig."),
        ("delivery", "Die Möbel wurden nicht geliefert."),
        ("appointment", "Bitte vereinbaren Sie einen Termin."),
        ("documents", "Please fill in the application form and bring a photo."),
        ("return", "Can I return it within 14 days?"),
        ("lost", "Den Verlust Ihres Personalausweises melden Sie bitte sofort."),
        ("deadline", "Başvuru 14 gün içinde yapılır."),
        ("missed", "You risk a fine."),
    ],
)
def test_sentence_speaks_about(aspect: str, sentence: str) -> None:
    assert aspect in aspect_keys(sentence)


@pytest.mark.parametrize(
    ("aspect", "sentence"),
    [
        ("hours", "Die Datei wird in einem neuen Fenster geöffnet."),
        ("hours", "Menüyü açık bırakın."),
        ("delivery", "Die Breite ist im Dialog einzustellen, der mitgeliefert wird."),
        ("delivery", "Die Funktion liefert eine Liste."),
        ("appointment", "Öffnen Sie ein Terminal und geben Sie den Befehl ein."),
        ("in_person", "Der Schalter im Werkzeugkasten hat zwei Zustände."),
        ("in_person", "You may encounter a message."),
        ("documents", "Die Form des Pinsels ist rund."),
        ("return", "The function returns a number in exchange."),
        ("relief", "Verlassen Sie den Raum und unterlassen Sie es."),
        ("lost", "Das Bild wird ohne Verlust gespeichert."),
        ("missed", "That is fine."),
        ("deadline", "Kutunun içinde iki düğme vardır."),
        ("urgent", "Weitere Themen stehen im Anhang."),
        ("vanished", "Das Menü ist der einfachste Weg."),
    ],
)
def test_word_that_only_looks_the_same_says_nothing(aspect: str, sentence: str) -> None:
    assert aspect not in aspect_keys(sentence)
