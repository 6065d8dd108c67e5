"""Puts the report of a tenant's newest analysis together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from wattos.errors import NotFound
from wattos_insight import conclusions, editing, store
from wattos_insight.conclusions import Generation
from wattos_insight.groups import unassigned
from wattos_insight.report_page import render
from wattos_insight.report_schemas import (
    Report,
    ReportAgent,
    ReportGroup,
    ReportSectionContent,
)
from wattos_insight.schemas import Covered, Gap
from wattos_insight.wording import say

if TYPE_CHECKING:
    from wattos.platform import Platform
    from wattos.plugins import ReportSection


class Reports:
    """Builds reports from what is stored; other plugins' sections come through their hook."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    async def build(self, tenant_id: UUID) -> Report:
        """The report; raises `NotFound` before the first analysis."""
        info = await store.latest_analysis(tenant_id)
        if info is None:
            raise NotFound(
                "There is no analysis to report on.",
                hint="Run `wattos generate` or start an analysis.",
            )
        tenant = await self._platform.tenancy.get(tenant_id)
        every = await editing.list_groups(tenant_id, lost=True)
        stored = await conclusions.generations(tenant_id)
        return Report(
            tenant=tenant.name,
            language=tenant.language,
            analysis_id=info.id,
            created_at=info.created_at,
            state=info.state,
            counts=info.counts,
            criterion={code: say("criterion", code) for code in ("de", "en")},
            trials=info.trials,
            groups=[await self._group(tenant_id, item, info.gaps) for item in stored],
            noise_share=unassigned([item.group for item in stored]),
            covered=_covered(info.counts, stored),
            ungrouped=await store.read_ungrouped(tenant_id, info.id),
            lost=[group for group in every if group.lost_at is not None],
            gaps=info.gaps,
            sections=await self._sections(tenant_id),
        )

    async def page(self, tenant_id: UUID, language: str) -> str:
        """The report as one self-contained HTML page in German or English."""
        return render(await self.build(tenant_id), language)

    async def _group(self, tenant_id: UUID, item: Generation, gaps: list[Gap]) -> ReportGroup:
        return ReportGroup(
            group=item.group,
            persona=item.persona,
            agent=await self._agent(tenant_id, item),
            passages=await conclusions.enrichments(tenant_id, item.group.id),
            gaps=[gap for gap in gaps if gap.target_group_id == item.group.id],
        )

    async def _agent(self, tenant_id: UUID, item: Generation) -> ReportAgent | None:
        if item.agent_id is None:
            return None
        try:
            agent = await self._platform.agents.get(tenant_id, item.agent_id)
        except NotFound:  # somebody deleted it
            return None
        spec = (await self._platform.agents.versions(tenant_id, agent.id))[0].spec
        return ReportAgent(
            slug=agent.slug,
            name=agent.name,
            state=agent.state,
            state_reason=agent.state_reason,
            languages=spec.languages,
            smoke_test=item.smoke_test,
        )

    async def _sections(self, tenant_id: UUID) -> list[ReportSectionContent]:
        offered: list[ReportSection] = await self._platform.registries.report_sections(tenant_id)
        found: list[ReportSectionContent] = []
        for section in offered:
            content = await section.run(tenant_id)
            if content is not None:
                found.append(
                    ReportSectionContent(name=section.name, titles=section.titles, content=content)
                )
        return found


def _covered(counts: Mapping[str, int], stored: Sequence[Generation]) -> Covered | None:
    """How much of what was analysed the stored groups have."""
    if not stored or "units" not in counts:
        return None
    units = counts["units"] - counts.get("noise", 0)
    share = round(1 - unassigned([item.group for item in stored]), 4)
    return Covered(units=units, of=counts["units"], share=share)
