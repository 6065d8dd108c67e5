from __future__ import annotations

from uuid import UUID

import pytest

from tests.core.agents.conftest import OFFICE, Bench
from wattos.agents.small_talk import small_talk_answer


@pytest.mark.parametrize(
    ("text", "language", "answer"),
    [
        ("Hallo", "de", "Moin!"),
        ("Guten Morgen!", "de", "Moin!"),
        ("Good evening", "en", "Hello! What would you like to know?"),
        ("Vielen Dank", "de", "Gern geschehen. Fragen Sie einfach weiter."),
        ("Tschüss", "de", "Auf Wiedersehen!"),
        ("Merhaba", "tr", "Merhaba! Neyi öğrenmek istersiniz?"),
    ],
)
def test_small_talk_is_answered_in_kind(text: str, language: str, answer: str) -> None:
    assert small_talk_answer(text, language, {"de": "Moin!"}) == answer


@pytest.mark.parametrize("text", ["Bist du ein Mensch?", "Sind Sie eine KI", "Are you a robot?"])
def test_question_for_a_person_is_answered_truthfully(text: str) -> None:
    answer = small_talk_answer(text, "de", {})
    assert answer is not None
    assert "KI-Assistent, kein Mensch" in answer


@pytest.mark.parametrize(
    "text",
    ["Morgen?", "Hallo, wann hat das Amt offen", "Danke, und was kostet das?", "Ausweis", "", "42"],
)
def test_other_messages_are_no_small_talk(text: str) -> None:
    assert small_talk_answer(text, "de", {}) is None


async def test_greeting_reaches_neither_search_nor_a_model_that_only_quotes(tenant: UUID) -> None:
    bench = Bench(tenant, OFFICE)
    bench.model.generative = False
    await bench.publish(greeting={"de": "Moin!"})
    answer = await bench.ask("Hallo")
    assert (answer.text, answer.abstained, bench.shown) == ("Moin!", False, "Moin!")
    assert bench.shelf.queries == []

    bench.model.generative = True
    bench.model.queue("Hallo! Schön, dass Sie da sind.")
    assert (await bench.ask("Hallo")).text == "Hallo! Schön, dass Sie da sind."
