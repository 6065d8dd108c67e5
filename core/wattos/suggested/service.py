"""Trying candidates, and keeping those that an agent answered from the very document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from wattos.agents import AgentRuntime, AgentTurn
from wattos.database import fetch, tenant_scope, utcnow
from wattos.delivery import JobContext, JobInfo, JobKind, Jobs
from wattos.errors import WattosError
from wattos.events import TurnEvent
from wattos.knowledge import DocumentView, Knowledge
from wattos.llm import OFFLINE_CHAT_MODEL
from wattos.suggested.candidates import (
    LANGUAGES,
    Candidate,
    headings_that_ask,
    is_about_something,
    mixed,
    question_about,
    questions_of_records,
)

SUGGEST_JOB: Final = "agents.suggest"
WANTED: Final = 3
MOST_TRIES: Final = 9
MOST_DOCUMENTS: Final = 40
MOST_READ: Final = 200
_STILL_THERE: Final = "select id from document where id = any($1) and state = 'ready'"


class Suggested(msgspec.Struct, frozen=True, kw_only=True):
    """What an agent is known to answer: at most three questions a language."""

    agent: UUID | None = None
    """None is the tenant's default agent."""
    questions: dict[str, list[Candidate]] = {}
    tried_at: datetime | None = None
    """None while nothing was tried yet."""

    @property
    def texts(self) -> dict[str, list[str]]:
        """The questions themselves, by language; none without one."""
        found = {language: [c.question for c in some] for language, some in self.questions.items()}
        return {language: texts for language, texts in found.items() if texts}


class Trial:
    """Asks an agent in this process as a rehearsal; nothing is kept of it."""

    def __init__(
        self, runtime: AgentRuntime, tenant_id: UUID, agent: UUID | None, language: str
    ) -> None:
        self._runtime = runtime
        self._tenant_id = tenant_id
        self._agent = agent
        self.language = language

    async def passed(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """The first three that are answered from their own document, each of another one."""
        found: list[Candidate] = []
        for tries, candidate in enumerate(candidates):
            if len(found) == WANTED or tries == MOST_TRIES:
                break
            known = {one.document_id for one in found}
            if candidate.document_id in known:
                continue
            if candidate.document_id in (await self.sources(candidate.question) or ()):
                found.append(candidate)
        return found

    async def sources(self, question: str) -> set[UUID | None] | None:
        """The documents that the answer cites, none if it abstains; None if it failed."""
        turn = AgentTurn(
            tenant_id=self._tenant_id,
            agent=self._agent,
            question=question,
            language=self.language,
            rehearsal=True,
            model=OFFLINE_CHAT_MODEL,  # whether the sources answer is found out at no cost
        )
        try:
            answer = await self._runtime.run(turn, _ignore)
        except WattosError:
            return None
        return set() if answer.abstained else {one.document_id for one in answer.citations}


class SuggestedQuestions:
    """Suggested questions of agents; a job tries them, its result is where they are kept."""

    def __init__(self, knowledge: Knowledge, runtime: AgentRuntime, jobs: Jobs) -> None:
        self._knowledge = knowledge
        self._runtime = runtime
        self._jobs = jobs

    @property
    def job_kind(self) -> JobKind:
        """`agents.suggest`: find the questions of the agent that the payload names."""
        return JobKind(name=SUGGEST_JOB, run=self._run, max_attempts=2)

    async def current(self, tenant_id: UUID, agent: UUID | None) -> Suggested:
        """What was tried last, without questions whose document is gone."""
        found = await self._latest(tenant_id, agent)
        named = [one.document_id for some in found.questions.values() for one in some]
        if not named:
            return found
        async with tenant_scope(tenant_id):
            rows = await fetch(_STILL_THERE, named)
        there = {row["id"] for row in rows}
        questions = {
            language: [one for one in some if one.document_id in there]
            for language, some in found.questions.items()
        }
        return msgspec.structs.replace(found, questions=questions)

    async def examples(self, tenant_id: UUID, agent: UUID | None) -> Mapping[str, list[str]]:
        """The questions of an agent by language, as they may be shown now."""
        return (await self.current(tenant_id, agent)).texts

    async def request(self, tenant_id: UUID, agent: UUID | None) -> None:
        """Have the questions of an agent tried; once, however often it is asked for meanwhile."""
        async with tenant_scope(tenant_id):
            payload = {"agent": str(agent) if agent else None}
            await self._jobs.enqueue(SUGGEST_JOB, payload, key=f"{SUGGEST_JOB}:{agent}")

    async def find(
        self, tenant_id: UUID, agent: UUID | None, language: str, earlier: Sequence[Candidate] = ()
    ) -> list[Candidate]:
        """Up to three questions in a language; `earlier` ones stay if they are still answered."""
        trial = Trial(self._runtime, tenant_id, agent, language)
        candidates = mixed(list(earlier), [])
        candidates += await self._candidates(tenant_id, language)
        return await trial.passed(candidates)

    async def _latest(self, tenant_id: UUID, agent: UUID | None) -> Suggested:
        done = await self._jobs.list(tenant_id, kind=SUGGEST_JOB, state="succeeded", limit=50)
        kept = (_kept(job) for job in done)
        return next((one for one in kept if one.agent == agent), Suggested(agent=agent))

    async def _run(self, context: JobContext) -> Mapping[str, Any]:
        named = context.payload["agent"]
        agent = UUID(named) if named else None
        earlier = (await self._latest(context.tenant_id, agent)).questions
        questions: dict[str, list[Candidate]] = {}
        for done, language in enumerate(LANGUAGES):
            await context.progress(done, len(LANGUAGES))
            before = earlier.get(language, ())
            questions[language] = await self.find(context.tenant_id, agent, language, before)
        return msgspec.to_builtins(Suggested(agent=agent, questions=questions, tried_at=utcnow()))

    async def _candidates(self, tenant_id: UUID, language: str) -> list[Candidate]:
        documents = await self._knowledge.documents(tenant_id, state="ready", limit=MOST_READ)
        chosen = [
            document
            for document in sorted(documents, key=lambda one: (one.depth, one.id))
            if document.language in (language, "") and is_about_something(document)
        ][:MOST_DOCUMENTS]
        verbatim, made = await self._of_texts(tenant_id, chosen, language)
        records = await self._knowledge.records(tenant_id)
        own = [record for record in records if record.language == language]
        made += questions_of_records(own, language)
        # Who speaks another language than the material asks about the same things.
        others = [record for record in records if record.language != language]
        return [*mixed(verbatim, made), *mixed([], list(questions_of_records(others, language)))]

    async def _of_texts(
        self, tenant_id: UUID, documents: Sequence[DocumentView], language: str
    ) -> tuple[list[Candidate], list[Candidate]]:
        verbatim: list[Candidate] = []
        made: list[Candidate] = []
        for document in documents:
            chunks = await self._knowledge.chunks(tenant_id, document.id)
            asked = list(headings_that_ask(chunks))[:1]
            verbatim += [Candidate(question, document.id) for question in asked]
            made += question_about(document, chunks, language)
        return verbatim, made


def _kept(job: JobInfo) -> Suggested:
    return msgspec.convert(job.result or {}, Suggested)


async def _ignore(_event: TurnEvent) -> None:
    """A rehearsal shows nobody anything."""
