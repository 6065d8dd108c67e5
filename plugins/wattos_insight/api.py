"""Analyses, target groups, personas and reports over HTTP."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Controller, MediaType, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from wattos.access import Principal, answers, requires
from wattos.audit import record
from wattos.database import tenant_scope
from wattos.delivery import Jobs
from wattos.llm import AnswerStyle
from wattos.platform import Platform
from wattos_insight import conclusions, editing, store
from wattos_insight.report import Reports
from wattos_insight.report_schemas import Report
from wattos_insight.revisions import Difference
from wattos_insight.schedule import PLUGIN, Automation, automation
from wattos_insight.schemas import AnalysisInfo, Enrichment, Persona, TargetGroup
from wattos_insight.versions import Version

JOB = "insight.generate"
_READ, _WRITE = [requires("insight:read")], [requires("insight:write")]
_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
_Description = Annotated[str, msgspec.Meta(min_length=1, max_length=1200)]
_Texts = Annotated[list[_Text], msgspec.Meta(max_length=8)]


class Started(msgspec.Struct, frozen=True):
    """The job that analyses; watch it under the tenant's jobs."""

    job_id: UUID


class GroupEdit(msgspec.Struct, forbid_unknown_fields=True):
    """What somebody writes about a group; fields left out stay."""

    name: _Text | msgspec.UnsetType = msgspec.UNSET
    description: _Description | msgspec.UnsetType = msgspec.UNSET


class PersonaEdit(msgspec.Struct, forbid_unknown_fields=True):
    """What somebody writes about a persona; fields left out stay."""

    name: _Text | msgspec.UnsetType = msgspec.UNSET
    goals: _Texts | msgspec.UnsetType = msgspec.UNSET
    pains: _Texts | msgspec.UnsetType = msgspec.UNSET
    questions: _Texts | msgspec.UnsetType = msgspec.UNSET
    answering: AnswerStyle | msgspec.UnsetType = msgspec.UNSET


class Decision(msgspec.Struct, forbid_unknown_fields=True):
    """Take the analysis's words (`accept`) or keep one's own (`reject`)."""

    decision: Literal["accept", "reject"]


class AnalysisController(Controller):
    """Analyses of what the organisation's material says about the people it serves."""

    path = "/api/analytics"
    tags = ("analytics",)

    @get("/analyses", guards=_READ)
    async def list_analyses(
        self,
        principal: NamedDependency[Principal],
        limit: Annotated[int, QueryParameter(ge=1, le=100)] = 20,
    ) -> list[AnalysisInfo]:
        """The newest analyses first, with how the number of groups was chosen, and the gaps."""
        return await store.list_analyses(principal.tenant_id, limit)

    @post("/analyses", status_code=202, guards=_WRITE)
    async def start_analysis(
        self, principal: NamedDependency[Principal], jobs: NamedDependency[Jobs]
    ) -> Started:
        """Analyse all sources, write personas, make and test agents; one at a time a tenant."""
        async with tenant_scope(principal.tenant_id):
            job_id = await jobs.enqueue(JOB, {}, key=JOB, requested_by=principal.user_id)
        return Started(job_id)

    @get("/automation", guards=_READ)
    async def get_automation(
        self, principal: NamedDependency[Principal], platform: NamedDependency[Platform]
    ) -> Automation:
        """When analyses start by themselves."""
        return await automation(platform, principal.tenant_id)

    @put("/automation", guards=_WRITE)
    async def set_automation(
        self,
        data: JSONBody[Automation],
        principal: NamedDependency[Principal],
        platform: NamedDependency[Platform],
    ) -> Automation:
        """Start analyses every night, after a crawl, both, or only by hand."""
        await platform.plugins.change_settings(
            principal.tenant_id, PLUGIN, msgspec.to_builtins(data)
        )
        async with tenant_scope(principal.tenant_id):
            await record(
                "insight.automation",
                actor=principal.actor,
                resource="plugin",
                resource_id=PLUGIN,
                detail=msgspec.to_builtins(data),
            )
        return data

    @get("/report", guards=_READ)
    async def get_report(
        self, principal: NamedDependency[Principal], platform: NamedDependency[Platform]
    ) -> Report:
        """The newest analysis as data."""
        return await Reports(platform).build(principal.tenant_id)

    @get(
        "/report.html",
        guards=_READ,
        media_type=MediaType.HTML,
        opt=answers("<!doctype html><title>Zielgruppen</title>…"),
    )
    async def get_report_page(
        self,
        principal: NamedDependency[Principal],
        platform: NamedDependency[Platform],
        language: FromQuery[Literal["de", "en"]] = "de",
    ) -> str:
        """The newest analysis as one self-contained page."""
        return await Reports(platform).page(principal.tenant_id, language)


class TargetGroupController(Controller):
    """Target groups."""

    path = "/api/analytics/target-groups"
    tags = ("analytics",)

    @get("/", guards=_READ)
    async def list_target_groups(
        self, principal: NamedDependency[Principal], lost: FromQuery[bool] = False
    ) -> list[TargetGroup]:
        """The groups of the newest analysis, the largest first; `lost` adds unsupported ones."""
        return await editing.list_groups(principal.tenant_id, lost=lost)

    @get("/{group_id:uuid}", guards=_READ)
    async def get_target_group(
        self, group_id: FromPath[UUID], principal: NamedDependency[Principal]
    ) -> TargetGroup:
        """One group."""
        return await editing.get_group(principal.tenant_id, group_id)

    @patch("/{group_id:uuid}", guards=_WRITE)
    async def edit_target_group(
        self,
        group_id: FromPath[UUID],
        data: JSONBody[GroupEdit],
        principal: NamedDependency[Principal],
    ) -> TargetGroup:
        """Write a group's name or description; the words outlive new analyses."""
        await editing.edit(principal, "target_group", group_id, _given(data))
        return await editing.get_group(principal.tenant_id, group_id)

    @get("/{group_id:uuid}/enrichments", guards=_READ)
    async def list_enrichments(
        self, group_id: FromPath[UUID], principal: NamedDependency[Principal]
    ) -> list[Enrichment]:
        """The passages chosen for a group, original and adapted, in the order people need them."""
        return await conclusions.enrichments(principal.tenant_id, group_id)

    @get("/{group_id:uuid}/versions", guards=_READ)
    async def list_group_versions(
        self, group_id: FromPath[UUID], principal: NamedDependency[Principal]
    ) -> list[Version]:
        """How the group changed, the newest version first, with the changes field by field."""
        return await editing.versions_of(principal.tenant_id, "target_group", group_id)

    @get("/{group_id:uuid}/differences", guards=_READ)
    async def list_group_differences(
        self, group_id: FromPath[UUID], principal: NamedDependency[Principal]
    ) -> list[Difference]:
        """Edited fields about which the newest analysis says something else."""
        return await editing.differences_of(principal.tenant_id, "target_group", group_id)

    @post("/{group_id:uuid}/differences/{field:str}", guards=_WRITE, status_code=200)
    async def decide_group_difference(
        self,
        group_id: FromPath[UUID],
        field: FromPath[str],
        data: JSONBody[Decision],
        principal: NamedDependency[Principal],
    ) -> TargetGroup:
        """Accept or reject what the analysis proposes for one field."""
        await editing.decide(principal, "target_group", group_id, field, data.decision)
        return await editing.get_group(principal.tenant_id, group_id)


class PersonaController(Controller):
    """Personas."""

    path = "/api/analytics/personas"
    tags = ("analytics",)

    @get("/", guards=_READ)
    async def list_personas(self, principal: NamedDependency[Principal]) -> list[Persona]:
        """The personas of the newest analysis."""
        return await editing.list_personas(principal.tenant_id)

    @get("/{persona_id:uuid}", guards=_READ)
    async def get_persona(
        self, persona_id: FromPath[UUID], principal: NamedDependency[Principal]
    ) -> Persona:
        """One persona."""
        return await editing.get_persona(principal.tenant_id, persona_id)

    @patch("/{persona_id:uuid}", guards=_WRITE)
    async def edit_persona(
        self,
        persona_id: FromPath[UUID],
        data: JSONBody[PersonaEdit],
        principal: NamedDependency[Principal],
    ) -> Persona:
        """Write a persona's fields; its agent follows with the next run (`POST /analyses`)."""
        await editing.edit(principal, "persona", persona_id, _given(data))
        return await editing.get_persona(principal.tenant_id, persona_id)

    @get("/{persona_id:uuid}/versions", guards=_READ)
    async def list_persona_versions(
        self, persona_id: FromPath[UUID], principal: NamedDependency[Principal]
    ) -> list[Version]:
        """How the persona changed, the newest version first, with the changes field by field."""
        return await editing.versions_of(principal.tenant_id, "persona", persona_id)

    @get("/{persona_id:uuid}/differences", guards=_READ)
    async def list_persona_differences(
        self, persona_id: FromPath[UUID], principal: NamedDependency[Principal]
    ) -> list[Difference]:
        """Edited fields about which the newest analysis says something else."""
        return await editing.differences_of(principal.tenant_id, "persona", persona_id)

    @post("/{persona_id:uuid}/differences/{field:str}", guards=_WRITE, status_code=200)
    async def decide_persona_difference(
        self,
        persona_id: FromPath[UUID],
        field: FromPath[str],
        data: JSONBody[Decision],
        principal: NamedDependency[Principal],
    ) -> Persona:
        """Accept or reject what the analysis proposes for one field."""
        await editing.decide(principal, "persona", persona_id, field, data.decision)
        return await editing.get_persona(principal.tenant_id, persona_id)


def _given(data: GroupEdit | PersonaEdit) -> dict[str, object]:
    """The fields that were sent, as plain values."""
    return msgspec.to_builtins(data)
