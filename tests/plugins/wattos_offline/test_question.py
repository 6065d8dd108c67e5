from __future__ import annotations

import pytest

from wattos_offline.facts import Fact, facts_in, facts_wanted
from wattos_offline.question import understand


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("Was kostet ein Reisepass?", "money"),
        ("How much is the fee?", "money"),
        ("Öğle yemeği kaç avro?", "money"),
        ("Wie lange dauert das?", "duration"),
        ("Pasaport kaç haftada hazır olur?", "duration"),
        ("Wann hat das Amt geöffnet?", "clock"),
        ("Where is the office?", "place"),
        ("Wer leitet das Museum?", "person"),
        ("Welche Telefonnummer hat das Amt?", "phone"),
        ("Wie heiß soll das Wasser sein?", "temperature"),
        ("How heavy may it be?", "measure"),
    ],
)
def test_facts_wanted_reads_the_kind_off_the_question(question: str, fact: Fact) -> None:
    assert fact in facts_wanted(question)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Die Gebühr beträgt 37,00 Euro.", "money"),
        ("The course is free of charge.", "money"),
        ("Die Zustellung dauert etwa zehn Tage.", "duration"),
        ("It takes three to four weeks.", "duration"),
        ("Montag bis Freitag", "date"),
        ("8:00–12:00 Uhr", "clock"),
        ("Telefon 01999 555-110", "phone"),
        ("Rathaus, Marktplatz 1", "place"),
        ("10 g auf einen Liter, 70 °C", "temperature"),
        ("höchstens 70 Kilogramm", "measure"),
        ("Ansprechpartnerin ist Frau Oberländer.", "person"),
    ],
)
def test_facts_in_finds_the_kind_in_a_text(text: str, fact: Fact) -> None:
    assert fact in facts_in(text)


def test_facts_wanted_takes_no_number_for_a_price() -> None:
    assert facts_wanted("Wie viel kostet das?") == {"money"}


def test_facts_in_takes_no_noun_with_its_article_for_a_name() -> None:
    assert "person" not in facts_in("Das Hallenbad öffnet wieder.")


def test_a_question_weighs_nouns_over_common_words_and_what_is_said_aside() -> None:
    question = understand("Mein Sohn ist 19. Was kostet sein Ausweis?", "de")
    weights = {asked.word.text: asked.weight for asked in question.asked}
    assert weights["Ausweis"] > weights["Sohn"] > weights["kostet"]


def test_a_question_without_capitals_still_weighs_its_nouns_over_its_verbs() -> None:
    weights = {
        a.word.text: a.weight for a in understand("einfahrtshöhe tiefgarage parken", "de").asked
    }
    assert weights["einfahrtshöhe"] == weights["tiefgarage"] > weights["parken"]


def test_a_word_that_names_a_fact_asks_for_it() -> None:
    facts = {asked.word.text: asked.facts for asked in understand("telefon standesamt", "de").asked}
    assert facts == {"telefon": {"phone"}, "standesamt": frozenset()}


def test_a_question_of_common_words_only_keeps_them() -> None:
    assert understand("Wie ist das?", "de").asked


def test_a_question_knows_whether_it_asks_for_yes_or_no_or_for_a_list() -> None:
    assert understand("Kann ich bar bezahlen?", "de").yes_no
    assert understand("Which documents do I need?", "en").listing
    assert not understand("Was kostet das?", "de").yes_no


def test_question_without_a_subject_decides_what_is_wanted() -> None:
    follow_up = understand("Wann hat das Hallenbad am Samstag offen? Was kostet das?", "de")
    assert follow_up.wants == {"money"}
    both = understand("Wann hat das Hallenbad offen? Was kostet die Sauna?", "de")
    assert both.wants >= {"money", "clock"}
