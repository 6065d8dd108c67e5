"""Characters: how agents present themselves."""

from __future__ import annotations

import builtins
from uuid import UUID

from wattos.access import Actor
from wattos.agents.rows import struct_from
from wattos.agents.schemas import Character, NewCharacter
from wattos.audit import record
from wattos.database import execute, fetch, fetchrow, new_id, tenant_scope
from wattos.errors import InvalidInput, NotFound

_COLUMNS = "id, name, tone, greeting, language, voice_id, avatar_url, created_at"
_SYSTEM = Actor(kind="system", id="agents")


class Characters:
    """The characters of tenants."""

    async def create_character(
        self, tenant_id: UUID, new: NewCharacter, *, actor: Actor = _SYSTEM
    ) -> Character:
        """Store a character; raises `InvalidInput` without a name."""
        _check(new)
        character_id = new_id()
        async with tenant_scope(tenant_id):
            await execute(
                "insert into character (id, tenant_id, name, tone, greeting, language, voice_id, "
                "avatar_url) values ($1, $2, $3, $4, $5, $6, $7, $8)",
                *(character_id, tenant_id, *_values(new)),
            )
            await _audit("character.create", character_id, actor)
            return await _character(character_id)

    async def characters(self, tenant_id: UUID) -> builtins.list[Character]:
        """The tenant's characters, oldest first."""
        async with tenant_scope(tenant_id):
            rows = await fetch(f"select {_COLUMNS} from character order by created_at, id")  # noqa: S608
        return [struct_from(row, Character, "greeting") for row in rows]

    async def character(self, tenant_id: UUID, character_id: UUID) -> Character:
        """One character; raises `NotFound`."""
        async with tenant_scope(tenant_id):
            return await _character(character_id)

    async def change_character(
        self, tenant_id: UUID, character_id: UUID, new: NewCharacter, *, actor: Actor = _SYSTEM
    ) -> Character:
        """Replace a character's fields; raises `NotFound` or `InvalidInput`."""
        _check(new)
        async with tenant_scope(tenant_id):
            await _character(character_id)
            await execute(
                "update character set name = $2, tone = $3, greeting = $4, language = $5, "
                "voice_id = $6, avatar_url = $7 where id = $1",
                *(character_id, *_values(new)),
            )
            await _audit("character.change", character_id, actor)
            return await _character(character_id)

    async def delete_character(
        self, tenant_id: UUID, character_id: UUID, *, actor: Actor = _SYSTEM
    ) -> None:
        """Delete a character; its agents stay, without one. Raises `NotFound`."""
        async with tenant_scope(tenant_id):
            await _character(character_id)
            await execute("delete from character where id = $1", character_id)
            await _audit("character.delete", character_id, actor)


def _check(new: NewCharacter) -> None:
    if not new.name.strip():
        raise InvalidInput("A character needs a name.")


def _values(new: NewCharacter) -> tuple[object, ...]:
    name = new.name.strip()
    return (name, new.tone, new.greeting, new.language, new.voice_id, new.avatar_url)


async def _character(character_id: UUID) -> Character:
    row = await fetchrow(f"select {_COLUMNS} from character where id = $1", character_id)  # noqa: S608
    if row is None:
        raise NotFound("No such character.", given=character_id)
    return struct_from(row, Character, "greeting")


async def _audit(action: str, character_id: UUID, actor: Actor) -> None:
    await record(action, actor=actor, resource="character", resource_id=str(character_id))
