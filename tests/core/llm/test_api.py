from __future__ import annotations

from uuid import UUID

from httpx import AsyncClient

from wattos._testing import ScriptedModel
from wattos.llm import CallContext, ChatMessage, ChatRequest
from wattos.platform import Platform


async def use(platform: Platform, tenant: UUID) -> None:
    request = ChatRequest(model="", messages=(ChatMessage(role="user", text="Hallo"),))
    context = CallContext(tenant_id=tenant)
    async with platform.llm.open("chat", request, context) as call:
        _ = [delta async for delta in call.deltas()]


async def test_routes_are_set_read_and_taken_back(
    client: AsyncClient, scripted_model: ScriptedModel
) -> None:
    model = f"{scripted_model.prefix}/small"
    done = await client.put("/api/admin/models/routes/chat", json={"models": [model]})
    assert done.status_code == 200
    routes = {r["purpose"]: r for r in (await client.get("/api/admin/models/routes")).json()}
    assert routes["chat"]["models"] == [model]

    listed = (await client.get("/api/admin/models")).json()
    (chat,) = [entry for entry in listed if entry["purpose"] == "chat"]
    assert (chat["model"], chat["region"], chat["state"]) == (model, "local", "closed")
    assert chat["generative"] is True

    assert (await client.delete("/api/admin/models/routes/chat")).status_code == 204
    routes = {r["purpose"]: r for r in (await client.get("/api/admin/models/routes")).json()}
    assert "chat" not in routes


async def test_route_with_an_unknown_model_is_a_problem(client: AsyncClient) -> None:
    done = await client.put("/api/admin/models/routes/chat", json={"models": ["nowhere/x"]})
    assert done.status_code == 400
    assert done.headers["content-type"].startswith("application/problem+json")


async def test_usage_is_summed_by_model_and_purpose(
    platform: Platform, tenant: UUID, client: AsyncClient, scripted_model: ScriptedModel
) -> None:
    for _ in range(2):
        scripted_model.queue("Hallo Welt")
        await use(platform, tenant)
    (by_model,) = (await client.get("/api/admin/models/usage")).json()
    assert by_model["key"] == f"{scripted_model.prefix}/test"
    assert (by_model["calls"], by_model["input_tokens"], by_model["output_tokens"]) == (2, 20, 4)
    (by_purpose,) = (await client.get("/api/admin/models/usage?by=purpose")).json()
    assert by_purpose["key"] == "chat"
    past = "/api/admin/models/usage?until=2020-01-01T00:00:00Z&since=2019-01-01T00:00:00Z"
    assert (await client.get(past)).json() == []
