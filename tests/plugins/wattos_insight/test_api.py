"""Analyses, groups and personas over HTTP."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from httpx import AsyncClient

from tests.plugins.wattos_insight.conftest import QuotingModel
from wattos.database import new_id
from wattos.platform import Platform
from wattos.testing import signed_in
from wattos_insight.schemas import AnalysisResult


async def test_conclusions_are_served(
    client: AsyncClient,
    town_tenant: UUID,
    quoting_model: QuotingModel,
    generate: Callable[[UUID], Awaitable[AnalysisResult]],
) -> None:
    result = await generate(town_tenant)
    analyses = (await client.get("/api/analytics/analyses")).json()
    assert [(a["id"], a["state"]) for a in analyses] == [(str(result.analysis_id), "succeeded")]
    assert {"groups", "silhouette", "stability"} <= set(analyses[0]["trials"][0])
    groups = (await client.get("/api/analytics/target-groups")).json()
    assert [group["name"] for group in groups] == [group.name for group in result.target_groups]
    personas = (await client.get("/api/analytics/personas")).json()
    assert len(personas) == len(groups)
    address = f"/api/analytics/target-groups/{groups[0]['id']}/enrichments"
    passages = (await client.get(address)).json()
    assert [passage["position"] for passage in passages] == list(range(len(passages)))
    assert passages[0]["evidence"]["url"].startswith("https://town.example/")


async def test_analysis_is_started_once_however_often_it_is_asked_for(client: AsyncClient) -> None:
    first = await client.post("/api/analytics/analyses")
    second = await client.post("/api/analytics/analyses")
    assert first.status_code == 202
    assert first.json() == second.json()


async def test_unknown_group_is_not_found(client: AsyncClient) -> None:
    address = f"/api/analytics/target-groups/{new_id()}/enrichments"
    assert (await client.get(address)).status_code == 404


async def test_viewer_may_read_but_not_start(platform: Platform, tenant: UUID, server: str) -> None:
    async with signed_in(platform, tenant, server, role="viewer") as viewer:
        assert (await viewer.get("/api/analytics/personas")).status_code == 200
        assert (await viewer.post("/api/analytics/analyses")).status_code == 403


async def test_automation_is_kept_and_noted(
    platform: Platform, tenant: UUID, server: str, client: AsyncClient
) -> None:
    here = "/api/analytics/automation"
    assert (await client.get(here)).json() == {"nightly": False, "after_crawl": False}
    await client.put(here, json={"nightly": True})
    assert (await client.get(here)).json() == {"nightly": True, "after_crawl": False}
    assert await platform.plugins.settings(tenant, "wattos_insight") == {
        "nightly": True,
        "after_crawl": False,
    }
    async with signed_in(platform, tenant, server, role="viewer") as viewer:
        assert (await viewer.put(here, json={})).status_code == 403


async def test_list_of_analyses_keeps_its_bounds(client: AsyncClient) -> None:
    for limit, status in (("0", 400), ("101", 400), ("1", 200)):
        response = await client.get("/api/analytics/analyses", params={"limit": limit})
        assert response.status_code == status
