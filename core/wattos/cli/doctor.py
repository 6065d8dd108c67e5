"""`wattos doctor`: is everything there, and what to do where it is not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import msgspec
import typer

from wattos.cli.context import EXIT_FAILED, DataDir, Json, run, settings_for
from wattos.cli.output import show, write_json
from wattos.errors import WattosError
from wattos.installation import Services, plugin_host, running_services
from wattos.plugins import HealthResult
from wattos.schema import migration_apps
from wattos.settings import Settings

EXTENSIONS = ("vector", "pg_trgm", "unaccent")
Check = Callable[[], Awaitable[HealthResult]]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One check's outcome."""

    name: str
    ok: bool
    detail: str
    hint: str


def doctor(data_dir: DataDir = None, as_json: Json = False) -> None:
    """Check database, extensions, role rights, Redis, models and plugins."""

    async def command() -> None:
        findings = await examine(settings_for(data_dir))
        if as_json:
            write_json(findings)
        else:
            for finding in findings:
                show(f"{'ok  ' if finding.ok else 'FAIL'}  {finding.name}: {finding.detail}")
                if not finding.ok:
                    show(f"      {finding.hint}")
        if not all(finding.ok for finding in findings):
            raise typer.Exit(EXIT_FAILED)

    run(command())


async def examine(settings: Settings) -> list[Finding]:
    """Every check in turn; one that cannot run is a finding, never an error."""
    try:
        async with running_services(settings) as services:
            checks = checks_for(settings, services)
            return [await _finding(name, check) for name, check in checks.items()]
    except WattosError as error:
        hint = error.hint or "Correct this first; the other checks need it."
        return [Finding(name="services", ok=False, detail=str(error), hint=hint)]


async def _finding(name: str, check: Check) -> Finding:
    try:
        result = await check()
    except (WattosError, OSError, asyncpg.PostgresError) as error:
        result = HealthResult(
            ok=False, detail=f"{type(error).__name__}: {error}", hint="Is the address right?"
        )
    return Finding(name=name, ok=result.ok, detail=result.detail, hint=result.hint)


def checks_for(settings: Settings, services: Services) -> dict[str, Check]:
    """The checks of this installation by name, in the order in which faults should be mended."""
    database = _DatabaseChecks(services.app_url.reveal())
    return {
        "database": database.version,
        "extensions": database.extensions,
        "role": database.role,
        "migrations": lambda: database.migrations(settings),
        "redis": lambda: _redis(services.redis_url.reveal()),
        "models": lambda: _models(settings),
        "plugins": lambda: _plugins(settings),
    }


class _DatabaseChecks:
    def __init__(self, url: str) -> None:
        self._url = url

    async def _rows(self, sql: str) -> list[Any]:
        connection = await asyncpg.connect(self._url, timeout=5)
        try:
            return await connection.fetch(sql)
        finally:
            await connection.close()

    async def version(self) -> HealthResult:
        row = (await self._rows("select current_setting('server_version') as version"))[0]
        return HealthResult(
            ok=int(row["version"].split(".")[0]) >= 15,
            detail=f"PostgreSQL {row['version']}",
            hint="WattOS needs PostgreSQL 15 or newer.",
        )

    async def extensions(self) -> HealthResult:
        found = {row["extname"] for row in await self._rows("select extname from pg_extension")}
        missing = [name for name in EXTENSIONS if name not in found]
        return HealthResult(
            ok=not missing,
            detail=f"missing: {', '.join(missing)}" if missing else ", ".join(EXTENSIONS),
            hint="As a superuser: " + " ".join(f"create extension {name};" for name in missing),
        )

    async def role(self) -> HealthResult:
        row = (
            await self._rows(
                "select rolname, rolsuper or rolbypassrls as powerful, exists (select 1 from "
                "pg_class c where c.relowner = r.oid and c.relkind = 'r') as owns "
                "from pg_roles r where rolname = current_user"
            )
        )[0]
        return HealthResult(
            ok=not row["powerful"] and not row["owns"],
            detail=f"connected as {row['rolname']}",
            hint="Connect as a role without SUPERUSER and BYPASSRLS that owns no table "
            "(docker/init.sql makes wattos_app).",
        )

    async def migrations(self, settings: Settings) -> HealthResult:
        apps = migration_apps(plugin_host(settings))
        files = sum(len(list(app.folder.glob(f"{app.name}_*.py"))) for app in apps)
        exists = await self._rows("select to_regclass('migration') as found")
        ran = 0
        if exists[0]["found"] is not None:
            ran = (await self._rows("select count(*) as n from migration"))[0]["n"]
        return HealthResult(
            ok=ran >= files, detail=f"{ran} of {files} applied", hint="Run `wattos migrate`."
        )


async def _redis(url: str) -> HealthResult:
    from redis.asyncio import Redis
    from redis.exceptions import RedisError

    client = Redis.from_url(url, socket_connect_timeout=5)
    try:
        info: dict[str, Any] = await client.info("server")
    except (RedisError, OSError) as error:
        return HealthResult(
            ok=False, detail=type(error).__name__, hint="Check REDIS_URL and that it runs."
        )
    finally:
        await client.aclose()
    return HealthResult(ok=True, detail=f"version {info.get('redis_version')}")


async def _models(settings: Settings) -> HealthResult:
    from wattos.llm import configured_providers

    models = configured_providers(settings)
    if not models:
        return HealthResult(ok=True, detail="none configured: answers are quoted from the sources")
    return HealthResult(ok=True, detail=", ".join(models))


async def _plugins(settings: Settings) -> HealthResult:
    bad = [s for s in plugin_host(settings).status() if s.state == "quarantined"]
    return HealthResult(
        ok=not bad,
        detail="; ".join(f"{s.id}: {s.reason}" for s in bad) or "all loaded",
        hint="Mend the plugin or take it off the allow-list.",
    )
