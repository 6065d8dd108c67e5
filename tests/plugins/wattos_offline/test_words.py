from __future__ import annotations

import pytest

from wattos_offline.words import likeness, stem, words


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("Gebühren", "Gebühr", "de"),
        ("Muell", "Müll", "de"),
        ("zwei", "2", "de"),
        ("22,00", "22", "de"),
        ("fees", "fee", "en"),
        ("IŞIK", "ışık", "tr"),
    ],
)
def test_stem_is_the_same_for_spellings_of_a_word(one: str, other: str, language: str) -> None:
    assert stem(one, language) == stem(other, language)


def test_words_take_hyphens_apart_and_keep_numbers_whole() -> None:
    found = words("WLAN-Code für 4,20 Euro", "de")
    assert [word.text for word in found] == ["WLAN", "Code", "für", "4,20", "Euro"]
    assert found[3].is_number


def test_likeness_knows_compounds_by_their_last_part_better_than_by_their_first() -> None:
    by_last_part = likeness("personalausweis", "ausweis")
    by_first_part = likeness("fahrradverleih", "fahrrad")
    assert 1 > by_last_part > by_first_part > 0


def test_likeness_forgives_one_slip_but_keeps_numbers_apart() -> None:
    assert likeness("fuhrungszeugnis", "furhungszeugnis") > 0.5
    assert likeness("2026", "2027") == 0


def test_likeness_of_opposites_is_nothing() -> None:
    assert likeness(stem("abmelden", "de"), stem("anmelden", "de")) == 0
    assert likeness(stem("einziehen", "de"), stem("ausziehen", "de")) == 0


def test_likeness_of_unrelated_words_is_nothing() -> None:
    assert likeness("temperatur", "freibad") == 0
