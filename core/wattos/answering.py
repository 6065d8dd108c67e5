"""Where conversations meet agents: a question goes to the agent that its conversation has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

from wattos.access import Access, Principal
from wattos.agents import AgentAnswer, AgentRuntime, Agents, AgentTurn, asks_for_help
from wattos.agents import HistoryMessage as AgentHistory
from wattos.conversations import AgentRef, Emit, Question
from wattos.errors import NotFound
from wattos.events import Suggestion, TurnCompleted


class Examples(Protocol):
    """What an agent is known to answer; the suggested questions fulfil it."""

    async def examples(self, tenant_id: UUID, agent: UUID | None) -> Mapping[str, Sequence[str]]:
        """Questions by language; those of the default agent are kept under None."""
        ...


class AgentAnswerer:
    """Fulfils the conversations' `Answerer` by the agents' runtime."""

    def __init__(
        self, runtime: AgentRuntime, access: Access, agents: Agents, examples: Examples
    ) -> None:
        self._runtime = runtime
        self._agents = agents
        self._access = access
        self._examples = examples

    async def answer(self, question: Question, emit: Emit) -> TurnCompleted:
        """Answer as the conversation's agent, on the rights of the person who asks.

        The answer's language follows the question; that of the person's browser decides only where
        the question does not tell.
        """
        answer = await self._runtime.run(
            AgentTurn(
                tenant_id=question.tenant_id,
                question=question.text,
                agent=question.agent_id,
                agent_version=question.agent_version,
                history=tuple(
                    AgentHistory(role=item.role, text=item.text)
                    for item in question.history
                    if item.role != "system"
                ),
                likely_language=question.language,
                model=question.model,
                conversation_id=question.conversation_id,
                turn_id=question.turn_id,
                attended=question.visitor_id is not None and question.user_id is None,
                attempt=question.attempt,
                principal=await self._principal(question),
            ),
            emit,
        )
        return TurnCompleted(
            text=answer.text,
            spoken=answer.spoken,
            citations=list(answer.citations),
            abstained=answer.abstained,
            language=answer.language,
            agent=answer.agent,
            model=answer.model,
            usage=answer.usage,
            timings=answer.timings,
            suggestions=[*answer.suggestions, *await self._what_to_ask(question, answer)],
            verified_answer_id=answer.verified_answer_id,
            quoted_language=answer.quoted_language,
            reading=answer.reading,
        )

    async def _what_to_ask(self, question: Question, answer: AgentAnswer) -> list[Suggestion]:
        """Questions to tap for somebody who asked for help."""
        if not asks_for_help(question.text):
            return []
        tenant_id, agent = question.tenant_id, question.agent_id
        known = await self._examples.examples(tenant_id, agent)
        if not known and agent == (await self._agents.runnable(tenant_id, None)).id:
            known = await self._examples.examples(tenant_id, None)
        return [
            Suggestion(action="ask", label=text, text=text)
            for text in known.get(answer.language, ())
        ]

    async def _principal(self, question: Question) -> Principal | None:
        if question.user_id is None:
            return None
        return await self._access.principal_of_user(question.tenant_id, question.user_id)


class PublishedAgents:
    """Fulfils the conversations' `AgentDirectory` by the tenant's published agents."""

    def __init__(self, agents: Agents) -> None:
        self._agents = agents

    async def find(
        self, tenant_id: UUID, slug: str | None, version: int | None = None
    ) -> AgentRef | None:
        """The agent called `slug`, else the one that has been published longest, else None."""
        try:
            found = await self._agents.runnable(tenant_id, slug, version)
        except NotFound:
            if slug is not None:
                raise
            return None
        return await self._reference(tenant_id, found.id, found.version)

    async def describe(self, tenant_id: UUID, agent_id: UUID) -> AgentRef | None:
        """The agent with this id, or None when it is gone."""
        try:
            agent = await self._agents.get(tenant_id, agent_id)
        except NotFound:
            return None
        return await self._reference(
            tenant_id, agent.id, agent.published_version or agent.latest_version
        )

    async def _reference(self, tenant_id: UUID, agent_id: UUID, version: int) -> AgentRef:
        agent = await self._agents.get(tenant_id, agent_id)
        versions = await self._agents.versions(tenant_id, agent_id)
        spec = next(found.spec for found in versions if found.version == version)
        return AgentRef(
            id=agent.id,
            slug=agent.slug,
            name=agent.name,
            version=version,
            language=spec.language,
            greeting=spec.greeting.get(spec.language),
        )
