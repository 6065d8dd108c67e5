"""The pytest kit for plugin authors: a host with an embedded database, a tenant, and fakes.

Ships as a pytest plugin: install `wattos[testing]` and ask for the fixtures by name.

| fixture | gives |
|---|---|
| `platform` | the open `Platform`: embedded Postgres and Valkey, migrated, all listed plugins |
| `tenant` | the id of a fresh tenant, for this test alone |
| `client` | an HTTP client of the application, signed in as the tenant's owner |
| `scripted_model` | answers in the order of `scripted_model.queue("…")` |
| `openai_server` | a real HTTP server that speaks OpenAI's protocol |
| `server` | the address of the served application |
| `worker` | workers that run jobs while the test runs |
| `memory_channel` | a channel: `await memory_channel.say(tenant, "…")`, then look at `sent` |
| `wattos_plugins` | yours to override: `{"your_plugin": module}` joins the host |
| `wattos_settings` | yours to override: the settings of the test installation |

The fixtures share one event loop a session. Your pytest settings say so:

```toml
[tool.pytest.ini_options]
asyncio_mode = "auto"
asyncio_default_fixture_loop_scope = "session"
asyncio_default_test_loop_scope = "session"
```

Without fixtures: `load_plugin(module)` gives the plugin's tools by name, `tool_context()` what a
tool receives.
"""

from __future__ import annotations

import asyncio
import secrets
import tempfile
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

try:
    from pytest_asyncio import fixture as async_fixture
except ModuleNotFoundError:
    # Every pytest run beside an installed WattOS imports this module, whether it wants it or not.
    from wattos._testing.missing import async_fixture

if TYPE_CHECKING:
    from httpx import AsyncClient

    from wattos._testing import (
        MemoryChannel,
        OpenAIServer,
        ScriptedAnswer,
        ScriptedModel,
        running_application,
    )
    from wattos.agents import Tool, ToolContext
    from wattos.installation import Services
    from wattos.platform import Platform
    from wattos.plugins import PluginHost
    from wattos.settings import Settings

__all__ = [
    "PASSWORD",
    "LoadedPlugin",
    "MemoryChannel",
    "OpenAIServer",
    "ScriptedAnswer",
    "ScriptedModel",
    "load_plugin",
    "running_application",
    "signed_in",
    "tool_context",
]

PASSWORD = "correct horse battery staple"  # noqa: S105 - of users that live for one test


@pytest.fixture(scope="session")
def wattos_settings() -> Settings:
    """The settings of the test installation; override it to change them."""
    import msgspec

    from wattos.settings import Secret, load_settings

    environ = {"WATTOS_ALLOWED_NETWORKS": "127.0.0.0/8,::1/128"}
    return msgspec.structs.replace(
        load_settings(environ), secret_key=Secret(secrets.token_urlsafe(32))
    )


@pytest.fixture(scope="session")
def wattos_services() -> Generator[Services]:
    """Embedded Postgres and Valkey for this test process, in a folder that goes afterwards."""
    from wattos.embedded import EmbeddedStack
    from wattos.installation import Services
    from wattos.settings import Secret

    with tempfile.TemporaryDirectory(prefix="wattos-") as folder:
        Path(folder).chmod(0o755)  # as root the servers run as another user
        with EmbeddedStack(Path(folder)) as stack:
            endpoints = stack.endpoints
            assert endpoints.app_url is not None
            assert endpoints.redis_url is not None
            yield Services(
                app_url=Secret(endpoints.app_url),
                owner_url=Secret(endpoints.owner_url) if endpoints.owner_url else None,
                redis_url=Secret(endpoints.redis_url),
                embedded=True,
            )


@pytest.fixture(scope="session")
def wattos_plugins() -> dict[str, object]:
    """Plugins under test: id and module. Override it in your `conftest.py`."""
    return {}


@pytest.fixture(scope="session")
def wattos_host(wattos_settings: Settings, wattos_plugins: dict[str, object]) -> PluginHost:
    """The host with all listed plugins and those under test."""
    from wattos.installation import plugin_host

    host = plugin_host(wattos_settings)
    for plugin_id, module in wattos_plugins.items():
        host.add(plugin_id, module)
    return host


@async_fixture(scope="session", loop_scope="session")
async def database(
    wattos_services: Services, wattos_host: PluginHost, pytestconfig: pytest.Config
) -> AsyncGenerator[None]:
    """The migrated database, open in this process, without the services on top of it."""
    from wattos.database import close_database, open_database
    from wattos.schema import migrate_all

    _check_loop_scopes(pytestconfig)
    assert wattos_services.owner_url is not None
    owner_url = wattos_services.owner_url.reveal()
    await migrate_all(owner_url, wattos_host)
    await _commit_without_waiting(owner_url)
    await open_database(wattos_services.app_url.reveal())
    yield
    await close_database()


async def _commit_without_waiting(owner_url: str) -> None:
    """Let a commit return before the disk has it: these data need not survive a power cut."""
    import asyncpg

    connection = await asyncpg.connect(owner_url)
    try:
        name = await connection.fetchval("select quote_ident(current_database())")
        await connection.execute(f"alter database {name} set synchronous_commit = off")
    finally:
        await connection.close()


def _check_loop_scopes(config: pytest.Config) -> None:
    """Connections belong to the event loop that opened them, so the session needs one loop."""
    options = ("asyncio_default_fixture_loop_scope", "asyncio_default_test_loop_scope")
    missing = [f'{option} = "session"' for option in options if config.getini(option) != "session"]
    if missing:
        wanted = ", ".join(missing)
        pytest.fail(f"wattos.testing needs in your pytest settings: {wanted}", pytrace=False)


@async_fixture(scope="session", loop_scope="session")
async def platform(
    wattos_settings: Settings,
    wattos_services: Services,
    wattos_host: PluginHost,
    database: None,  # noqa: ARG001 - opens it
) -> AsyncGenerator[Platform]:
    """The platform with all plugins, shared by this process's tests; tenants part them."""
    from redis.asyncio import Redis

    from wattos._testing.passwords import quick_passwords
    from wattos.platform import Platform

    async with Redis.from_url(wattos_services.redis_url.reveal()) as redis:
        opened = Platform(wattos_settings, wattos_host, redis, passwords=quick_passwords())
        await opened.start()
        yield opened
        await opened.stop()


@async_fixture(loop_scope="session")
async def tenant(platform: Platform) -> UUID:
    """The id of a fresh tenant with its roles and default agent."""
    return (await platform.create_tenant(f"t-{secrets.token_hex(6)}")).id


@async_fixture(scope="session", loop_scope="session")
async def server(platform: Platform) -> AsyncGenerator[str]:
    """The address of the application, served by uvicorn on loopback."""
    from wattos._testing import running_application

    async with running_application(platform) as address:
        yield address


@async_fixture(loop_scope="session")
async def client(platform: Platform, tenant: UUID, server: str) -> AsyncGenerator[AsyncClient]:
    """An HTTP client of the served application, signed in as the tenant's owner."""
    async with signed_in(platform, tenant, server, role="owner") as opened:
        yield opened


@asynccontextmanager
async def signed_in(
    platform: Platform, tenant_id: UUID, server: str, *, role: str
) -> AsyncGenerator[AsyncClient]:
    """An HTTP client signed in as a new user of the tenant with the given built-in role."""
    from httpx import AsyncClient

    email = f"{role}-{secrets.token_hex(4)}@example.org"
    await platform.access.create_user(tenant_id, email=email, password=PASSWORD, roles=[role])
    slug = (await platform.tenancy.get(tenant_id)).slug
    tokens = await platform.access.sign_in(email, PASSWORD, tenant_slug=slug)
    headers = {"Authorization": f"Bearer {tokens.access_token}"}
    async with AsyncClient(base_url=server, headers=headers, timeout=30) as opened:
        yield opened


@async_fixture(loop_scope="session")
async def worker(platform: Platform) -> AsyncGenerator[None]:
    """Workers for both queues while the test runs."""
    running = asyncio.create_task(platform.run_worker(["interactive", "bulk"]))
    yield
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


@async_fixture(loop_scope="session")
async def scripted_model(platform: Platform, tenant: UUID) -> AsyncGenerator[ScriptedModel]:
    """A language model that gives the tenant's agents the answers queued by `queue("…")`."""
    from wattos import hookimpl
    from wattos._testing import ScriptedModel
    from wattos.llm import ANY_PURPOSE, ModelProvider, Route

    model = ScriptedModel(f"scripted-{secrets.token_hex(4)}")

    class Plugin:
        @hookimpl
        def register_models(self) -> list[ModelProvider]:
            return [model]

    platform.host.add(model.prefix, Plugin())
    route = Route(purpose=ANY_PURPOSE, models=(f"{model.prefix}/test",))
    await platform.llm.routes.put(tenant, route)
    yield model
    platform.host.remove(model.prefix)


@async_fixture(loop_scope="session")
async def memory_channel(platform: Platform) -> AsyncGenerator[MemoryChannel]:
    """A channel whose other side is the test: `say(…)` to the agent, `sent` is what came back."""
    from wattos._testing import MemoryChannel

    channel = MemoryChannel(platform.conversations)
    platform.conversations.add_channels([channel])
    yield channel
    platform.conversations.remove_channel(channel.name)


@async_fixture(loop_scope="session")
async def openai_server() -> AsyncGenerator[OpenAIServer]:
    """A real HTTP server that speaks OpenAI's protocol: chat from a queue, and embeddings."""
    from wattos._testing import running_openai_server

    async with running_openai_server() as opened:
        yield opened


class LoadedPlugin:
    """What a plugin module registers, without a database; for first tests of tools."""

    def __init__(self, module: object) -> None:
        from wattos.plugins import AllowList, PluginHost

        self._host = PluginHost(AllowList())
        self._host.add("plugin-under-test", module)

    def tool(self, name: str) -> Tool:
        """The registered tool; raises `NotFound` naming those there are."""
        from wattos.errors import NotFound

        tools = {c.value.name: c.value for c in self._host.contributions("register_tools")}
        if name not in tools:
            raise NotFound("The plugin has no such tool.", given=name, expected=", ".join(tools))
        return tools[name]


def load_plugin(module: object) -> LoadedPlugin:
    """Register a plugin's module in a host of its own; raises what `check_pending` raises."""
    return LoadedPlugin(module)


def tool_context(*, language: str = "en") -> ToolContext:
    """What a tool receives when it runs, with made-up ids."""
    from wattos.agents import ToolContext
    from wattos.database import new_id

    return ToolContext(
        tenant_id=new_id(),
        agent_id=new_id(),
        agent_run_id=new_id(),
        language=language,
        idempotency_key=secrets.token_hex(8),
    )


def __getattr__(name: str) -> object:
    # pytest imports this module in every run of every project that has WattOS installed.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("wattos._testing"), name)
