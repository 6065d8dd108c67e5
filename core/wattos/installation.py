"""Where an installation's parts are: configured addresses, or a data folder's own servers."""

from __future__ import annotations

import os
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from wattos.embedded import EmbeddedStack, default_data_dir
from wattos.errors import ConfigurationError
from wattos.resources import resource
from wattos.settings import Secret, Settings

if TYPE_CHECKING:
    from wattos.plugins import PluginHost

REDIS_PREFIX = "wattos:"
"""What the keys in Redis begin with."""


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
    """The key that signs tokens: configured, else made once and kept in the data folder (0600).

    Raises `ConfigurationError` where the folder cannot keep it.
    """
    if settings.secret_key is not None:
        return settings.secret_key
    path = key_file(settings)
    try:
        if not path.exists():
            _write_once(path, secrets.token_urlsafe(48))
        key = path.read_text("utf-8").strip()
    except OSError as error:
        raise ConfigurationError(
            f"The key that signs tokens cannot be kept: {error.strerror}.",
            given=path,
            hint="Set WATTOS_SECRET_KEY, or choose another folder with --data-dir.",
        ) from error
    if not key:
        raise ConfigurationError(
            "The file with the key that signs tokens is empty.",
            given=path,
            hint="Remove it: the next start makes a new key, and everybody signs in again.",
        )
    return Secret(key)


def key_file(settings: Settings) -> Path:
    """Where the key that signs tokens is kept when it is not configured."""
    return data_dir(settings) / "secret_key"


def _write_once(path: Path, text: str) -> None:
    """Write a private file whole; of several processes that try at once the first one's stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        draft.touch(mode=0o600)
        with draft.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink(missing_ok=True)


def plugin_host(settings: Settings) -> PluginHost:
    """The host with this installation's allow-list: named, beside the data, or the shipped one."""
    from wattos.plugins import PluginHost, read_allow_list

    beside = data_dir(settings) / "plugin_manifest.toml"
    path = settings.manifest or (beside if beside.exists() else resource("plugin_manifest.toml"))
    host = PluginHost(read_allow_list(path))
    host.load()
    return host
