"""What a tenant has switched off is off for it alone, at once."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import httpx
import pytest
from redis.asyncio import Redis

from tests.contract.routes import in_process
from tests.core.plugins.conftest import WritePlugin
from wattos.access import Principal
from wattos.app import create_app
from wattos.database import new_id
from wattos.installation import Services
from wattos.platform import Platform
from wattos.plugins import AllowList, Listing, PluginHost
from wattos.settings import Settings

CODE = """
from litestar import get

from wattos import hookimpl
from wattos.access import public, requires_sign_in
from wattos.conversations import Command
from wattos.delivery import JobKind, Schedule


async def run(context):
    return "loud"


@get("/sample-noise", guards=[requires_sign_in()])
async def noise() -> str:
    return "loud"


@get("/sample-noise/open", opt=public("A test."))
async def open_noise() -> str:
    return "loud"


@hookimpl
def register_commands():
    return [Command(name="shout", usage="shout", description={"en": "shouts"}, run=run)]


@hookimpl
def register_jobs():
    return [JobKind(name="sample.noise", run=run)]


@hookimpl
def register_schedules():
    return [Schedule(name="sample.hourly", kind="sample.noise", every_seconds=3600)]


@hookimpl
def register_routes():
    return [noise, open_noise]
"""
PLUGIN = "sample_noisy"


@pytest.fixture
async def noisy(
    write_plugin: WritePlugin,
    wattos_settings: Settings,
    wattos_services: Services,
    database: None,
) -> AsyncGenerator[Platform]:
    """A platform of its own with the plugin."""
    write_plugin(PLUGIN, CODE)
    host = PluginHost(AllowList(plugin=[Listing(id=PLUGIN)]))
    host.load()
    async with Redis.from_url(wattos_services.redis_url.reveal()) as redis:
        platform = Platform(wattos_settings, host, redis)
        await platform.start()
        yield platform


async def _bearer(platform: Platform, person: Principal) -> dict[str, str]:
    made = await platform.access.create_service_token(
        person.tenant_id, name=f"noise {new_id()}", permissions=["job:read"]
    )
    return {"Authorization": f"Bearer {made.secret}"}


async def _owner(platform: Platform) -> Principal:
    tenant = await platform.tenancy.create(f"n-{new_id().hex}")
    user = await platform.access.create_user(
        tenant.id, email=f"{new_id().hex}@example.org", password="a long password", roles=["owner"]
    )
    return await platform.access.principal_of_user(tenant.id, user.id)


async def test_switched_off_plugin_is_off_for_its_tenant_alone(noisy: Platform) -> None:
    people = [await _owner(noisy), await _owner(noisy)]
    await noisy.plugins.set_enabled(people[0].tenant_id, PLUGIN, enabled=False)
    async with httpx.AsyncClient(
        transport=in_process(create_app(noisy)), base_url="http://test"
    ) as client:
        seen: list[tuple[int, bool, bool]] = []
        for person in people:
            answer = await client.get("/sample-noise", headers=await _bearer(noisy, person))
            commands = await noisy.registries.withheld(person.tenant_id, "register_commands")
            schedules = await noisy.registries.withheld(person.tenant_id, "register_schedules")
            seen.append((answer.status_code, "shout" in commands, "sample.hourly" in schedules))
        assert seen == [(404, True, True), (200, False, False)]
        assert (await client.get("/sample-noise/open")).status_code == 200
        noisy.host.quarantine(PLUGIN, "too loud")
        answer = await client.get("/sample-noise/open")
    assert (answer.status_code, "too loud" in answer.json()["given"]) == (503, True)
