"""The platform: one process's services, wired once.

Rooms know each other through Protocols; this module is where their implementations meet. Plugins
receive the `Platform` in their hooks and reach everything through its attributes.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
from redis.asyncio import Redis

from wattos.access import CORE_PERMISSIONS, Access
from wattos.agents import AgentRuntime, Agents
from wattos.answering import AgentAnswerer, PublishedAgents
from wattos.audit import record
from wattos.conversations import build_conversations
from wattos.database import close_database, open_database
from wattos.default_agent import create_default_agent
from wattos.delivery import DEFAULT_LANES, Inbox, Jobs, Outbox, Scheduler, WakeLists, Worker
from wattos.installation import Services, plugin_host, running_services, signing_key
from wattos.knowledge import Knowledge, job_kinds
from wattos.llm import Router
from wattos.plugins import PluginHost, TenantPlugins
from wattos.registries import Registries
from wattos.schema import migrate_all
from wattos.settings import Settings
from wattos.tenancy import Tenancy

if TYPE_CHECKING:
    from wattos.tenancy import Tenant

REDIS_PREFIX = "wattos:"


class Platform:
    """Every service of this process; plugins get it as the argument `platform` of their hooks."""

    def __init__(self, settings: Settings, host: PluginHost, redis: Redis) -> None:
        self.settings = settings
        self.host = host
        self.redis = redis
        self.plugins = TenantPlugins(host)
        self.registries = Registries(host, self.plugins)
        self.registries.platform = self
        self.tenancy = Tenancy()
        self.access = Access(settings, record)
        self.jobs = Jobs(WakeLists(redis, prefix=REDIS_PREFIX))
        self.inbox = Inbox()
        self.outbox = Outbox(self.jobs)
        self.scheduler = Scheduler(self.jobs, self._tenant_ids)
        self.knowledge = Knowledge(settings, self.registries)
        self.llm = Router(settings, self.registries)
        self.agents = Agents(self.llm)
        self.runtime = AgentRuntime(self.agents, self.llm, self.knowledge, self.registries)
        self.conversations = build_conversations(
            jobs=self.jobs,
            inbox=self.inbox,
            outbox=self.outbox,
            redis=redis,
            answerer=AgentAnswerer(self.runtime, self.access),
            agents=PublishedAgents(self.agents),
            principal_of=self.access.principal_of_user,
            search=self.knowledge,
            prefix=REDIS_PREFIX,
        )

    async def start(self) -> None:
        """Take what plugins registered and tell them that the process is there."""
        self.jobs.add_kinds(job_kinds(self.knowledge))
        self.jobs.add_kinds(self.registries.all("register_jobs"))
        self.scheduler.add(self.registries.all("register_schedules"))
        self.conversations.add_commands(self.registries.all("register_commands"))
        self.conversations.add_channels(self.registries.channels())
        self.tenancy.on_created(self.access.ensure_builtin_roles)
        await self.access.sync_permissions(CORE_PERMISSIONS)
        for plugin_id, specs in self.registries.by_plugin("register_permissions").items():
            await self.access.sync_permissions(specs, plugin=plugin_id)
        await self.host.notify("startup", platform=self)

    async def create_tenant(
        self, slug: str, *, name: str | None = None, language: str = "de"
    ) -> Tenant:
        """A tenant with its roles and a first agent that answers from everything it knows.

        Raises `InvalidInput` for an unusable slug and `Conflict` for one that is taken.
        """
        tenant = await self.tenancy.create(slug, name=name, language=language)
        await create_default_agent(self.agents, tenant)
        await self.host.notify("tenant_created", platform=self, tenant_id=tenant.id)
        return tenant

    async def run_worker(self, queues: Sequence[str]) -> None:
        """Run the jobs of these queues until cancelled."""
        lanes = {queue: DEFAULT_LANES[queue] for queue in queues}
        worker = Worker(
            self.jobs, self.redis, lanes=lanes, scheduler=self.scheduler, prefix=REDIS_PREFIX
        )
        await worker.async_run()

    async def entry_points(self, tenant_id: UUID) -> list[tuple[str, str]]:
        """Where people reach the tenant in a browser: (label, path) of every channel."""
        return [
            entry
            for channel in self.conversations.channels.values()
            for entry in await channel.entry_points(tenant_id)
        ]

    async def _tenant_ids(self) -> list[UUID]:
        return [tenant.id for tenant in await self.tenancy.list()]


@asynccontextmanager
async def platform_on(settings: Settings, services: Services) -> AsyncGenerator[Platform]:
    """An open platform on running services; the embedded database is migrated first."""
    settings = msgspec.structs.replace(settings, secret_key=signing_key(settings))
    host = plugin_host(settings)
    if services.embedded and services.owner_url is not None:
        await migrate_all(services.owner_url.reveal(), host)
    await open_database(services.app_url.reveal())
    try:
        redis = Redis.from_url(services.redis_url.reveal())
        try:
            platform = Platform(settings, host, redis)
            await platform.start()
            yield platform
            await host.notify("shutdown", platform=platform)
        finally:
            await redis.aclose()
    finally:
        await close_database()


@asynccontextmanager
async def open_platform(settings: Settings) -> AsyncGenerator[Platform]:
    """An open platform with whatever it needs running, embedded where not configured."""
    async with (
        running_services(settings) as services,
        platform_on(settings, services) as platform,
    ):
        yield platform
