from __future__ import annotations

from uuid import UUID

import pytest

from tests.core.agents.conftest import OFFICE, Bench
from wattos.agents.small_talk import asks_for_help, small_talk_answer


@pytest.mark.parametrize(
    ("text", "language", "answer"),
    [
        ("Hallo", "de", "Moin!"),
        ("Guten Morgen!", "de", "Moin!"),
        ("Good evening", "en", "Hello! What would you like to know?"),
        ("Vielen Dank", "de", "Gern geschehen. Fragen Sie einfach weiter."),
        ("Ok, danke für die Auskunft!", "de", "Gern geschehen. Fragen Sie einfach weiter."),
        ("Tschüss", "de", "Auf Wiedersehen!"),
        ("Merhaba", "tr", "Merhaba! Neyi öğrenmek istersiniz?"),
    ],
)
def test_small_talk_is_answered_in_kind(text: str, language: str, answer: str) -> None:
    assert small_talk_answer(text, language, {"de": "Moin!"}) == answer


@pytest.mark.parametrize(
    "text",
    ["Bist du ein Mensch?", "Sind Sie eine KI", "Are you a robot?", "Wer seid ihr?", "Kimsiniz?"],
)
def test_question_for_a_person_is_answered_truthfully(text: str) -> None:
    answer = small_talk_answer(text, "de", {})
    assert answer is not None
    assert "KI-Assistent, kein Mensch" in answer


@pytest.mark.parametrize(
    "text",
    [
        "Morgen?",
        "Hallo, wann hat das Amt offen",
        "Danke, und was kostet das?",
        "Ausweis",
        "",
        "42",
        "Hilfe für Mutter",
        "Danke Ausweis",
        "Hilfe für die Antwort",
    ],
)
def test_other_messages_are_no_small_talk(text: str) -> None:
    assert small_talk_answer(text, "de", {}) is None


@pytest.mark.parametrize(
    "text",
    ["help", "/help", "Hilfe!", "/status", "Status", "Was kannst du?", "What can you do", "Yardım",
     "Was macht ihr hier?", "Wobei können Sie mir helfen?", "Neler yapabilirsiniz?"],
)  # fmt: skip
def test_request_for_help_is_known(text: str) -> None:
    assert asks_for_help(text)


@pytest.mark.parametrize(
    "text",
    [
        "Hilfe zum Lebensunterhalt",
        "Status meines Antrags",
        "help with my passport",
        "",
        "Startseite",
        "Was macht ihr mit meinen Daten?",
    ],
)
def test_question_with_a_subject_is_no_request_for_help(text: str) -> None:
    assert not asks_for_help(text)


@pytest.mark.parametrize("generative", [True, False])
async def test_request_for_help_is_answered_without_search_or_model(
    tenant: UUID, generative: bool
) -> None:
    bench = Bench(tenant, OFFICE)
    bench.model.generative = generative
    await bench.publish()
    answer = await bench.ask("Hilfe")
    assert answer.text.startswith("Ich beantworte Fragen")
    assert (answer.abstained, answer.citations, bench.shelf.queries) == (False, (), [])


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
