"""A plugin whose registrations clash with another's is put aside; everything else starts."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from litestar import get
from redis.asyncio import Redis

from tests.contract.routes import in_process
from wattos import hookimpl
from wattos.access import PermissionSpec
from wattos.app import create_app
from wattos.conversations import Command, CommandContext
from wattos.delivery import JobContext, JobKind, Schedule
from wattos.installation import Services
from wattos.platform import Platform
from wattos.plugins import AllowList, Listing, PluginHost
from wattos.settings import Settings


async def nothing(context: JobContext) -> None:
    """A job that does nothing."""


async def silence(context: CommandContext) -> str:
    """A command that says nothing."""
    return ""


@get("/health/live", exclude_from_auth=True)
async def taken_route() -> str:
    """A path that core has."""
    return "mine"


@get("/clashing-plugin/hello", exclude_from_auth=True)
async def free_route() -> str:
    """A path that nobody has."""
    return "hello"


COMMAND = Command(
    name="status",
    description={"de": "Nichts", "en": "Nothing"},
    usage="status",
    permission=None,
    run=silence,
)
JOBS = [JobKind(name="a-free-job", run=nothing), JobKind(name="knowledge.process", run=nothing)]
CLASHES: dict[str, list[Any]] = {
    "register_jobs": JOBS,
    "register_schedules": [Schedule(name="never", kind="a-free-job")],
    "register_commands": [COMMAND],
    "register_permissions": [PermissionSpec(name="knowledge:read", de="Meins", en="Mine")],
    "register_routes": [free_route, taken_route],
}


@pytest.mark.parametrize("hook", sorted(CLASHES))
async def test_plugin_with_a_clash_is_quarantined_and_the_application_starts(
    hook: str, wattos_settings: Settings, wattos_services: Services, database: None
) -> None:
    class Clashing:
        pass

    def register(self: Clashing) -> list[Any]:
        return CLASHES[hook]

    setattr(Clashing, hook, hookimpl(register))
    host = PluginHost(AllowList(plugin=[Listing(id="wattos_web")]))
    host.load()
    host.add("clashing", Clashing())
    async with Redis.from_url(wattos_services.redis_url.reveal()) as redis:
        platform = Platform(wattos_settings, host, redis)
        await platform.start()
        app = create_app(platform)
        async with httpx.AsyncClient(transport=in_process(app), base_url="http://test") as client:
            assert (await client.get("/health/live")).text != "mine"
            assert (await client.get("/clashing-plugin/hello")).status_code == 404
        assert hook in (host.quarantine_reason("clashing") or "")
        assert "a-free-job" not in platform.jobs.kinds
        assert set(host.implementers("register_routes")) >= {"wattos_web"}
