from __future__ import annotations

import pytest

from wattos_offline.colloquial import hyphenated_as, spelt_out, with_other_names


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Was kostet ein neuer Perso?", "Was kostet ein neuer Personalausweis?"),
        ("perso weg", "Personalausweis weg"),
        ("Wie viele Personen?", "Wie viele Personen?"),
        ("Knöllchen bezahlen", "Strafzettel bezahlen"),
        ("porto nach wien?", "Versandkosten nach wien?"),
    ],
)
def test_short_forms_are_spelt_out_and_other_words_left(said: str, meant: str) -> None:
    assert spelt_out(said) == meant


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("teeabo kündigen", "Tee-Abo kündigen"),
        ("Teeabos", "Teeabos"),
        ("mein Abo", "mein Abo"),
    ],
)
def test_words_are_hyphenated_only_as_the_texts_write_them(said: str, written: str) -> None:
    assert hyphenated_as(said, ["Ja, das Tee-Abo gibt es.", "E-Mail an uns"]) == written


@pytest.mark.parametrize(
    ("said", "searched"),
    [
        ("İade nasıl yapılır?", "İade nasıl yapılır? rückgabe return"),
        ("kreş", "kreş kita nursery"),
        ("Oturma izni için iade gerekir mi?", "Oturma izni için iade gerekir mi?"),
        ("Wie geht die Rückgabe?", "Wie geht die Rückgabe?"),
        ("internet", "internet"),
    ],
)
def test_short_turkish_question_is_searched_by_its_german_and_english_names(
    said: str, searched: str
) -> None:
    assert with_other_names(said) == searched
