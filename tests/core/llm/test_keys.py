"""A tenant's own keys: sealed, told of but never shown, ahead of the installation's."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from uuid import UUID

import httpx
import pytest

from tests.core.llm.conftest import Registry
from wattos._testing import OpenAIServer
from wattos.audit import entries
from wattos.database import execute, fetch, fetchrow, new_id, tenant_scope
from wattos.errors import InvalidInput
from wattos.llm import (
    CallContext,
    ChatMessage,
    ChatRequest,
    ModelFailed,
    ProviderKeyChange,
    Route,
    Router,
)
from wattos.platform import Platform
from wattos.settings import load_settings

KEY = "sk-made-up-by-the-town-7f3a"
ENVIRONMENT = {
    "WATTOS_SECRET_KEY": "a secret of the installation, long enough",
    "WATTOS_ALLOWED_NETWORKS": "127.0.0.0/8",
    "OPENAI_API_KEY": "sk-of-the-installation",
}
QUESTION = ChatRequest(model="", messages=(ChatMessage(role="user", text="Wann ist offen?"),))


def router_with(**environ: str) -> Router:
    return Router(load_settings(ENVIRONMENT | environ), Registry())


@pytest.fixture
async def router(openai_server: OpenAIServer) -> AsyncGenerator[Router]:
    """An installation with an OpenAI key of its own at the same server."""
    made = router_with(OPENAI_BASE_URL=openai_server.base_url)
    yield made
    await made.close()


async def key_seen(router: Router, tenant: UUID, server: OpenAIServer) -> str:
    server.queue("Ab acht.")
    async with router.open("chat", QUESTION, CallContext(tenant_id=tenant)) as call:
        _ = [delta async for delta in call.deltas()]
    return server.requests[-1].headers["authorization"].removeprefix("Bearer ")


async def test_own_key_serves_its_tenant_alone_until_it_is_removed(
    platform: Platform, tenant: UUID, router: Router, openai_server: OpenAIServer
) -> None:
    other = (await platform.tenancy.create(f"other-{new_id().hex}")).id
    change = ProviderKeyChange(key=f" {KEY} ", address=openai_server.base_url)
    await router.keys.put(tenant, "openai", change)
    assert await key_seen(router, tenant, openai_server) == KEY
    assert await key_seen(router, other, openai_server) == "sk-of-the-installation"
    await router.keys.remove(tenant, "openai")
    assert await key_seen(router, tenant, openai_server) == "sk-of-the-installation"


async def test_own_key_is_used_from_the_request_after_it_was_replaced(
    tenant: UUID, router: Router, openai_server: OpenAIServer
) -> None:
    for key in (KEY, "sk-another"):
        change = ProviderKeyChange(key=key, address=openai_server.base_url)
        await router.keys.put(tenant, "openai", change)
        assert await key_seen(router, tenant, openai_server) == key


async def test_key_is_sealed_and_stands_in_no_row_and_no_entry(
    tenant: UUID, router: Router
) -> None:
    await router.keys.put(tenant, "anthropic", ProviderKeyChange(key=KEY, region="EU"))
    (told,) = await router.keys.list(tenant)
    assert (told.provider, told.last_four, told.region) == ("anthropic", "7f3a", "eu")
    async with tenant_scope(tenant):
        (row,) = await fetch("select t::text as it, sealed from llm_provider_key t")
        assert KEY.encode() not in row["sealed"]
    assert KEY not in row["it"]
    (entry,) = [one for one in await entries(tenant) if one.action == "provider_key.set"]
    assert (entry.resource_id, entry.detail) == ("anthropic", {"replaced": False})
    assert (await router.model_names(tenant, "chat"))[0].startswith("anthropic/")


async def test_key_of_a_tenant_brings_its_provider_into_the_usual_order(tenant: UUID) -> None:
    router = router_with(OPENAI_API_KEY="")
    await router.keys.put(tenant, "anthropic", ProviderKeyChange(key=KEY))
    (model,) = await router.model_names(tenant, "extraction")
    assert model.startswith("anthropic/")
    await router.routes.put(tenant, Route(purpose="chat", models=("anthropic/any",)))
    await router.check_model_of(tenant, "anthropic/any")
    with pytest.raises(InvalidInput):
        router.check_model("anthropic/any")


async def test_key_stays_with_the_address_it_was_entered_for(tenant: UUID, router: Router) -> None:
    ours = ProviderKeyChange(key=KEY, address="https://models.example.org/v1")
    await router.keys.put(tenant, "openai", ours)
    same = ProviderKeyChange(address="https://models.example.org/v1/", region="eu")
    await router.keys.put(tenant, "openai", same)
    elsewhere = ProviderKeyChange(address="https://collector.example.net")
    with pytest.raises(InvalidInput, match="entered again"):
        await router.keys.put(tenant, "openai", elsewhere)
    (told,) = await router.keys.list(tenant)
    assert (told.address, told.region) == ("https://models.example.org/v1", "eu")


@pytest.mark.parametrize(
    ("provider", "change", "words"),
    [
        ("nobody", ProviderKeyChange(key=KEY), "no such provider"),
        ("openai", ProviderKeyChange(), "key is missing"),
        ("openai", ProviderKeyChange(key="two words"), "no key"),
        ("openai", ProviderKeyChange(key="mit Umläut"), "no key"),
        ("azure", ProviderKeyChange(key=KEY), "needs its address"),
        ("ollama", ProviderKeyChange(), "needs its address"),
        ("google", ProviderKeyChange(key=KEY, address="https://example.org"), "cannot be the"),
        ("openai", ProviderKeyChange(key=KEY, address="http://example.org"), "in the clear"),
        (
            "openai",
            ProviderKeyChange(key=KEY, address="https://x.org/{model}"),
            "cannot be the",
        ),
        ("openai", ProviderKeyChange(key=KEY, api_version="1"), "no API version"),
        ("openai", ProviderKeyChange(key=KEY, region="local"), "Only the operator"),
    ],
)
async def test_key_that_cannot_be_used_is_refused_without_repeating_it(
    tenant: UUID, router: Router, provider: str, change: ProviderKeyChange, words: str
) -> None:
    with pytest.raises(InvalidInput, match=words) as refusal:
        await router.keys.put(tenant, provider, change)
    assert not change.key or change.key not in str(refusal.value)
    assert await router.keys.list(tenant) == []


async def test_address_in_a_closed_network_is_refused(tenant: UUID) -> None:
    router = router_with(WATTOS_ALLOWED_NETWORKS="")
    with pytest.raises(InvalidInput, match="loopback"):
        inside = ProviderKeyChange(address="http://127.0.0.1:11434")
        await router.keys.put(tenant, "ollama", inside)
    by_name = ProviderKeyChange(address="http://localhost:11434")
    await router.keys.put(tenant, "ollama", by_name)
    with pytest.raises(ModelFailed) as failure:
        await router.probe("ollama/any", CallContext(tenant_id=tenant))
    assert failure.value.reason == "address-refused"
    await router.close()


async def test_failing_key_rests_the_model_of_its_own_tenant_alone(
    platform: Platform, tenant: UUID, router: Router, openai_server: OpenAIServer
) -> None:
    change = ProviderKeyChange(key=KEY, address=openai_server.base_url)
    await router.keys.put(tenant, "openai", change)
    context = CallContext(tenant_id=tenant)
    for _ in range(3):
        openai_server.queue_refusal(401)
        with pytest.raises(ModelFailed):
            await router.probe("openai/any", context)
    await router.routes.put(tenant, Route(purpose="chat", models=("openai/any",)))
    states = {one.purpose: one.state for one in await router.status(tenant)}
    assert states["chat"] == "open"
    assert router.health("openai/any").state == "closed"
    openai_server.queue("Yes.")
    assert await router.probe("openai/any", context) >= 0
    assert {one.state for one in await router.status(tenant)} == {"closed"}


async def test_key_sealed_under_another_secret_never_falls_back_to_the_installations(
    tenant: UUID, router: Router, openai_server: OpenAIServer
) -> None:
    change = ProviderKeyChange(key=KEY, address=openai_server.base_url)
    await router.keys.put(tenant, "openai", change)
    later = router_with(
        WATTOS_SECRET_KEY="another secret of the installation, long",
        OPENAI_BASE_URL=openai_server.base_url,
    )
    with pytest.raises(ModelFailed) as failure:
        await later.probe("openai/any", CallContext(tenant_id=tenant))
    assert failure.value.reason == "key-unreadable"
    assert openai_server.requests == []


async def test_key_copied_to_another_tenant_cannot_be_opened_there(
    platform: Platform, tenant: UUID, router: Router
) -> None:
    thief = (await platform.tenancy.create(f"thief-{new_id().hex}")).id
    await router.keys.put(tenant, "anthropic", ProviderKeyChange(key=KEY))
    async with tenant_scope(tenant):
        row = await fetchrow("select sealed from llm_provider_key")
    assert row is not None
    await router.keys.put(thief, "anthropic", ProviderKeyChange(key="sk-of-the-thief"))
    async with tenant_scope(thief):
        await execute("update llm_provider_key set sealed = $1", row["sealed"])
    with pytest.raises(ModelFailed) as failure:
        await router.probe("anthropic/any", CallContext(tenant_id=thief))
    assert failure.value.reason == "key-unreadable"


async def test_key_is_set_and_removed_over_http_and_never_answered(
    client: httpx.AsyncClient,
) -> None:
    here = "/api/admin/models/keys"
    done = await client.put(f"{here}/google", json={"key": KEY})
    assert (done.status_code, done.content) == (204, b"")
    listed = await client.get(here)
    assert [one["provider"] for one in listed.json()] == ["google"]
    assert KEY not in listed.text
    assert (await client.delete(f"{here}/google")).status_code == 204
    assert (await client.delete(f"{here}/google")).status_code == 404
