from __future__ import annotations

from tests.plugins.wattos_offline.passages import DOG_TAX, LEASH
from wattos_offline.abstention import confidence, unmet
from wattos_offline.question import understand
from wattos_offline.scoring import rank_units


def test_confidence_falls_with_a_telling_word_that_is_nowhere_met() -> None:
    answered = understand("Was kostet der zweite Hund?", "de")
    missed = understand("Was kostet der Stellplatz für den zweiten Hund?", "de")
    by_question = {
        question.text: rank_units(question, [DOG_TAX, LEASH])[0] for question in (answered, missed)
    }
    assert unmet(answered, by_question[answered.text]) < unmet(missed, by_question[missed.text])
    assert confidence(answered, by_question[answered.text]) > confidence(
        missed, by_question[missed.text]
    )


def test_confidence_rises_with_closeness() -> None:
    question = understand("Was kostet der zweite Hund?", "de")
    best = rank_units(question, [DOG_TAX])[0]
    assert confidence(question, best, 0.1) < confidence(question, best, 0.6)
