from __future__ import annotations

import pytest

from tests.plugins.wattos_offline.passages import LEASH, passage
from wattos_offline.matching import matches
from wattos_offline.question import understand
from wattos_offline.vocabulary import concept_likeness, concepts_of, with_terms
from wattos_offline.words import stem, words


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


@pytest.mark.parametrize(
    ("city", "language", "country"),
    [("wien", "de", "Österreich"), ("geneva", "en", "Switzerland"), ("zürih", "tr", "İsviçre")],
)
def test_a_city_abroad_is_met_by_its_country(city: str, language: str, country: str) -> None:
    assert matches(understand(city, language), country, language) == (0.8,)


def test_concepts_of_an_unknown_word_or_language_are_none() -> None:
    assert concepts_of("xyz", "de") == concepts_of("library", "fr") == frozenset()


def test_a_word_that_names_a_fact_is_met_by_the_fact() -> None:
    question = understand("telefon hundesteuer", "de")
    office = passage("Steueramt, Tel. 01999 555-110", "Hundesteuer")
    assert matches(question, office.text, "de")[0] > matches(question, LEASH.text, "de")[0]


@pytest.mark.parametrize(
    ("text", "language", "asked"),
    [
        ("an identity card", "en", ["an", "identity card"]),
        ("identity cards", "en", ["identity cards"]),
        ("my identity, a card", "en", ["my", "identity", "a", "card"]),
        ("kimlik kartı", "tr", ["kimlik kartı"]),
        ("der Ausweis", "de", ["der", "Ausweis"]),
    ],
)
def test_two_words_that_mean_one_thing_are_one_term(
    text: str, language: str, asked: list[str]
) -> None:
    assert [word.text for word in with_terms(words(text, language), language)] == asked


def test_a_term_is_met_as_a_whole_and_not_by_half_of_it() -> None:
    question = understand("identity card?", "en")
    (german,) = matches(question, "Personalausweis", "de")
    (season_ticket,) = matches(question, "Monatskarte", "de")
    (english,) = matches(question, "Bring your identity card.", "en")
    (other,) = matches(question, "We take every card.", "en")
    assert min(german, english) > 0.7
    assert max(season_ticket, other) == 0.0
