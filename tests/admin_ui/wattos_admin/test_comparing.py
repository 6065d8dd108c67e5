"""Which agents are shown side by side, and what is said of the difference."""

from __future__ import annotations

from uuid import UUID, uuid4

from wattos.agents import AgentSpec, NewAgent
from wattos.llm import AnswerStyle
from wattos.platform import Platform
from wattos_admin.insights import FIRST_WORDS, LENGTH_WORDS
from wattos_admin.start.comparing import (
    manner_distance,
    most_different,
    names_a_section,
    text_difference,
)
from wattos_admin.start.duo import manners

SHORT = AnswerStyle(length="short", first=("hours", "cost"))
FULL = AnswerStyle(length="full", plain=True, first=("cost",))


def test_length_sets_agents_further_apart_than_what_comes_first() -> None:
    normal = AnswerStyle(length="normal", first=("cost",))
    assert manner_distance(SHORT, SHORT) == 0
    assert manner_distance(SHORT, FULL) > manner_distance(SHORT, normal)
    same_length = AnswerStyle(length="short", first=("cost",))
    assert manner_distance(SHORT, normal) > manner_distance(SHORT, same_length) > 0


def test_answers_differ_by_their_words_and_their_order() -> None:
    assert text_difference("Vier Euro. [1]", "Vier Euro. [2]") == 0
    assert text_difference("Ab neun. Vier Euro.", "Vier Euro. Ab neun.") > 0
    assert text_difference("Ja.", "Nein, erst am Montag.") == 1


def test_question_of_a_section_is_told_from_one_of_a_page() -> None:
    assert names_a_section("Heiraten in Lindenfurt, Gut zu wissen: Was muss ich wissen?")
    assert not names_a_section("Heiraten in Lindenfurt: Was kostet das?")
    assert not names_a_section("Was kostet das Bad, und wann ist es offen?")


def test_only_what_sets_an_agent_apart_is_told() -> None:
    short, full = manners(SHORT, FULL)
    assert short == [LENGTH_WORDS["short"], FIRST_WORDS["hours"]]
    assert full[:2] == [LENGTH_WORDS["full"], FIRST_WORDS["cost"]]
    assert len(full) == 3
    assert manners(FULL, FULL) == [[], []]


async def test_no_pair_without_two_agents_that_answer(platform: Platform, tenant: UUID) -> None:
    persona = uuid4()
    new = NewAgent(name="One", slug="one", spec=AgentSpec(answering=SHORT), persona_id=persona)
    agent = await platform.agents.create(tenant, new)
    await platform.agents.publish(tenant, agent.id)
    assert await most_different(platform, tenant, {persona: ["Was kostet das Bad?"]}, "de") is None
