"""The platform: one process's services, wired once.

Rooms know each other through Protocols; this module is where their implementations meet. Plugins
receive the `Platform` in their hooks and reach everything through its attributes.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
from redis.asyncio import Redis
from redis.exceptions import RedisError

from wattos.access import CORE_PERMISSIONS, Access, Passwords
from wattos.agents import AgentRuntime, Agents
from wattos.answering import AgentAnswerer, PublishedAgents
from wattos.audit import record
from wattos.conversations import build_conversations, verify_command
from wattos.database import close_database, open_database
from wattos.default_agent import create_default_agent, renew_default_agent
from wattos.delivery import DEFAULT_LANES, Inbox, Jobs, Outbox, Scheduler, WakeLists, Worker
from wattos.errors import ConfigurationError, Unavailable, WattosError
from wattos.events import PlatformEvent
from wattos.housekeeping import SCHEDULE, housekeeping_kind
from wattos.installation import REDIS_PREFIX, Services, plugin_host, running_services, signing_key
from wattos.knowledge import NIGHTLY, Knowledge, catch_up, catch_up_kind, job_kinds
from wattos.llm import Router
from wattos.mail import Mailer
from wattos.plugins import Observation, PluginHost, Quarantines, TenantPlugins
from wattos.registries import Registries
from wattos.replay import Replays
from wattos.schema import migrate_all, pending_migrations
from wattos.settings import Settings
from wattos.subjects import Retention, Subjects
from wattos.suggested import LANGUAGES, SuggestedQuestions
from wattos.tenancy import Tenancy, TenantClock
from wattos.verified import VerifiedAnswers

if TYPE_CHECKING:
    from wattos.tenancy import Tenant

log = logging.getLogger(__name__)

CONNECT_SECONDS = 10.0
_LEARNT_FROM = 200
"""Documents that tell the language of the material."""


class Platform:
    """Every service of this process; plugins get it as the argument `platform` of their hooks."""

    def __init__(
        self,
        settings: Settings,
        host: PluginHost,
        redis: Redis,
        *,
        passwords: Passwords | None = None,
    ) -> None:
        self.settings = settings
        self.host = host
        self.redis = redis
        self.plugins = TenantPlugins(host)
        self.registries = Registries(host, self.plugins, settings)
        self.registries.platform = self
        self.plugins.platform = self
        self._observation = Observation(self.plugins)
        self.quarantines = Quarantines(host, redis, prefix=REDIS_PREFIX)
        self.tenancy = Tenancy()
        self.access = Access(settings, record, self.registries.narrow, passwords=passwords)
        self.jobs = Jobs(WakeLists(redis, prefix=REDIS_PREFIX))
        self.inbox = Inbox()
        self.outbox = Outbox(self.jobs)
        self.mail = Mailer(self.outbox, settings.smtp)
        self.scheduler = Scheduler(
            self.jobs,
            self._tenant_ids,
            lambda tenant: self.registries.withheld(tenant, "register_schedules"),
        )
        self.knowledge = Knowledge(settings, self.registries, self.track)
        self.llm = Router(settings, self.registries)
        self.agents = Agents(self.llm, self.registries)
        self.verified = VerifiedAnswers(self.knowledge)
        self.clock = TenantClock(zone=settings.time_zone, region=settings.region)
        self.runtime = AgentRuntime(
            self.agents,
            self.llm,
            self.knowledge,
            self.registries,
            self.verified,
            clock=self.clock,
        )
        self.suggested = SuggestedQuestions(self.knowledge, self.runtime, self.jobs)
        self.subjects = Subjects(self.access, host, settings.secret_key)
        self.retention = Retention(host)
        self.conversations = build_conversations(
            jobs=self.jobs,
            inbox=self.inbox,
            outbox=self.outbox,
            redis=redis,
            answerer=AgentAnswerer(self.runtime, self.access, self.agents, self.suggested),
            agents=PublishedAgents(self.agents),
            principal_of=self.access.principal_of_user,
            clock=self.clock,
            search=self.knowledge,
            select_agent=self.registries.select_agent,
            track=self.track,
            withheld_commands=lambda tenant: self.registries.withheld(tenant, "register_commands"),
            prefix=REDIS_PREFIX,
        )
        self.replays = Replays(self.agents, self.runtime, self.verified, self.jobs)

    async def start(self) -> None:
        """Take what plugins registered and tell them that the process is there."""
        kinds = [*job_kinds(self.knowledge), catch_up_kind(self.knowledge, self.jobs)]
        kinds += [self.replays.job_kind, self.retention.job_kind, self.suggested.job_kind]
        kinds.append(housekeeping_kind(self.settings, self.host))
        self.jobs.add_kinds(kinds)
        self.scheduler.add([NIGHTLY, SCHEDULE, self.retention.schedule])
        self.tenancy.on_created(self.access.ensure_builtin_roles)
        await self.access.sync_permissions(CORE_PERMISSIONS)
        await self._adopt_registrations()
        self.plugins.add_settings(self.registries.by_plugin("register_settings"))
        await self.host.start(platform=self)

    async def _adopt_registrations(self) -> None:
        self.registries.adopt("register_jobs", self.jobs.add_kinds)
        self.registries.adopt("register_schedules", self.scheduler.add)
        self.registries.adopt("register_mails", self.mail.add_kinds)
        self.conversations.add_commands([verify_command(self.verified)])
        self.registries.adopt("register_commands", self.conversations.add_commands)
        self.registries.adopt("register_channels", self.conversations.add_channels)
        for plugin_id, specs in self.registries.by_plugin("register_permissions").items():
            try:
                await self.access.sync_permissions(specs, plugin=plugin_id)
            except WattosError as error:
                self.host.refuse(plugin_id, "register_permissions", error)

    async def stop(self) -> None:
        """Tell plugins what is still to be told and that the process ends; close connections."""
        await self._observation.drain()
        await self.host.notify("shutdown", platform=self)
        await self.llm.close()
        await self.registries.remote_embedders.close()

    def track(self, event: PlatformEvent) -> None:
        """Tell the plugins of the event's tenant that something happened; returns at once."""
        self._observation.track(event)

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

    async def learn_language(self, tenant_id: UUID) -> str:
        """Give the tenant the language that most of its material is in; returns it.

        For a tenant that nobody has set up: what a person has chosen stays with `tenancy.update`.
        Without material in a language that the product speaks, the tenant keeps its own.
        """
        tenant = await self.tenancy.get(tenant_id)
        documents = await self.knowledge.documents(tenant_id, state="ready", limit=_LEARNT_FROM)
        counted = Counter(each.language for each in documents if each.language in LANGUAGES)
        language = counted.most_common(1)[0][0] if counted else tenant.language
        if language != tenant.language:
            await self.tenancy.update(tenant_id, language=language)
        return language

    async def renew_first_agent(self, tenant_id: UUID) -> None:
        """Let the tenant's first agent follow its language and name, unless somebody changed it.

        For whoever learns them from the material.
        """
        await renew_default_agent(self.agents, await self.tenancy.get(tenant_id))

    async def run_worker(self, queues: Sequence[str]) -> None:
        """Run the jobs of these queues until cancelled."""
        lanes = {queue: DEFAULT_LANES[queue] for queue in queues}
        worker = Worker(
            self.jobs, self.redis, lanes=lanes, scheduler=self.scheduler, prefix=REDIS_PREFIX
        )
        waited_for = {"interactive", "bulk"} & lanes.keys()
        warming = asyncio.create_task(self.warm_up()) if waited_for else None
        try:
            await worker.async_run()
        finally:
            if warming is not None:
                warming.cancel()

    async def catch_up(self) -> int:
        """Start jobs for what an upgrade or changed settings left to do; returns how many.

        For whoever starts the installation's workers, once; jobs that are there already stay one.
        """
        started = [
            await catch_up(self.knowledge, self.jobs, tenant_id)
            for tenant_id in await self._tenant_ids()
        ]
        return sum(map(len, started))

    async def warm_up(self) -> None:
        """Load what the first turn and the first page would otherwise wait for.

        What fails here is logged and fails again, visibly, where it is needed.
        """
        for what, load in (("agents", self.runtime.warm), ("knowledge", self.knowledge.warm)):
            try:
                await load()
            except Exception as error:  # noqa: BLE001 - a worker works without having been warmed
                log.warning("the %s could not be warmed up: %s", what, error)

    async def entry_points(self, tenant_id: UUID) -> list[tuple[str, str]]:
        """Where people reach the tenant in a browser: (label, path) of every channel."""
        return [
            entry
            for channel in self.conversations.channels.values()
            for entry in await channel.entry_points(tenant_id)
        ]

    def sign_in_page(self, secret: str) -> str | None:
        """The path that a one-time sign-in link opens; None where no plugin has such a page."""
        return self.host.decide("select_sign_in_page", secret=secret)

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
        await _require_migrated(host)
        async with _open_redis(services.redis_url.reveal()) as redis:
            platform = Platform(settings, host, redis)
            await platform.start()
            try:
                async with platform.quarantines.exchanged():
                    yield platform
            finally:
                await platform.stop()
    finally:
        await close_database()


async def _require_migrated(host: PluginHost) -> None:
    if pending := await pending_migrations(host):
        raise ConfigurationError(
            "The database is not up to date.",
            given=f"{len(pending)} migrations have not run, the first is {pending[0]}",
            hint="Run `wattos migrate` with OWNER_DATABASE_URL set.",
        )


@asynccontextmanager
async def _open_redis(url: str) -> AsyncGenerator[Redis]:
    """A client whose server has answered once; raises `Unavailable`.

    Later the platform lives through an outage of Redis. At the start a silent one is a wrong
    address more often than an outage.
    """
    try:
        redis = Redis.from_url(url, socket_connect_timeout=CONNECT_SECONDS)
    except ValueError as error:
        raise _redis_away(error) from error
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            await redis.ping()
    except (RedisError, OSError) as error:
        await redis.aclose()
        raise _redis_away(error) from error
    try:
        yield redis
    finally:
        await redis.aclose()


def _redis_away(error: Exception) -> Unavailable:
    return Unavailable(
        "Redis does not answer.",
        given=type(error).__name__,
        expected="a running Valkey or Redis that accepts REDIS_URL",
        hint="Check the address and password; `wattos doctor` says more.",
    )


@asynccontextmanager
async def open_platform(settings: Settings) -> AsyncGenerator[Platform]:
    """An open platform with whatever it needs running, embedded where not configured."""
    async with (
        running_services(settings) as services,
        platform_on(settings, services) as platform,
    ):
        yield platform
