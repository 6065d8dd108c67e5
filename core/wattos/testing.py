"""The pytest kit for plugin authors: a host with an embedded database, a tenant, and fakes.

Ships as a pytest plugin: install `wattos[testing]` and ask for the fixtures by name.

| fixture | gives |
|---|---|
| `platform` | the open `Platform`: embedded Postgres and Valkey, migrated, all listed plugins |
| `tenant` | the id of a fresh tenant, for this test alone |
| `client` | an HTTP client of the application, signed in as the tenant's owner |
| `scripted_model` | answers in the order of `scripted_model.queue("…")` |
| `openai_server` | a real HTTP server that speaks OpenAI's protocol |
| `memory_channel` | a channel that keeps what is sent |

Without fixtures: `load_plugin(module)` gives the plugin's tools by name, `tool_context()` what a
tool receives.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import AsyncGenerator, Generator
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
import pytest_asyncio

if TYPE_CHECKING:
    from wattos.installation import Services
    from wattos.settings import Settings

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


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def database(wattos_settings: Settings, wattos_services: Services) -> AsyncGenerator[None]:
    """The migrated database, open in this process, without the services on top of it."""
    from wattos.database import close_database, open_database
    from wattos.installation import plugin_host
    from wattos.schema import migrate_all

    assert wattos_services.owner_url is not None
    await migrate_all(wattos_services.owner_url.reveal(), plugin_host(wattos_settings))
    await open_database(wattos_services.app_url.reveal())
    yield
    await close_database()


@pytest_asyncio.fixture(loop_scope="session")
async def tenant(database: None) -> UUID:  # noqa: ARG001 - opens it
    """The id of a fresh tenant."""
    from wattos.tenancy import Tenancy

    return (await Tenancy().create(f"t-{secrets.token_hex(6)}")).id
