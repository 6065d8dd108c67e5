"""Widget keys: making them, finding them before anybody is known, reading them."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from wattos.access import Actor
from wattos.agents import Agents
from wattos.audit import record
from wattos.database import (
    call,
    current_tenant_id,
    execute,
    fetch,
    fetchrow,
    new_id,
    tenant_scope,
)
from wattos.errors import InvalidInput, NotFound
from wattos_web.appearance import Appearance, checked
from wattos_web.origins import normal_origin

_COLUMNS = "id, public_key, name, agent_id, origins, active, appearance, created_at"
_RESOLVE = "select tenant_id, key_id from resolve_widget_key($1)"
DEFAULT_NAME = "Chat"
MAX_ORIGIN_CHARACTERS = 300
PUBLIC_KEY = re.compile(r"wk_[A-Za-z0-9_-]{24}")


class WidgetKeyInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A widget key; it may stand in any web page, the origins are what binds it."""

    id: UUID
    public_key: str
    name: str
    origins: list[str]
    """Sites whose pages may use the key; this installation's own chat page always may."""
    active: bool
    created_at: datetime
    agent_id: UUID | None = None
    """The agent that answers; None is the tenant's first published one."""
    appearance: Appearance


class KeyRef(msgspec.Struct, frozen=True, kw_only=True):
    """What a public key resolves to before a tenant is known."""

    tenant_id: UUID
    key_id: UUID


class WidgetKeys:
    """The keys of the tenants' chats."""

    def __init__(self, agents: Agents) -> None:
        self._agents = agents

    async def resolve(self, public_key: str) -> KeyRef:
        """The tenant and id behind an active key; raises NotFound. Needs no scope."""
        known = PUBLIC_KEY.fullmatch(public_key) is not None
        rows = await call(_RESOLVE, public_key) if known else []
        if not rows:
            raise NotFound("There is no such chat.", hint="Check the widget key.")
        return KeyRef(tenant_id=rows[0]["tenant_id"], key_id=rows[0]["key_id"])

    async def origin_known(self, origin: str) -> bool:
        """Whether any active key names the origin; needs no scope."""
        if len(origin) > MAX_ORIGIN_CHARACTERS or not origin.isascii() or "\x00" in origin:
            return False
        rows = await call("select widget_origin_known($1) as known", origin)
        return rows[0]["known"]

    async def get(self, tenant_id: UUID, key_id: UUID) -> WidgetKeyInfo:
        """A key. Raises NotFound."""
        async with tenant_scope(tenant_id):
            return await _read(key_id)

    async def list(self, tenant_id: UUID) -> list[WidgetKeyInfo]:
        """The tenant's keys, oldest first."""
        async with tenant_scope(tenant_id):
            rows = await fetch(f"select {_COLUMNS} from widget_key order by id")  # noqa: S608
        return [_info(row) for row in rows]

    async def create(
        self,
        tenant_id: UUID,
        *,
        name: str,
        origins: Sequence[str] = (),
        agent_id: UUID | None = None,
        appearance: Appearance | None = None,
        actor: Actor,
    ) -> WidgetKeyInfo:
        """Make a key. Raises InvalidInput for a name or origin, NotFound for the agent."""
        key_id = new_id()
        async with tenant_scope(tenant_id):
            if agent_id is not None:
                await self._agents.get(tenant_id, agent_id)
            await execute(
                "insert into widget_key (id, tenant_id, public_key, name, origins, agent_id, "
                "appearance) values ($1, $2, $3, $4, $5, $6, $7::text::jsonb)",
                *(key_id, current_tenant_id(), f"wk_{secrets.token_urlsafe(18)}"),
                *(_name(name), _origins(origins), agent_id, _json(appearance or Appearance())),
            )
            info = await _read(key_id)
            await record(
                "widget_key.create", actor=actor, resource="widget_key", resource_id=key_id
            )
        return info

    async def change(
        self,
        tenant_id: UUID,
        key_id: UUID,
        *,
        name: str,
        origins: Sequence[str],
        agent_id: UUID | None,
        active: bool,
        appearance: Appearance | None = None,
        actor: Actor,
    ) -> WidgetKeyInfo:
        """Replace what a key says; without an appearance the old one stays. Raises as `create`."""
        async with tenant_scope(tenant_id):
            if agent_id is not None:
                await self._agents.get(tenant_id, agent_id)
            await execute(
                "update widget_key set name = $2, origins = $3, agent_id = $4, active = $5, "
                "appearance = coalesce($6::text::jsonb, appearance) where id = $1",
                *(key_id, _name(name), _origins(origins), agent_id, active),
                None if appearance is None else _json(appearance),
            )
            info = await _read(key_id)
            await record(
                "widget_key.change",
                actor=actor,
                resource="widget_key",
                resource_id=key_id,
                detail={"active": active},
            )
        return info

    async def ensure_default(self, tenant_id: UUID) -> WidgetKeyInfo:
        """The tenant's first key, made if there is none: it opens the plain chat page."""
        for key in await self.list(tenant_id):
            if key.active:
                return key
        system = Actor(kind="system", id="wattos_web")
        return await self.create(tenant_id, name=DEFAULT_NAME, actor=system)


async def _read(key_id: UUID) -> WidgetKeyInfo:
    row = await fetchrow(f"select {_COLUMNS} from widget_key where id = $1", key_id)  # noqa: S608
    if row is None:
        raise NotFound("There is no such widget key.", given=key_id)
    return _info(row)


def _info(row: asyncpg.Record) -> WidgetKeyInfo:
    values: dict[str, Any] = dict(row)
    values["appearance"] = msgspec.json.decode(row["appearance"], type=Appearance)
    return WidgetKeyInfo(**values)


def _json(appearance: Appearance) -> str:
    return msgspec.json.encode(checked(appearance)).decode()


def _name(text: str) -> str:
    name = text.replace("\x00", "").strip()
    if not name or len(name) > 200:
        raise InvalidInput("A widget key needs a name.", expected="1 to 200 characters")
    return name


def _origins(origins: Sequence[str]) -> list[str]:
    return sorted({normal_origin(origin) for origin in origins})
