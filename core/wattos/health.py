"""`/health/live` and `/health/ready`, for load balancers and for people."""

from __future__ import annotations

import asyncio

import msgspec
from litestar import Controller, Response, get
from litestar.di import NamedDependency
from redis.exceptions import RedisError

from wattos.access import public
from wattos.database import call
from wattos.platform import Platform
from wattos.plugins import HealthCheck, HealthResult

_CHECK_SECONDS = 5.0


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """`ok`, and each part by name; a quarantined plugin is told but does not stop the server."""

    ok: bool
    checks: dict[str, HealthResult] = {}


class HealthController(Controller):
    """Is the process alive, and can it work."""

    path = "/health"
    tags = ("health",)
    opt = public("Load balancers ask without a token; no tenant data in the answer.")

    @get("/live")
    async def live(self) -> Health:
        """The process answers."""
        return Health(ok=True)

    @get("/ready")
    async def ready(self, platform: NamedDependency[Platform]) -> Response[Health]:
        """Database, Redis and the plugins' own checks; 503 when one of them fails."""
        checks = [
            HealthCheck("database", _database),
            HealthCheck("redis", lambda: _redis(platform)),
            *platform.registries.all("register_health_checks"),
        ]
        results = await asyncio.gather(*(_run(check) for check in checks))
        found = dict(zip((check.name for check in checks), results, strict=True))
        health = Health(ok=all(r.ok for r in results), checks=found | _quarantined(platform))
        return Response(health, status_code=200 if health.ok else 503)


async def _run(check: HealthCheck) -> HealthResult:
    try:
        async with asyncio.timeout(_CHECK_SECONDS):
            return await check.run()
    except Exception as error:  # noqa: BLE001 - a failing check is an answer
        return HealthResult(ok=False, detail=type(error).__name__, hint="See the server's log.")


async def _database() -> HealthResult:
    await call("select 1")
    return HealthResult(ok=True)


async def _redis(platform: Platform) -> HealthResult:
    try:
        await platform.redis.ping()
    except (RedisError, OSError) as error:
        return HealthResult(
            ok=False,
            detail=type(error).__name__,
            hint="Turns go on by polling Postgres; start Redis again.",
        )
    return HealthResult(ok=True)


def _quarantined(platform: Platform) -> dict[str, HealthResult]:
    return {
        f"plugin:{status.id}": HealthResult(
            ok=False, detail=status.reason or "", hint="`wattos doctor` says what to do."
        )
        for status in platform.host.status()
        if status.health == "quarantined"
    }
