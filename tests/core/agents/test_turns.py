from __future__ import annotations

import pytest

from wattos.agents import AgentSpec, AgentTurn, HistoryMessage, RunnableAgent
from wattos.agents.turns import language_of
from wattos.database import new_id

BEFORE = (HistoryMessage(role="person", text="Where can I register my new address?"),)


@pytest.mark.parametrize(
    ("question", "likely", "history", "spoken", "answered"),
    [
        ("Pasaport ne kadar, nasıl başvururum?", "de", (), (), "tr"),
        ("112?", "en", (), (), "en"),
        ("112?", None, (), (), "de"),
        ("112?", "de", BEFORE, (), "en"),
        ("112?", "tr-TR", (), ("de", "tr"), "tr"),
        ("112?", "tr", (), ("de", "en"), "de"),
        ("Dove posso richiedere il passaporto?", "en", (), ("de", "en"), "en"),
    ],
)
def test_question_tells_its_language_and_the_page_only_where_it_does_not(
    question: str,
    likely: str | None,
    history: tuple[HistoryMessage, ...],
    spoken: tuple[str, ...],
    answered: str,
) -> None:
    agent = RunnableAgent(
        id=new_id(), slug="a", name="A", version=1, model=None, spec=AgentSpec(languages=spoken)
    )
    turn = AgentTurn(tenant_id=new_id(), question=question, history=history, likely_language=likely)
    assert language_of(turn, agent) == answered
