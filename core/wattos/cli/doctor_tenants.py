"""What `wattos doctor` looks at in every organisation's data."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from redis.asyncio import Redis

from wattos.database import close_database, open_database
from wattos.housekeeping import HOUSEKEEPING
from wattos.installation import Services, plugin_host
from wattos.knowledge import EmbeddingStatus
from wattos.platform import Platform
from wattos.plugins import HealthResult
from wattos.schema import pending_migrations
from wattos.settings import Secret, Settings

Look = Callable[[Platform, Sequence[UUID]], Awaitable[HealthResult]]


async def of_tenants(settings: Settings, services: Services, look: Look) -> HealthResult:
    """What `look` finds in the organisations' rows."""
    platform = unconnected(settings)
    await open_database(services.app_url.reveal())
    try:
        if await pending_migrations(platform.host):
            return HealthResult(ok=True, detail="looked at once the migrations are applied")
        return await look(platform, [tenant.id for tenant in await platform.tenancy.list()])
    finally:
        await close_database()


async def look_at_vectors(platform: Platform, tenants: Sequence[UUID]) -> HealthResult:
    """How far the configured embedder is with what is stored, and whose regions bar it."""
    return told_vectors([await platform.knowledge.embedding_status(tenant) for tenant in tenants])


def told_vectors(found: Sequence[EmbeddingStatus]) -> HealthResult:
    """The state of all organisations in one sentence; a switch on its way is no fault."""
    barred = sum(status.barred for status in found)
    open_ones = [status for status in found if not status.complete]
    embedded = sum(min(status.embedded, status.passages) for status in open_ones)
    passages = sum(status.passages for status in open_ones)
    parts = [_organisations(len(found))]
    if open_ones:
        old = sorted({s.serving for s in open_ones if s.serving not in (None, s.model)})
        serving = f"; {', '.join(map(str, old))} serves meanwhile" if old else ""
        parts.append(f"{embedded} of {passages} passages embedded in {len(open_ones)}{serving}")
    if barred:
        parts.append(f"{barred} search by words alone: their regions do not allow the embedder")
    return HealthResult(ok=True, detail="; ".join(parts))


async def look_at_housekeeping(platform: Platform, tenants: Sequence[UUID]) -> HealthResult:
    """When old rows were last taken away; an installation that rests at night is no fault."""
    return told_housekeeping(
        [await platform.jobs.last_success(tenant, HOUSEKEEPING) for tenant in tenants]
    )


def told_housekeeping(ended: Sequence[datetime | None]) -> HealthResult:
    """The organisation that waits longest, and how many no night has come to."""
    done = [moment for moment in ended if moment is not None]
    parts = [f"done since {min(done):%Y-%m-%d %H:%M} UTC"] if done else []
    if waiting := len(ended) - len(done):
        parts.append(f"not yet in {_organisations(waiting)}: a worker does it at night")
    return HealthResult(ok=True, detail="; ".join(parts) or "no organisations")


def _organisations(count: int) -> str:
    return f"{count} organisation" if count == 1 else f"{count} organisations"


def unconnected(settings: Settings) -> Platform:
    """The services without database or Redis, for what plugins register."""
    settings = msgspec.structs.replace(settings, secret_key=Secret(secrets.token_urlsafe()))
    return Platform(settings, plugin_host(settings), Redis())
