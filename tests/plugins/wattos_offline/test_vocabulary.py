from __future__ import annotations

import pytest

from tests.plugins.wattos_offline.passages import LEASH, passage
from wattos_offline.matching import matches
from wattos_offline.question import understand
from wattos_offline.vocabulary import concept_likeness, concepts_of
from wattos_offline.words import stem


@pytest.mark.parametrize(
    ("asked", "language", "text", "text_language"),
    [
        ("Bücherei", "de", "Stadtbibliothek", "de"),
        ("library", "en", "Bibliothek", "de"),
        ("kütüphane", "tr", "Stadtbibliothek", "de"),
        ("Cuma", "tr", "Freitag", "de"),
        ("Kennwort", "de", "password", "en"),
    ],
)
def test_words_of_a_group_mean_the_same_in_every_language(
    asked: str, language: str, text: str, text_language: str
) -> None:
    concepts = concepts_of(stem(asked, language), language)
    assert concept_likeness(concepts, stem(text, text_language), text_language) >= 0.6


def test_a_kind_is_met_by_its_group_but_not_by_another_kind() -> None:
    question = understand("Regenschirm?", "de")
    (by_group,) = matches(question, "Fundsachen", "de")
    (by_sibling,) = matches(question, "Geldbeutel", "de")
    assert by_group > 0.5 > by_sibling


def test_concepts_of_an_unknown_word_or_language_are_none() -> None:
    assert concepts_of("xyz", "de") == concepts_of("library", "fr") == frozenset()


def test_a_word_that_names_a_fact_is_met_by_the_fact() -> None:
    question = understand("telefon hundesteuer", "de")
    office = passage("Steueramt, Tel. 01999 555-110", "Hundesteuer")
    assert matches(question, office.text, "de")[0] > matches(question, LEASH.text, "de")[0]
