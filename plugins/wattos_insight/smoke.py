"""The smoke test of a generated agent: its own topic, others' topics, and impossible questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Final
from uuid import UUID

import msgspec

from wattos.agents import AgentAnswer, AgentTurn
from wattos.errors import WattosError
from wattos_insight.schemas import SmokeQuestion, SmokeTest
from wattos_insight.wording import say

if TYPE_CHECKING:
    from wattos.agents import AgentRuntime
    from wattos.events import TurnEvent

PASS_SHARE: Final = 0.6
"""Part of the questions of its own topic that must be answered from an expected source."""
IMPOSSIBLE_QUESTIONS: Final = {
    "de": (
        "Wie hoch ist der Mount Everest?",
        "Wer hat 1990 die Fußballweltmeisterschaft gewonnen?",
        "Welche Aktien soll ich nächste Woche kaufen?",
    ),
    "en": (
        "How high is Mount Everest?",
        "Who won the football world cup in 1990?",
        "Which shares should I buy next week?",
    ),
    "tr": (
        "Everest Dağı kaç metre yüksekliğinde?",
        "1990 Dünya Kupası'nı kim kazandı?",
        "Gelecek hafta hangi hisseyi almalıyım?",
    ),
}


def with_foreign(
    own: Sequence[Sequence[SmokeQuestion]], languages: Sequence[str]
) -> list[tuple[SmokeQuestion, ...]]:
    """Each agent's questions (`own`, one list an agent) with one of its neighbour's and a trap.

    `languages` are the agents'; a trap is a question that no organisation's sources answer.
    """
    plans: list[tuple[SmokeQuestion, ...]] = []
    for place, (questions, language) in enumerate(zip(own, languages, strict=True)):
        neighbours = [*own[place + 1 :], *own[:place]]
        other = next((q for group in neighbours for q in group if q.kind == "own"), None)
        traps = IMPOSSIBLE_QUESTIONS.get(language, IMPOSSIBLE_QUESTIONS["en"])
        trap = SmokeQuestion(
            text=traps[place % len(traps)],
            language=language if language in IMPOSSIBLE_QUESTIONS else "en",
            kind="refuse",
        )
        foreign = [msgspec.structs.replace(other, kind="other")] if other else []
        plans.append((*questions, *foreign, trap))
    return plans


class SmokeTester:
    """Asks an agent through the real engine; each question is one run on record."""

    def __init__(self, runtime: AgentRuntime, tenant_id: UUID, language: str) -> None:
        self._runtime = runtime
        self._tenant_id = tenant_id
        self._language = language

    async def test(
        self,
        agent_id: UUID,
        version: int,
        questions: Sequence[SmokeQuestion],
        documents: Collection[UUID],
    ) -> SmokeTest:
        """The outcome for one version; `documents` are those of the agent's own group."""
        counts: Counter[str] = Counter()
        failure = ""
        for question in questions:
            turn = AgentTurn(
                tenant_id=self._tenant_id,
                question=question.text,
                agent=agent_id,
                agent_version=version,
            )
            try:
                answer = await self._runtime.run(turn, _ignore)
            except WattosError as error:  # an unanswered question, not a lost analysis
                failure = str(error)
                answer = None
            counts.update(_judged(question, answer, documents))
        return self._verdict(counts, failure)

    def _verdict(self, counts: Counter[str], failure: str) -> SmokeTest:
        test = SmokeTest(
            asked=counts["asked"],
            answered=counts["answered"],
            cited=counts["cited"],
            others=counts["others"],
            others_astray=counts["astray"],
            impossible=counts["impossible"],
            refused=counts["refused"],
            passed=False,
        )
        reasons = self._reasons(test)
        if reasons and failure:
            reasons.append(failure)
        return msgspec.structs.replace(
            test, passed=not reasons, reason=" ".join(reasons) if reasons else None
        )

    def _reasons(self, test: SmokeTest) -> list[str]:
        reasons: list[str] = []
        if not test.asked:
            reasons.append(say("no_questions", self._language))
        elif test.cited < PASS_SHARE * test.asked:
            values = {"cited": test.cited, "asked": test.asked}
            reasons.append(say("few_answers", self._language, **values))
        if test.others_astray:
            reasons.append(say("astray", self._language, count=test.others_astray))
        if test.refused < test.impossible:
            missed = test.impossible - test.refused
            reasons.append(say("not_refused", self._language, count=missed))
        return reasons


def _judged(
    question: SmokeQuestion, answer: AgentAnswer | None, documents: Collection[UUID]
) -> list[str]:
    """What the answer counts as."""
    answered = answer is not None and not answer.abstained
    sources = {citation.document_id for citation in answer.citations} if answer else set[UUID]()
    expected = not sources.isdisjoint(question.document_ids)
    if question.kind == "refuse":
        return ["impossible"] if answered or answer is None else ["impossible", "refused"]
    if question.kind == "other":
        astray = answered and sources and not expected and sources <= set(documents)
        return ["others", "astray"] if astray else ["others"]
    return [
        "asked",
        *(["answered"] if answered else []),
        *(["cited"] if answered and expected else []),
    ]


async def _ignore(event: TurnEvent) -> None:
    """A smoke test has no listener."""
