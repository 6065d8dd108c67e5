"""Where an installation's parts are: configured addresses, or a data folder's own servers."""

from __future__ import annotations

import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from wattos.embedded import EmbeddedStack, default_data_dir
from wattos.errors import ConfigurationError
from wattos.plugins import PluginHost, read_allow_list
from wattos.resources import resource
from wattos.settings import Secret, Settings


class Services(msgspec.Struct, frozen=True, kw_only=True):
    """Addresses of the running database and Redis; `owner_url` is None where it is not known."""

    app_url: Secret
    owner_url: Secret | None
    redis_url: Secret
    embedded: bool
    """Whether the database is the data folder's own."""


def data_dir(settings: Settings) -> Path:
    """The data folder of this installation."""
    return settings.data_dir or default_data_dir()


@asynccontextmanager
async def running_services(settings: Settings) -> AsyncGenerator[Services]:
    """The configured database and Redis; what is not configured runs embedded for the while."""
    if settings.database_url is not None and settings.redis_url is not None:
        yield Services(
            app_url=settings.database_url,
            owner_url=settings.owner_database_url,
            redis_url=settings.redis_url,
            embedded=False,
        )
        return
    stack = EmbeddedStack(
        data_dir(settings),
        postgres=settings.database_url is None,
        redis=settings.redis_url is None,
    )
    async with stack:
        endpoints = stack.endpoints
        yield Services(
            app_url=settings.database_url or Secret(_known(endpoints.app_url)),
            owner_url=settings.owner_database_url
            or (Secret(endpoints.owner_url) if endpoints.owner_url else None),
            redis_url=settings.redis_url or Secret(_known(endpoints.redis_url)),
            embedded=settings.database_url is None,
        )


def _known(address: str | None) -> str:
    if address is None:
        raise ConfigurationError("The embedded server gave no address.")
    return address


def signing_key(settings: Settings) -> Secret:
    """The key that signs tokens: configured, else made once and kept in the data folder (0600)."""
    if settings.secret_key is not None:
        return settings.secret_key
    path = data_dir(settings) / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), "utf-8")
    return Secret(path.read_text("utf-8").strip())


def plugin_host(settings: Settings) -> PluginHost:
    """The host with this installation's allow-list: named, beside the data, or the shipped one."""
    beside = data_dir(settings) / "plugin_manifest.toml"
    path = settings.manifest or (beside if beside.exists() else resource("plugin_manifest.toml"))
    host = PluginHost(read_allow_list(path))
    host.load()
    return host
