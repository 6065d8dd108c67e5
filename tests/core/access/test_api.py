"""The HTTP API of accounts, roles, teams and service tokens."""

from __future__ import annotations

from uuid import UUID

import httpx

from wattos.platform import Platform
from wattos.testing import PASSWORD


async def test_sign_in_refresh_and_sign_out_over_http(
    client: httpx.AsyncClient, platform: Platform, tenant: UUID
) -> None:
    email = f"anna-{tenant}@example.org"
    await platform.access.create_user(tenant, email=email, password=PASSWORD, roles=["viewer"])
    refused = await client.post("/api/auth/sign-in", json={"email": email, "password": "wrong"})
    assert (refused.status_code, refused.json()["code"]) == (401, "not-signed-in")
    pair = (
        await client.post("/api/auth/sign-in", json={"email": email, "password": PASSWORD})
    ).json()
    renewal = {"refresh_token": pair["refresh_token"]}
    renewed = (await client.post("/api/auth/refresh", json=renewal)).json()
    signed_in = {"Authorization": f"Bearer {renewed['access_token']}"}
    me = (await client.get("/api/auth/me", headers=signed_in)).json()
    assert (me["email"], me["kind"], me["tenant"]["id"]) == (email, "user", str(tenant))
    assert "knowledge:read" in me["permissions"]
    renewal = {"refresh_token": renewed["refresh_token"]}
    assert (await client.post("/api/auth/sign-out", json=renewal)).status_code == 204
    assert (await client.get("/api/auth/me", headers=signed_in)).status_code == 401


async def test_sign_in_with_a_broken_body_names_the_field_and_not_its_value(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.post("/api/auth/sign-in", json={"email": "a@b.de", "password": 4711})
    assert answer.status_code == 400
    assert "password" in answer.text
    assert "4711" not in answer.text


async def test_users_and_roles_over_http(client: httpx.AsyncClient) -> None:
    role = (
        await client.post(
            "/api/admin/roles", json={"name": "Leser", "permissions": ["knowledge:read"]}
        )
    ).json()
    new = {"email": "b@example.org", "password": PASSWORD, "roles": ["Leser"], "name": "Bea"}
    user = (await client.post("/api/admin/users", json=new)).json()
    path = f"/api/admin/users/{user['id']}"
    assert (await client.put(f"{path}/roles/viewer")).status_code == 204
    assert (await client.get(path)).json()["roles"] == ["Leser", "viewer"]
    assert (await client.delete(f"{path}/roles/viewer")).status_code == 204
    permissions = {"permissions": ["knowledge:read", "agent:read"]}
    changed = (await client.put(f"/api/admin/roles/{role['id']}", json=permissions)).json()
    assert changed["permissions"] == ["agent:read", "knowledge:read"]
    assert (await client.patch(path, json={"active": False})).json()["active"] is False
    assert (
        await client.put(f"{path}/password", json={"password": "another good password"})
    ).status_code == 204
    assert (await client.delete(f"/api/admin/roles/{role['id']}")).status_code == 204
    assert (await client.delete(path)).status_code == 204
    assert (await client.get(path)).status_code == 404


async def test_organisation_over_http(client: httpx.AsyncClient) -> None:
    area = (await client.post("/api/admin/areas", json={"name": "Bürgerdienste"})).json()
    new = {"area_id": area["id"], "name": "Meldewesen"}
    team = (await client.post("/api/admin/teams", json=new)).json()
    me = (await client.get("/api/auth/me")).json()["id"]
    members = f"/api/admin/teams/{team['id']}/members"
    assert (await client.put(f"{members}/{me}")).status_code == 204
    assert (await client.get(members)).json() == [me]
    assert (await client.delete(f"{members}/{me}")).status_code == 204
    assert (await client.delete(f"/api/admin/teams/{team['id']}")).status_code == 204
    assert (await client.delete(f"/api/admin/areas/{area['id']}")).status_code == 204
    changed = await client.patch("/api/admin/tenant", json={"name": "Neustadt", "language": "en"})
    assert (changed.json()["name"], changed.json()["language"]) == ("Neustadt", "en")
    actions = [entry["action"] for entry in (await client.get("/api/admin/audit")).json()]
    assert actions[:4] == ["tenant.changed", "area.deleted", "team.deleted", "team.member_removed"]
    report = (await client.get("/api/admin/audit/verify")).json()
    assert report["ok"] is True


async def test_service_token_shows_its_secret_once(client: httpx.AsyncClient) -> None:
    new = {"name": "import", "permissions": ["knowledge:write"]}
    made = (await client.post("/api/admin/service-tokens", json=new)).json()
    bearer = {"Authorization": f"Bearer {made['secret']}"}
    assert (await client.get("/api/auth/me", headers=bearer)).json()["kind"] == "service"
    assert (await client.get("/api/admin/users", headers=bearer)).status_code == 403
    listed = await client.get("/api/admin/service-tokens")
    assert made["secret"] not in listed.text
    path = f"/api/admin/service-tokens/{made['token']['id']}"
    assert (await client.delete(path)).status_code == 204
    assert (await client.get("/api/auth/me", headers=bearer)).status_code == 401


async def test_own_password_can_be_changed_with_the_current_one(
    client: httpx.AsyncClient,
) -> None:
    body = {"current": "not the password", "password": "another good password"}
    assert (await client.post("/api/auth/password", json=body)).status_code == 403
    body["current"] = PASSWORD
    assert (await client.post("/api/auth/password", json=body)).status_code == 204
    assert (await client.get("/api/auth/me")).status_code == 401
