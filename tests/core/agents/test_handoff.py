from __future__ import annotations

import pytest

from tests.core.agents.conftest import Bench
from wattos.agents.handoff import asks_for_person
from wattos.events import HandoffRequested


@pytest.mark.parametrize(
    "text",
    [
        "Kann ich mit einem Menschen sprechen?",
        "Ich möchte mit einem Mitarbeiter sprechen",
        "Mensch bitte",
        "mitarbeiter",
        "Ich will mit einem echten Menschen reden!",
        "Kann ich bitte mit jemandem sprechen?",
        "echter Mensch",
        "Könnte ich mit jemandem von euch reden?",
        "Verbinden Sie mich mit einem Mitarbeiter",
        "mit mensch sprechen",
        "Ich möchte lieber mit einer Person chatten",
        "Can I talk to a human?",
        "I want to speak to a real person",
        "human please",
        "talk to agent",
        "speak to someone",
        "I'd like to talk to a person",
        "let me talk to a human",
        "can i speak with somebody",
        "Bir insanla konuşmak istiyorum",
        "Yetkiliyle görüşebilir miyim",
        "müşteri temsilcisi",
        "temsilciye bağla",
        "gerçek bir insan",
        "Kann ich jemanden sprechen?",
    ],
)
def test_who_asks_for_nothing_but_a_person_is_understood(text: str) -> None:
    assert asks_for_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "Kann ich mit einem Sachbearbeiter über Wohngeld sprechen?",
        "Bist du ein Mensch?",
        "Spreche ich mit einem Menschen?",
        "Wie viele Menschen leben in Lindenfurt?",
        "Kann ich mit Karte zahlen?",
        "Menschen mit Behinderung",
        "Support",
        "Kann jemand für mich den Ausweis abholen?",
        "Mitarbeiter gesucht?",
        "Kann ich mit Hund kommen?",
        "Person abmelden",
        "What is an agent?",
        "Person",
        "biri",
        "Can I register another person?",
        "Darf eine andere Person abholen?",
        "Kann ich eine Person anmelden?",
        "Support Zeiten",
        "Kundenservice",
    ],
)
def test_question_that_only_speaks_of_people_is_none(text: str) -> None:
    assert not asks_for_person(text)


async def test_runtime_asks_for_a_person_where_one_can_take_over(bench: Bench) -> None:
    await bench.publish()
    answer = await bench.ask("Kann ich mit einem Menschen sprechen?", attended=True)
    assert [e for e in bench.events if isinstance(e, HandoffRequested)] == [
        HandoffRequested(reason="asked")
    ]
    assert answer.text.startswith("Gern, ich habe einen Menschen dazugebeten.")
    assert not bench.model.requests


async def test_runtime_without_anybody_to_take_over_says_so(bench: Bench) -> None:
    await bench.publish()
    answer = await bench.ask("Can I talk to a human?")
    assert not [e for e in bench.events if isinstance(e, HandoffRequested)]
    assert answer.text.startswith("Here only an AI assistant answers.")
