"""Editing, deciding and reporting over HTTP, on one analysis that changes under the edits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest
from httpx import AsyncClient

from tests.plugins.wattos_insight.conftest import QuotingModel
from wattos import hookimpl
from wattos.agents import AgentChange
from wattos.audit import entries
from wattos.database import execute, tenant_scope
from wattos.platform import Platform
from wattos.plugins import ReportSection, SectionContent
from wattos_insight.schemas import AnalysisResult

Generate = Callable[[UUID], Awaitable[AnalysisResult]]
GROUPS, PERSONAS = "/api/analytics/target-groups", "/api/analytics/personas"


@pytest.fixture
async def analysed(
    town_tenant: UUID, quoting_model: QuotingModel, generate: Generate
) -> AnalysisResult:
    return await generate(town_tenant)


async def test_edit_changes_the_agent_and_outlives_a_new_analysis(
    client: AsyncClient,
    platform: Platform,
    town_tenant: UUID,
    analysed: AnalysisResult,
    generate: Generate,
) -> None:
    group, persona = analysed.target_groups[0], analysed.personas[0]
    answer = await client.patch(f"{GROUPS}/{group.id}", json={"name": "Alle mit Ausweisfragen"})
    assert answer.json()["edited"] == ["name"]
    style = {"length": "short", "plain": True, "address": "informal", "first": ["cost"]}
    answer = await client.patch(f"{PERSONAS}/{persona.id}", json={"answering": style})
    assert answer.json()["tone"]["answering"] == style
    async with tenant_scope(town_tenant):  # as if the sources had changed
        await execute("update customer_analysis set fingerprint = 'earlier'")
    again = await generate(town_tenant)
    assert again.analysis_id != analysed.analysis_id
    assert "Alle mit Ausweisfragen" in {item.name for item in again.target_groups}
    agent = next(item for item in again.agents if item.persona_id == persona.id)
    spec = (await platform.agents.versions(town_tenant, agent.id))[0].spec
    assert (spec.answering.length, spec.answering.address) == ("short", "informal")
    assert spec.greeting["de"].startswith("Hallo")
    assert agent.name == "Auskunft: Alle mit Ausweisfragen"
    await platform.agents.change(town_tenant, agent.id, AgentChange(name="Frag das Amt"))
    await client.patch(f"{GROUPS}/{group.id}", json={"name": "Alle, die reisen"})
    renamed = (await generate(town_tenant)).agents
    assert next(item for item in renamed if item.id == agent.id).name == "Frag das Amt"
    versions = (await client.get(f"{GROUPS}/{group.id}/versions")).json()
    assert [version["origin"] for version in versions] == ["edit", "edit", "analysis"]
    assert versions[1]["changes"][0]["after"] == "Alle mit Ausweisfragen"


async def test_difference_is_decided_once_and_audited(
    client: AsyncClient, town_tenant: UUID, analysed: AnalysisResult
) -> None:
    group = analysed.target_groups[0]
    await client.patch(f"{GROUPS}/{group.id}", json={"name": "Eigene Worte"})
    async with tenant_scope(town_tenant):  # what a later analysis would say
        await execute(
            "update target_group set content = jsonb_set(content, '{name}', '\"Neu gefunden\"') "
            "where id = $1",
            group.id,
        )
    address = f"{GROUPS}/{group.id}/differences"
    (found,) = (await client.get(address)).json()
    assert (found["current"], found["proposed"]) == ("Eigene Worte", "Neu gefunden")
    decided = await client.post(f"{address}/name", json={"decision": "accept"})
    assert decided.json()["name"] == "Neu gefunden"
    assert (await client.get(address)).json() == []
    again = await client.post(f"{address}/name", json={"decision": "accept"})
    assert again.status_code == 404
    actions = [entry.action for entry in await entries(town_tenant, limit=10)]
    assert {"target_group.edited", "target_group.decided"} <= set(actions)


async def test_special_categories_are_refused_in_edits(
    client: AsyncClient, analysed: AnalysisResult
) -> None:
    address = f"{GROUPS}/{analysed.target_groups[0].id}"
    answer = await client.patch(address, json={"name": "Kranke und Ausländer"})
    assert answer.status_code == 400
    assert "special category" in answer.text


async def test_group_without_support_is_marked_and_its_agent_archived(
    client: AsyncClient,
    platform: Platform,
    town_tenant: UUID,
    analysed: AnalysisResult,
    generate: Generate,
) -> None:
    for document in await platform.knowledge.documents(town_tenant):
        if "/umwelt/" in document.url:
            await platform.knowledge.delete_document(town_tenant, document.id)
    await generate(town_tenant)
    shown = (await client.get(GROUPS)).json()
    every = (await client.get(GROUPS, params={"lost": "true"})).json()
    lost = [group for group in every if group["lost_at"]]
    assert len(every) == len(shown) + len(lost)
    assert lost


async def test_report_shows_groups_and_other_plugins_sections(
    client: AsyncClient, platform: Platform, analysed: AnalysisResult
) -> None:
    async def check(tenant_id: UUID) -> SectionContent:
        return SectionContent(summary={"de": "2 tote <Links>", "en": "2 dead links"})

    class Plugin:
        @hookimpl
        def register_report_sections(self) -> list[ReportSection]:
            return [ReportSection("links", {"de": "Website-Check", "en": "Website check"}, check)]

    platform.host.add("checker", Plugin())
    try:
        report = (await client.get("/api/analytics/report")).json()
        page = await client.get("/api/analytics/report.html", params={"language": "de"})
    finally:
        platform.host.remove("checker")
    assert [item["group"]["name"] for item in report["groups"]] == [
        group.name for group in analysed.target_groups
    ]
    covered, left = report["covered"], report["ungrouped"]
    assert covered["of"] - covered["units"] == report["counts"]["noise"]
    assert covered["share"] == pytest.approx(1 - report["noise_share"])
    assert (
        len([one for one in left if one["reason"] in ("alone", "listing", "astray")])
        == (report["counts"]["noise"])
    )
    assert report["criterion"]["de"].startswith("Anfragen, die weder")
    assert "links" in [section["name"] for section in report["sections"]]
    assert "2 tote &lt;Links&gt;" in page.text
    assert page.headers["content-type"].startswith("text/html")
    assert "<script" not in page.text
    assert "src=" not in page.text
