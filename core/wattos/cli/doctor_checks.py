"""What `wattos doctor` looks at, in the order in which faults should be mended."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import msgspec
from redis.asyncio import Redis
from redis.exceptions import AuthenticationError, RedisError, ResponseError

from wattos.access import seal
from wattos.cli.doctor_tenants import (
    look_at_housekeeping,
    look_at_vectors,
    of_tenants,
    unconnected,
)
from wattos.database.migration import EXTENSIONS
from wattos.errors import Unavailable
from wattos.installation import REDIS_PREFIX, Services, key_file, plugin_host, signing_key
from wattos.knowledge import INDEX_PREFIX
from wattos.llm import configured_providers, provider_faults
from wattos.mail import check_server
from wattos.plugins import HealthResult, told_quarantines
from wattos.schema import pending_among
from wattos.settings import Settings

OLDEST_POSTGRES = 15
_SECONDS = 5.0

# asyncpg's own name of the fault is the detail; the first that fits says what to do.
_DATABASE_HINTS: tuple[tuple[type[BaseException], str], ...] = (
    (socket.gaierror, "The host in DATABASE_URL has no address: correct its name."),
    (ConnectionRefusedError, "Start PostgreSQL, or correct host and port in DATABASE_URL."),
    (TimeoutError, "No answer within five seconds: is a firewall in between, is the host right?"),
    (asyncpg.InvalidAuthorizationSpecificationError, "Correct user and password in DATABASE_URL."),
    (asyncpg.InvalidCatalogNameError, "Create the database, or correct its name in DATABASE_URL."),
    (asyncpg.TooManyConnectionsError, "Raise max_connections or stop what holds them."),
    (ValueError, "DATABASE_URL must look like postgresql://user:password@host:5432/database."),
)
_REDIS_HINTS: tuple[tuple[type[BaseException], str], ...] = (
    (AuthenticationError, "Correct user and password in REDIS_URL."),
    (ResponseError, "Correct user and password in REDIS_URL."),
    (TimeoutError, "No answer within five seconds: is a firewall in between, is the host right?"),
    (ValueError, "REDIS_URL must look like redis://user:password@host:6379/0."),
)


class Check(msgspec.Struct, frozen=True):
    """A check and the names of those without which it says nothing."""

    run: Callable[[], Awaitable[HealthResult]]
    needs: tuple[str, ...] = ()


def checks_for(settings: Settings, services: Services) -> dict[str, Check]:
    """The checks of database and Redis by name."""
    database = DatabaseChecks(services)
    return {
        "database": Check(database.version),
        "extensions": Check(database.extensions, needs=("database",)),
        "role": Check(database.role, needs=("database",)),
        "migrations": Check(lambda: database.migrations(settings), needs=("database",)),
        "vector indexes": Check(database.vector_indexes, needs=("database",)),
        "vectors": Check(
            lambda: of_tenants(settings, services, look_at_vectors), needs=("role", "migrations")
        ),
        "housekeeping": Check(
            lambda: of_tenants(settings, services, look_at_housekeeping),
            needs=("role", "migrations"),
        ),
        "redis": Check(lambda: check_redis(services.redis_url.reveal())),
        "plugins at work": Check(lambda: _plugins_at_work(services), needs=("redis",)),
    }


def checks_of_parts(settings: Settings) -> dict[str, Check]:
    """The checks of what needs neither."""
    return {
        "key": Check(lambda: _key(settings)),
        "allow-list": Check(lambda: _allow_list(settings)),
        "plugins": Check(lambda: _plugins(settings), needs=("allow-list",)),
        "models": Check(lambda: _models(settings), needs=("allow-list",)),
        "embedder": Check(lambda: _embedder(settings), needs=("allow-list",)),
        "vector store": Check(lambda: _vector_store(settings), needs=("allow-list",)),
        "mail": Check(lambda: _mail(settings)),
    }


class DatabaseChecks:
    """Looks at the database as the server's own role."""

    def __init__(self, services: Services) -> None:
        self._url = services.app_url.reveal()
        self._embedded = services.embedded
        self._owned = services.owner_url is not None

    async def _rows(self, sql: str) -> list[Any]:
        try:
            connection = await asyncpg.connect(self._url, timeout=_SECONDS)
        except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise Unavailable(
                "The database does not answer.",
                given=type(error).__name__,
                hint=_hint(error, _DATABASE_HINTS, "See the database's own log."),
            ) from error
        try:
            return await connection.fetch(sql)
        finally:
            await connection.close()

    async def version(self) -> HealthResult:
        """Is there a PostgreSQL that is new enough."""
        row = (await self._rows("select current_setting('server_version') as version"))[0]
        return HealthResult(
            ok=int(row["version"].split(".")[0]) >= OLDEST_POSTGRES,
            detail=f"PostgreSQL {row['version']}",
            hint=f"WattOS needs PostgreSQL {OLDEST_POSTGRES} or newer.",
        )

    async def extensions(self) -> HealthResult:
        """Are the extensions there that migrations cannot create."""
        found = {row["extname"] for row in await self._rows("select extname from pg_extension")}
        missing = [name for name in EXTENSIONS if name not in found]
        return HealthResult(
            ok=not missing,
            detail=f"missing: {', '.join(missing)}" if missing else ", ".join(EXTENSIONS),
            hint="As a superuser: " + " ".join(f"create extension {name};" for name in missing),
        )

    async def role(self) -> HealthResult:
        """Does row-level security bind the role."""
        row = (
            await self._rows(
                # Below 16384 are the tables of the system's own catalogue.
                "select rolname, rolsuper or rolbypassrls as powerful, exists (select 1 from "
                "pg_class c where c.relowner = r.oid and c.relkind = 'r' and c.oid >= 16384) "
                "as owns from pg_roles r where rolname = current_user"
            )
        )[0]
        return HealthResult(
            ok=not row["powerful"] and not row["owns"],
            detail=f"connected as {row['rolname']}"
            + (", which bypasses row-level security" if row["powerful"] else "")
            + (", which owns tables" if row["owns"] else ""),
            hint="Set DATABASE_URL to a role without SUPERUSER and BYPASSRLS that owns no table "
            "(docker/postgres-init.sh makes wattos_app) and OWNER_DATABASE_URL to the owner.",
        )

    async def migrations(self, settings: Settings) -> HealthResult:
        """Has everything been migrated."""
        pending = await self.pending(settings)
        if not pending:
            return HealthResult(ok=True, detail="all applied")
        if self._embedded:
            return HealthResult(ok=True, detail=f"the next start applies {len(pending)}")
        return HealthResult(
            ok=False,
            detail=f"{len(pending)} not applied, the first is {pending[0]}",
            hint="Run `wattos migrate` with OWNER_DATABASE_URL set.",
        )

    async def pending(self, settings: Settings) -> list[str]:
        """The migrations that have not run."""
        try:
            rows = await self._rows("select app_name, name from migration")
        except (asyncpg.UndefinedTableError, asyncpg.InsufficientPrivilegeError):
            rows = []
        return pending_among(rows, plugin_host(settings))

    async def vector_indexes(self) -> HealthResult:
        """How many there are; an unfinished one is a fault where nobody will build it anew."""
        rows = await self._rows(
            "select i.indisvalid as whole from pg_index i join pg_class c on c.oid = i.indexrelid "  # noqa: S608
            f"where starts_with(c.relname, '{INDEX_PREFIX}')"
        )
        broken = sum(not row["whole"] for row in rows)
        return HealthResult(
            ok=self._owned or not broken,
            detail=f"{len(rows) - broken} in use"
            + (f", {broken} being built or left unfinished" if broken else "")
            + ("" if self._owned else "; none is built without OWNER_DATABASE_URL"),
            hint="Run `wattos index` with OWNER_DATABASE_URL set; the scan is exact meanwhile.",
        )


async def check_redis(url: str) -> HealthResult:
    """Does Redis or Valkey answer."""
    try:
        async with asyncio.timeout(_SECONDS), Redis.from_url(url) as client:
            info: dict[str, Any] = await client.info("server")
    except (RedisError, OSError, ValueError) as error:
        hint = _hint(error, _REDIS_HINTS, "Start it, or correct host and port in REDIS_URL.")
        return HealthResult(ok=False, detail=f"no answer: {type(error).__name__}", hint=hint)
    return HealthResult(ok=True, detail=f"version {info.get('redis_version')}")


def _hint(
    error: BaseException, hints: tuple[tuple[type[BaseException], str], ...], otherwise: str
) -> str:
    return next((hint for kind, hint in hints if isinstance(error, kind)), otherwise)


async def _key(settings: Settings) -> HealthResult:
    if settings.secret_key is None and not key_file(settings).exists():
        # Looking must change nothing.
        return HealthResult(ok=True, detail="the first start makes one in the data folder")
    key = signing_key(settings)
    seal(key, "doctor", key)  # raises where the key can be guessed
    if settings.secret_key is not None:
        return HealthResult(ok=True, detail="WATTOS_SECRET_KEY")
    return HealthResult(
        ok=True, detail="kept in the data folder; several machines need one WATTOS_SECRET_KEY"
    )


async def _allow_list(settings: Settings) -> HealthResult:
    return HealthResult(ok=True, detail=f"{len(plugin_host(settings).status())} plugins")


async def _plugins(settings: Settings) -> HealthResult:
    platform = unconnected(settings)
    platform.host.try_registrations(platform=platform)
    bad = [s for s in platform.host.status() if s.state == "quarantined"]
    hint = "Install or mend the plugin, or take it off the allow-list plugin_manifest.toml."
    if unheard := platform.host.unheard_guards():
        hint += (
            f" Until then nobody has any right where {', '.join(unheard)} is enabled, because it "
            "cannot be asked which rights it takes away."
        )
    return HealthResult(
        ok=not bad,
        detail="; ".join(f"{s.id}: {s.reason}" for s in bad) or "all loaded",
        hint=hint,
    )


async def _plugins_at_work(services: Services) -> HealthResult:
    """What running servers and workers of this installation have put aside."""
    async with Redis.from_url(services.redis_url.reveal()) as redis:
        heard = await told_quarantines(redis, prefix=REDIS_PREFIX)
    return HealthResult(
        ok=not heard,
        detail="; ".join(f"{name}: {reason}" for name, reason in sorted(heard.items()))
        or "none put aside by a running process",
        hint="See that process's log, mend the plugin, and start the process again.",
    )


async def _models(settings: Settings) -> HealthResult:
    if faults := await provider_faults(settings):
        return HealthResult(
            ok=False,
            detail="; ".join(f"{each.provider}: {each.fault}" for each in faults),
            hint=" ".join(dict.fromkeys(each.hint for each in faults)),
        )
    platform = unconnected(settings)
    for models in settings.models.values():
        for model in models:
            platform.llm.check_model(model)
    providers = configured_providers(settings)
    return HealthResult(
        ok=True,
        detail=", ".join(providers) or "none configured: answers are quoted from the sources",
    )


async def _embedder(settings: Settings) -> HealthResult:
    embedder = unconnected(settings).knowledge.embedder
    numbers = len(await embedder.embed_query("?"))
    return HealthResult(
        ok=numbers == embedder.dimensions,
        detail=f"{embedder.name}, {numbers} dimensions",
        hint=f"It promises {embedder.dimensions} dimensions; update its plugin.",
    )


async def _vector_store(settings: Settings) -> HealthResult:
    return HealthResult(ok=True, detail=unconnected(settings).knowledge.vector_store.name)


async def _mail(settings: Settings) -> HealthResult:
    smtp = settings.smtp
    if not smtp.host:
        return HealthResult(ok=True, detail="none configured: nothing leaves by mail")
    if not smtp.sender:
        hint = "Set SMTP_FROM to the address that mails come from."
        return HealthResult(ok=False, detail="SMTP_HOST without SMTP_FROM", hint=hint)
    await check_server(smtp)
    return HealthResult(ok=True, detail=f"port {smtp.port} answers and lets us in")
