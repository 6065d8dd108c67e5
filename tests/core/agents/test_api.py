from __future__ import annotations

from uuid import UUID, uuid4

from httpx import AsyncClient

from wattos.platform import Platform
from wattos.testing import signed_in

AGENT = {"name": "Bürgerlotse", "spec": {"instructions": "Hilf.", "language": "de"}}


async def test_agent_is_made_versioned_published_and_archived(client: AsyncClient) -> None:
    made = (await client.post("/api/v1/agents", json=AGENT)).json()
    assert (made["slug"], made["state"], made["published_version"]) == (
        "buergerlotse",
        "draft",
        None,
    )
    one = f"/api/v1/agents/{made['id']}"

    added = await client.post(f"{one}/versions", json={"instructions": "Hilf kurz."})
    assert added.json()["version"] == 2
    published = await client.post(f"{one}/publish", json={})
    assert (published.json()["state"], published.json()["published_version"]) == ("published", 2)
    back = await client.post(f"{one}/publish", json={"version": 1})
    assert back.json()["published_version"] == 1
    versions = (await client.get(f"{one}/versions")).json()
    assert [version["spec"]["instructions"] for version in versions] == ["Hilf kurz.", "Hilf."]

    archived = await client.post(f"{one}/archive", json={"reason": "Nicht mehr nötig."})
    assert archived.json()["state_reason"] == "Nicht mehr nötig."
    listed = (await client.get("/api/v1/agents?state=archived")).json()
    assert [agent["id"] for agent in listed] == [made["id"]]


async def test_agent_answers_in_problem_documents(client: AsyncClient) -> None:
    assert (await client.get(f"/api/v1/agents/{uuid4()}")).status_code == 404
    assert (await client.post("/api/v1/agents", json={**AGENT, "name": " "})).status_code == 400
    bad_slug = {**AGENT, "slug": "Groß & klein"}
    assert (await client.post("/api/v1/agents", json=bad_slug)).status_code == 400
    taken = {**AGENT, "slug": "assistant"}
    assert (await client.post("/api/v1/agents", json=taken)).status_code == 409
    made = (await client.post("/api/v1/agents", json=AGENT)).json()
    gone = await client.post(f"/api/v1/agents/{made['id']}/publish", json={"version": 9})
    assert gone.status_code == 404
    assert gone.headers["content-type"].startswith("application/problem+json")


async def test_model_of_an_agent_is_switched_and_switched_back(client: AsyncClient) -> None:
    made = (await client.post("/api/v1/agents", json=AGENT)).json()
    model = f"/api/v1/agents/{made['id']}/model"
    assert (await client.put(model, json={"model": "nowhere/x"})).status_code == 400
    switched = await client.put(model, json={"model": "litellm/openai/x"})
    assert switched.json()["model"] == "litellm/openai/x"
    assert (await client.put(model, json={"model": None})).json()["model"] is None


async def test_character_is_kept_changed_and_removed(client: AsyncClient) -> None:
    new = {"name": "Frieda", "greeting": {"de": "Moin!"}, "language": "de"}
    made = (await client.post("/api/v1/characters", json=new)).json()
    agent = await client.post("/api/v1/agents", json={**AGENT, "character_id": made["id"]})
    one = f"/api/v1/characters/{made['id']}"
    assert (await client.put(one, json={**new, "tone": "herzlich"})).json()["tone"] == "herzlich"
    assert (await client.get(one)).json()["greeting"] == {"de": "Moin!"}
    assert (await client.delete(one)).status_code == 204
    assert (await client.get(one)).status_code == 404
    kept = await client.get(f"/api/v1/agents/{agent.json()['id']}")
    assert kept.json()["character_id"] is None


async def test_viewer_sees_agents_and_changes_none(
    platform: Platform, tenant: UUID, server: str, client: AsyncClient
) -> None:
    made = (await client.post("/api/v1/agents", json=AGENT)).json()
    async with signed_in(platform, tenant, server, role="viewer") as viewer:
        assert (await viewer.get(f"/api/v1/agents/{made['id']}")).status_code == 200
        assert (await viewer.post("/api/v1/agents", json=AGENT)).status_code == 403
        publish = f"/api/v1/agents/{made['id']}/publish"
        assert (await viewer.post(publish, json={})).status_code == 403


async def test_agent_of_another_tenant_does_not_exist(
    platform: Platform, client: AsyncClient, server: str
) -> None:
    made = (await client.post("/api/v1/agents", json=AGENT)).json()
    other = await platform.create_tenant(f"other-{uuid4().hex[:8]}")
    async with signed_in(platform, other.id, server, role="owner") as stranger:
        assert (await stranger.get(f"/api/v1/agents/{made['id']}")).status_code == 404
        archive = f"/api/v1/agents/{made['id']}/archive"
        assert (await stranger.post(archive, json={})).status_code == 404


async def test_api_renames_an_agent_and_keeps_its_slug(client: AsyncClient) -> None:
    made = (await client.post("/api/v1/agents/", json={"name": "Alt", "spec": {}})).json()
    path = f"/api/v1/agents/{made['id']}"
    renamed = (await client.patch(path, json={"name": "Neu"})).json()
    assert (renamed["name"], renamed["slug"], renamed["description"]) == ("Neu", made["slug"], "")
    assert (await client.patch(path, json={"name": " "})).status_code == 400
    unknown = {"character_id": made["id"]}
    assert (await client.patch(path, json=unknown)).status_code == 404
