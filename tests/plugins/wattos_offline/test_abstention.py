from __future__ import annotations

from datetime import UTC, datetime

from tests.plugins.wattos_offline.passages import DOG_TAX, LEASH
from wattos_offline.abstention import confidence, model
from wattos_offline.composition import choose
from wattos_offline.evidence import evidence
from wattos_offline.question import understand
from wattos_offline.scoring import rank_units


def _evidence(text: str, *, closeness: float = 0.3) -> dict[str, float]:
    question = understand(text, "de")
    passages = [DOG_TAX, LEASH]
    ranked = rank_units(question, passages)
    chosen = choose(question, ranked, passages)
    return evidence(question, ranked, chosen, passages, closeness=closeness)


def test_model_weighs_every_piece_of_evidence() -> None:
    assert model().weights.keys() == _evidence("Was kostet der zweite Hund?").keys()


def test_confidence_falls_with_a_telling_word_that_is_nowhere_met() -> None:
    answered = _evidence("Was kostet der zweite Hund?")
    missed = _evidence("Was kostet der Stellplatz für den zweiten Hund?")
    assert answered["worst_unmet"] < missed["worst_unmet"]
    assert confidence(answered) > confidence(missed)


def test_confidence_rises_with_closeness() -> None:
    text = "Was kostet der zweite Hund?"
    assert confidence(_evidence(text, closeness=0.1)) < confidence(_evidence(text, closeness=0.6))


def test_evidence_names_a_year_the_passage_does_not_name() -> None:
    assert _evidence("Was kostete der zweite Hund 2019?")["other_year"] == 1
    assert _evidence("Was kostet der zweite Hund?")["other_year"] == 0
    present = datetime.now(UTC).year
    assert _evidence(f"Was kostet der zweite Hund {present}?")["other_year"] == 0


def test_evidence_names_a_number_that_names_something_else() -> None:
    assert _evidence("Was kostet ein Hund in Zone 7?")["other_number"] == 1
    assert _evidence("Was kostet ein Hund in Zone 7 jährlich?")["other_number"] == 1
    assert _evidence("Was kostet ein Hund nach 7 Monaten?")["other_number"] == 0
    assert _evidence("Was kostet ein Hund mit 7 Welpen?")["other_number"] == 0
    assert _evidence("Ich bin 7, was kostet mein zweiter Hund?")["other_number"] == 0
    assert _evidence("Was kostet ein Hund, wenn man 70 ist?")["other_number"] == 0


def test_evidence_asks_of_the_past_only_where_the_asker_tells_nothing_of_his_own() -> None:
    assert _evidence("Was kostete ein Hund, als Hunde selten waren?")["past"] == 1
    assert _evidence("Mein Hund wurde gestohlen. Was kostet ein zweiter?")["past"] == 0


def test_evidence_notices_that_no_answer_holds_what_is_counted() -> None:
    assert _evidence("Wie viele Katzen sind erlaubt?")["demand_missed"] == 1
    assert _evidence("Was kostet der zweite Hund?")["demand_met"] == 1
