"""One analysis as a job: sources, groups, personas, agents; each stage is stored when done."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from wattos.delivery import JobContext, JobFailure
from wattos.errors import InvalidInput
from wattos.events import PlatformEvent
from wattos_insight import conclusions, store
from wattos_insight.adapting import adapt_by_model
from wattos_insight.agents import AgentMaker, generated
from wattos_insight.analysis import Analysis, analyse, evidence_of
from wattos_insight.conclusions import Generation
from wattos_insight.gaps import uncovered
from wattos_insight.groups import unassigned
from wattos_insight.model_naming import name_by_model
from wattos_insight.schemas import AnalysisInfo, AnalysisResult, GeneratedAgent, SmokeTest
from wattos_insight.smoke import SmokeTester
from wattos_insight.sources import Sources, read_sources, with_overviews
from wattos_insight.talks import embedded
from wattos_insight.ungrouped import not_analysed
from wattos_insight.wording import say

if TYPE_CHECKING:
    from wattos.agents import Agent
    from wattos.platform import Platform
    from wattos.tenancy import Tenant


FINISHED = "insight.analysis_finished"
"""The `PlatformEvent` after an analysis: `analysis_id`, `target_groups` and `gaps` as counts."""


class Pipeline:
    """Runs `insight.generate`; equal sources give the stored result, failed agents a new test."""

    def __init__(self, platform: Platform, context: JobContext) -> None:
        self._platform = platform
        self._context = context
        self._tenant_id = context.tenant_id
        self._timings: dict[str, float] = {}

    async def run(self) -> AnalysisResult:
        """Analyse the tenant's sources; raises `InvalidInput` when there are none."""
        tenant = await self._platform.tenancy.get(self._tenant_id)
        sources = await self._read(tenant)
        found = await store.find_analysis(self._tenant_id, sources.fingerprint)
        if found is None or found.stage == "started" or not await self._is_latest(found):
            analysis_id = await self._conclude(tenant, sources)
        elif found.state == "succeeded" and await self._all_passed():
            return await self._stored(tenant, found)
        else:
            analysis_id, self._timings = found.id, found.timings | self._timings
            await store.set_state(self._tenant_id, analysis_id, state="running")
        agents = await self._make_agents(tenant, sources)
        await self._try_doubts(tenant, analysis_id)
        await store.set_state(
            self._tenant_id, analysis_id, state="succeeded", stage="finished", timings=self._timings
        )
        await self._progress("done", tenant.language, 1, 1)
        result = await self._result(tenant, analysis_id, agents)
        self._tell(result)
        return result

    def _tell(self, result: AnalysisResult) -> None:
        """Let other plugins know that there is something new to show."""
        data = {
            "analysis_id": result.analysis_id,
            "target_groups": len(result.target_groups),
            "gaps": len(result.gaps),
        }
        event = PlatformEvent(name=FINISHED, tenant_id=self._tenant_id, data=data)
        self._platform.track(event)

    async def _read(self, tenant: Tenant) -> Sources:
        started = time.perf_counter()
        await self._progress("reading", tenant.language)
        sources = await read_sources(
            self._platform.knowledge,
            self._tenant_id,
            tenant.language,
            self._platform.registries.redactors(),
        )
        if not sources.chunks:
            raise InvalidInput(
                "There is nothing to analyse.",
                given="no readable document",
                expected="pages, documents or tickets in state ready",
                hint="Crawl a website or ingest documents first.",
            )
        self._took("sources", started)
        return sources

    async def _is_latest(self, found: AnalysisInfo) -> bool:
        """Whether the stored conclusions are those of this analysis."""
        latest = await store.latest_analysis(self._tenant_id)
        return latest is not None and latest.id == found.id

    async def _all_passed(self) -> bool:
        """Whether no agent waits for its smoke test or failed it."""
        tests = [item.smoke_test for item in await conclusions.generations(self._tenant_id)]
        return all(test is not None and test.passed for test in tests)

    async def _conclude(self, tenant: Tenant, sources: Sources) -> UUID:
        """Groups, personas and questions, stored at once; agents without support are archived."""
        started = time.perf_counter()
        await self._progress("grouping", tenant.language)
        analysis_id = await store.start_analysis(
            self._tenant_id, sources.fingerprint, tenant.language
        )
        known = await conclusions.earlier_groups(self._tenant_id)
        chunks = await embedded(
            sources.chunks, self._platform.knowledge.embedder_for(self._tenant_id)
        )
        units = await asyncio.to_thread(evidence_of, chunks)
        units = await with_overviews(
            self._platform.knowledge, self._platform.settings, self._tenant_id, units
        )
        self._took("evidence", started)
        started = time.perf_counter()
        found = await asyncio.to_thread(
            analyse,
            units,
            tenant_id=self._tenant_id,
            language=tenant.language,
            known=known,
        )
        left_out = not_analysed(chunks, units)
        found = msgspec.structs.replace(found, ungrouped=(*found.ungrouped, *left_out))
        self._took("analysis", started)
        found = await self._named(tenant, found)
        orphans = await conclusions.save_conclusions(
            self._tenant_id, analysis_id, found, _texts(sources)
        )
        await store.save_gaps(self._tenant_id, analysis_id, found.gaps, found.doubts)
        for agent_id in orphans:
            reason = say("lost_support", tenant.language)
            await self._platform.agents.set_state(self._tenant_id, agent_id, "archived", reason)
        return analysis_id

    async def _named(self, tenant: Tenant, found: Analysis) -> Analysis:
        """Names by a language model where the tenant has one."""
        started = time.perf_counter()
        await self._progress("naming", tenant.language)
        named = await name_by_model(self._platform.llm, tenant, found.conclusions)
        named = tuple(
            [
                msgspec.structs.replace(
                    item, enrichments=await adapt_by_model(self._platform.llm, tenant, item)
                )
                for item in named
            ]
        )
        self._took("naming", started)
        return msgspec.structs.replace(found, conclusions=named)

    async def _make_agents(self, tenant: Tenant, sources: Sources) -> list[GeneratedAgent]:
        started = time.perf_counter()
        maker = AgentMaker(self._platform, tenant, sources.languages)
        waiting = await conclusions.generations(self._tenant_id)
        agents: list[GeneratedAgent] = []
        for done, generation in enumerate(waiting):
            name = generation.persona.name
            await self._progress("agent", tenant.language, done, len(waiting), name=name)
            agents.append(await self._make_agent(maker, generation, tenant.language))
        self._took("agents", started)
        return agents

    async def _make_agent(
        self, maker: AgentMaker, generation: Generation, language: str
    ) -> GeneratedAgent:
        agent, version = await maker.make(generation)
        await conclusions.save_agent(self._tenant_id, generation.persona.id, agent.id, version)
        test = generation.smoke_test
        if agent.state == "archived":
            return await maker.settle(generation, agent, version, test or _untested(agent))
        if test is None or not test.passed:  # what made it fail may be gone: a model, a tool
            tester = SmokeTester(self._platform.runtime, self._tenant_id, language)
            test = await tester.test(agent.id, version, generation.questions, generation.documents)
            await conclusions.save_smoke_test(self._tenant_id, generation.persona.id, test)
        return await maker.settle(generation, agent, version, test)

    async def _try_doubts(self, tenant: Tenant, analysis_id: UUID) -> None:
        """Find out which requests the material does not answer."""
        started = time.perf_counter()
        doubts = await store.read_doubts(self._tenant_id, analysis_id)
        if not doubts:
            return
        await self._progress("gaps", tenant.language)
        agents = {
            item.group.id: (item.agent_id, item.agent_version)
            for item in await conclusions.generations(self._tenant_id)
            if item.agent_id is not None and item.agent_version is not None
        }
        found = await uncovered(self._platform.runtime, self._tenant_id, doubts, agents)
        info = await store.find_by_id(self._tenant_id, analysis_id)
        await store.save_gaps(self._tenant_id, analysis_id, [*info.gaps, *found])
        self._took("gaps", started)

    async def _stored(self, tenant: Tenant, found: AnalysisInfo) -> AnalysisResult:
        """The result of an analysis that is already there, its agents as they are now."""
        self._timings = dict(found.timings)
        agents: list[GeneratedAgent] = []
        for generation in await conclusions.generations(self._tenant_id):
            if generation.agent_id is None or generation.smoke_test is None:
                continue
            agent = await self._platform.agents.get(self._tenant_id, generation.agent_id)
            spec = (await self._platform.agents.versions(self._tenant_id, agent.id))[0].spec
            agents.append(generated(generation, agent, spec, generation.smoke_test))
        return await self._result(tenant, found.id, agents)

    async def _result(
        self, tenant: Tenant, analysis_id: UUID, agents: Sequence[GeneratedAgent]
    ) -> AnalysisResult:
        stored = await conclusions.generations(self._tenant_id)
        info = await store.find_by_id(self._tenant_id, analysis_id)
        return AnalysisResult(
            analysis_id=analysis_id,
            target_groups=tuple(generation.group for generation in stored),
            personas=tuple(generation.persona for generation in stored),
            agents=tuple(agents),
            trials=tuple(info.trials),
            criterion=say("criterion", tenant.language),
            gaps=tuple(info.gaps),
            noise=info.counts.get("noise", 0),
            noise_share=unassigned([generation.group for generation in stored]),
            timings=self._timings,
        )

    async def _progress(
        self, key: str, language: str, done: int = 0, total: int | None = None, **values: object
    ) -> None:
        await self._context.progress(done, total, say(key, language, **values))

    def _took(self, stage: str, started: float) -> None:
        self._timings[stage] = round(time.perf_counter() - started, 2)


def _texts(sources: Sources) -> dict[str, str]:
    """The sources' passages by document id, in which quotes are looked for."""
    texts: dict[str, str] = {}
    for chunk in sources.chunks:
        known = texts.get(str(chunk.document_id), "")
        texts[str(chunk.document_id)] = f"{known}\n{chunk.text}"
    return texts


async def show_failure(context: JobContext, failure: JobFailure) -> None:
    """Let the analysis that hangs on a failed job show the reason."""
    for info in await store.list_analyses(context.tenant_id, 1):
        if info.state == "running":
            await store.set_state(context.tenant_id, info.id, state="failed", error=failure.reason)


def _untested(agent: Agent) -> SmokeTest:
    """An archived agent answers nobody, so it is not tried."""
    return SmokeTest(asked=0, answered=0, cited=0, passed=False, reason=agent.state_reason)
