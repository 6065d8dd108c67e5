"""Which two agents and which question show best that agents answer in different ways.

Agents are tried, not guessed: those whose manner differs most are asked what their groups ask, and
the pair whose answers differ most is kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from itertools import combinations
from typing import TYPE_CHECKING, Final
from uuid import UUID

import msgspec

from wattos.agents import AgentTurn
from wattos.errors import WattosError
from wattos.events import TurnEvent
from wattos.llm import AnswerStyle

if TYPE_CHECKING:
    from wattos.agents import Agent
    from wattos.platform import Platform

_MARKER: Final = re.compile(r"\[\d+\]")
_LENGTHS: Final = ("short", "normal", "full")
_MOST_PAIRS: Final = 3
_MOST_QUESTIONS: Final = 6
_ENOUGH: Final = 0.5
"""Half of the words at other places, or not there at all: nobody overlooks that."""


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """Two agents' slugs and the question; `difference` is 0 to 1."""

    left: str
    right: str
    question: str
    difference: float


async def most_different(
    platform: Platform, tenant_id: UUID, asked: Mapping[UUID, Sequence[str]], language: str
) -> Compared | None:
    """The pair of published agents whose answers to one question differ most.

    `asked` are the questions of each persona's people. None without two agents that answer the
    same question.
    """
    agents = await platform.agents.list(tenant_id, state="published")
    of_groups = [agent for agent in agents if agent.persona_id in asked]
    styles = {agent.id: await _style(platform, tenant_id, agent) for agent in of_groups}
    pairs = sorted(
        combinations(of_groups, 2),
        key=lambda pair: manner_distance(styles[pair[0].id], styles[pair[1].id]),
        reverse=True,
    )
    trial = _Trial(platform, tenant_id, language)
    best: Compared | None = None
    for left, right in pairs[:_MOST_PAIRS]:
        for question in _questions_of(left, right, asked):
            answers = [await trial.answer(agent.id, question) for agent in (left, right)]
            if None in answers:
                continue
            difference = text_difference(answers[0] or "", answers[1] or "")
            if best is None or difference > best.difference:
                best = Compared(
                    left=left.slug, right=right.slug, question=question, difference=difference
                )
            if best.difference >= _ENOUGH:
                return best
    return best


def manner_distance(one: AnswerStyle, other: AnswerStyle) -> int:
    """How far apart two ways of answering are; length counts most, it is seen first."""
    length = abs(_LENGTHS.index(one.length) - _LENGTHS.index(other.length))
    return (
        3 * length
        + 2 * (one.first[:1] != other.first[:1])
        + 2 * (one.plain != other.plain)
        + (one.address != other.address)
    )


def text_difference(one: str, other: str) -> float:
    """The share of the two answers' words that are not the same words in the same order."""
    words = [_MARKER.sub("", text).split() for text in (one, other)]
    return round(1 - SequenceMatcher(None, words[0], words[1], autojunk=False).ratio(), 3)


def _questions_of(left: Agent, right: Agent, asked: Mapping[UUID, Sequence[str]]) -> list[str]:
    """Both groups' questions in turn."""
    both = [asked[agent.persona_id] for agent in (left, right) if agent.persona_id]
    most = max(len(questions) for questions in both)
    turns = [q[i] for i in range(most) for q in both if i < len(q)]
    return sorted(dict.fromkeys(turns), key=names_a_section)[:_MOST_QUESTIONS]


def names_a_section(question: str) -> bool:
    """Whether it names a page and a heading on it: nobody asks like that where there is another."""
    place, colon, _ = question.partition(": ")
    return colon != "" and ", " in place


async def _style(platform: Platform, tenant_id: UUID, agent: Agent) -> AnswerStyle:
    version = agent.published_version or agent.latest_version
    return (await platform.agents.version(tenant_id, agent.id, version)).spec.answering


class _Trial:
    """Asks agents as rehearsals, each question once."""

    def __init__(self, platform: Platform, tenant_id: UUID, language: str) -> None:
        self._platform = platform
        self._tenant_id = tenant_id
        self._language = language
        self._answers: dict[tuple[UUID, str], str | None] = {}

    async def answer(self, agent_id: UUID, question: str) -> str | None:
        """The answer's text; None for a refusal or a failure."""
        key = (agent_id, question)
        if key not in self._answers:
            self._answers[key] = await self._ask(agent_id, question)
        return self._answers[key]

    async def _ask(self, agent_id: UUID, question: str) -> str | None:
        turn = AgentTurn(
            tenant_id=self._tenant_id,
            agent=agent_id,
            question=question,
            language=self._language,
            rehearsal=True,
        )
        try:
            answer = await self._platform.runtime.run(turn, _ignore)
        except WattosError:
            return None
        return None if answer.abstained else answer.text


async def _ignore(_event: TurnEvent) -> None:
    """A rehearsal shows nobody anything."""
