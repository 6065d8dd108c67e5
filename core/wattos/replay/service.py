"""Asking real and verified questions again, without any effect."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import UUID

import msgspec

from wattos.agents import AgentAnswer, AgentRuntime, Agents, AgentTurn, HistoryMessage
from wattos.conversations import Exchange, last_exchanges
from wattos.database import execute, new_id, tenant_scope
from wattos.delivery import JobContext, JobFailure, JobKind, Jobs
from wattos.errors import InvalidInput, WattosError
from wattos.events import TurnEvent
from wattos.replay import rows
from wattos.replay.comparison import compare_exchange, compare_verified
from wattos.replay.repeats import without_repeats
from wattos.replay.schemas import Replay, ReplayItem, ReplayReport, ReplayRequest
from wattos.verified import VerifiedAnswer, VerifiedAnswers, VerifiedFilter

REPLAY_JOB = "agents.replay"
MOST_LISTED = 100

Ask = Callable[[], Awaitable[ReplayItem]]


class Replays:
    """Replays of tenants: a row, a job, and a report that stays."""

    def __init__(
        self, agents: Agents, runtime: AgentRuntime, verified: VerifiedAnswers, jobs: Jobs
    ) -> None:
        self._agents = agents
        self._runtime = runtime
        self._verified = verified
        self._jobs = jobs

    @property
    def job_kind(self) -> JobKind:
        """`agents.replay`: run the replay that the payload names."""
        return JobKind(
            name=REPLAY_JOB, run=self._run, max_attempts=2, on_failure=self._show_failure
        )

    async def create(self, tenant_id: UUID, request: ReplayRequest) -> Replay:
        """A replay that nobody runs yet.

        Raises `NotFound` for an agent or version, `InvalidInput` for a version without an agent.
        """
        agent_id, version = await self._target(tenant_id, request)
        replay_id = new_id()
        async with tenant_scope(tenant_id):
            await rows.insert(replay_id, request, agent_id, version)
            return await rows.read(replay_id)

    async def start(
        self, tenant_id: UUID, request: ReplayRequest, *, requested_by: UUID | None = None
    ) -> Replay:
        """Create a replay and let a worker run it. Raises as `create`."""
        replay = await self.create(tenant_id, request)
        async with tenant_scope(tenant_id):
            job_id = await self._jobs.enqueue(
                REPLAY_JOB, {"replay_id": str(replay.id)}, requested_by=requested_by
            )
            await execute("update replay set job_id = $2 where id = $1", replay.id, job_id)
            return await rows.read(replay.id)

    async def report(self, tenant_id: UUID, replay_id: UUID) -> ReplayReport:
        """A replay with its questions so far; raises `NotFound`."""
        async with tenant_scope(tenant_id):
            return await rows.report(replay_id)

    async def list(self, tenant_id: UUID) -> list[Replay]:
        """The newest first."""
        async with tenant_scope(tenant_id):
            return await rows.listed(MOST_LISTED)

    async def _target(
        self, tenant_id: UUID, request: ReplayRequest
    ) -> tuple[UUID | None, int | None]:
        if request.agent is None:
            if request.against is not None:
                raise InvalidInput("A version belongs to an agent.", expected="an agent's slug")
            return None, None
        agent = await self._agents.by_slug(tenant_id, request.agent)
        if request.against is None:
            return agent.id, None
        newest = agent.latest_version
        version = newest if request.against == "draft" else request.against
        await self._agents.version(tenant_id, agent.id, version)
        return agent.id, version

    async def _run(self, context: JobContext) -> dict[str, Any]:
        replay_id, tenant_id = UUID(context.payload["replay_id"]), context.tenant_id
        async with tenant_scope(tenant_id):
            replay = await rows.read(replay_id)
            await rows.begin(replay_id, context.job_id)
        cases = [case async for case in self._cases(tenant_id, replay)]
        for position, (question, ask) in enumerate(cases):
            await context.progress(position, len(cases), question)
            item = await _asked(question, ask)
            async with tenant_scope(tenant_id):
                await rows.add_item(replay_id, position, item)
        async with tenant_scope(tenant_id):
            await rows.finish(replay_id, "succeeded")
            return {"replay_id": str(replay_id), **(await rows.read(replay_id)).counts}

    async def _show_failure(self, context: JobContext, failure: JobFailure) -> None:
        async with tenant_scope(context.tenant_id):
            await rows.finish(UUID(context.payload["replay_id"]), failure.state, failure.reason)

    async def _cases(self, tenant_id: UUID, replay: Replay) -> AsyncIterator[tuple[str, Ask]]:
        if replay.request.verified:
            active = VerifiedFilter(state="active")
            async for answer in self._verified.all(tenant_id, active):
                if replay.agent_id in (None, answer.agent_id) or answer.agent_id is None:
                    for question in (answer.question, *answer.phrasings):
                        yield question, self._verified_case(tenant_id, replay, answer, question)
        last = await last_exchanges(tenant_id, replay.request.last, replay.agent_id)
        for exchange, asked in without_repeats(last):
            yield exchange.question, self._real_case(tenant_id, replay, exchange, asked)

    def _real_case(self, tenant_id: UUID, replay: Replay, before: Exchange, asked: int) -> Ask:
        async def ask() -> ReplayItem:
            history = tuple(
                HistoryMessage(role=message.role, text=message.text)
                for message in before.history
                if message.role != "system"
            )
            now = await self._rehearse(
                tenant_id, replay, before.typed, replay.agent_id or before.agent_id, history
            )
            return msgspec.structs.replace(compare_exchange(before, now), asked=asked)

        return ask

    def _verified_case(
        self, tenant_id: UUID, replay: Replay, answer: VerifiedAnswer, question: str
    ) -> Ask:
        async def ask() -> ReplayItem:
            agent_id = replay.agent_id or answer.agent_id
            now = await self._rehearse(tenant_id, replay, question, agent_id)
            plain = await self._rehearse(tenant_id, replay, question, agent_id, use_verified=False)
            return compare_verified(answer, question, now, plain)

        return ask

    async def _rehearse(
        self,
        tenant_id: UUID,
        replay: Replay,
        question: str,
        agent_id: UUID | None,
        history: tuple[HistoryMessage, ...] = (),
        *,
        use_verified: bool = True,
    ) -> AgentAnswer:
        turn = AgentTurn(
            tenant_id=tenant_id,
            question=question,
            agent=agent_id,
            agent_version=replay.agent_version,
            history=history,
            rehearsal=True,
            use_verified=use_verified,
        )
        return await self._runtime.run(turn, _unheard)


async def _asked(question: str, ask: Ask) -> ReplayItem:
    """The question's item; one that fails is told in its place and the others go on."""
    try:
        return await ask()
    except WattosError as error:
        return ReplayItem(
            question=question, typed=question, outcome="failed", error=f"{error.code}: {error}"
        )


async def _unheard(_event: TurnEvent) -> None:
    """Nobody follows a rehearsal."""
