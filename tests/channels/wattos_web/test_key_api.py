from __future__ import annotations

from uuid import UUID

from httpx import AsyncClient

from wattos import audit
from wattos.platform import Platform
from wattos.testing import signed_in

PATH = "/api/v1/widget-keys"


async def test_new_tenant_has_a_chat(platform: Platform, tenant: UUID) -> None:
    addresses = await platform.entry_points(tenant)
    paths = [path for _, path in addresses]
    assert any(path.startswith("/chat/wk_") for path in paths)
    assert "/chat" in paths


async def test_key_is_made_and_changed_over_http(client: AsyncClient, tenant: UUID) -> None:
    made = await client.post(PATH, json={"name": "Website", "origins": ["https://A.example/"]})
    assert made.status_code == 201, made.text
    key = made.json()
    assert key["public_key"].startswith("wk_")
    assert key["origins"] == ["https://a.example"]
    change = {"name": "Alt", "origins": [], "active": False}
    changed = (await client.put(f"{PATH}/{key['id']}", json=change)).json()
    assert (changed["name"], changed["active"]) == ("Alt", False)
    assert key["id"] in [k["id"] for k in (await client.get(PATH)).json()]
    actions = [entry.action for entry in await audit.entries(tenant)]
    assert actions[:2] == ["widget_key.change", "widget_key.create"]


async def test_key_with_an_unusable_origin_or_agent_is_refused(client: AsyncClient) -> None:
    wrong = await client.post(PATH, json={"name": "Website", "origins": ["*"]})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "invalid-input")
    stranger = {"name": "Website", "agent_id": "00000000-0000-0000-0000-000000000000"}
    assert (await client.post(PATH, json=stranger)).status_code == 404


async def test_keys_are_managed_by_those_who_may(
    platform: Platform, tenant: UUID, server: str
) -> None:
    async with signed_in(platform, tenant, server, role="viewer") as viewer:
        assert (await viewer.get(PATH)).status_code == 403
    async with signed_in(platform, tenant, server, role="editor") as editor:
        assert (await editor.get(PATH)).status_code == 200
        assert (await editor.post(PATH, json={"name": "x"})).status_code == 403
