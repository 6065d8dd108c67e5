"""Words that colleagues put on conversations to find them again."""

from __future__ import annotations

from uuid import UUID

from wattos.access import Actor
from wattos.audit import record
from wattos.conversations.texts import storable
from wattos.database import fetch, fetchval, tenant_scope
from wattos.errors import Conflict, InvalidInput, NotFound

LONGEST_TAG = 40
MOST_TAGS = 20

_ADD = "array(select distinct unnest(tags || array[$2::text]) order by 1)"
_REMOVE = "array_remove(tags, $2::text)"


async def add_tag(tenant_id: UUID, conversation_id: UUID, tag: str, *, actor: Actor) -> list[str]:
    """Put a tag on a conversation; returns all it has, sorted. The same again changes nothing.

    Raises NotFound, InvalidInput for an empty or long tag, and Conflict above 20.
    """
    return await _change(tenant_id, conversation_id, clean_tag(tag), _ADD, "added", actor)


async def remove_tag(
    tenant_id: UUID, conversation_id: UUID, tag: str, *, actor: Actor
) -> list[str]:
    """Take a tag off; returns what is left. Raises NotFound for the conversation."""
    return await _change(tenant_id, conversation_id, clean_tag(tag), _REMOVE, "removed", actor)


async def tags_in_use(tenant_id: UUID) -> dict[str, int]:
    """The tags of the tenant's conversations with how many have each, by name."""
    async with tenant_scope(tenant_id):
        rows = await fetch(
            "select tag, count(*) as conversations from conversation, unnest(tags) as tag "
            "where tags <> '{}' group by tag order by tag"
        )
    return {row["tag"]: row["conversations"] for row in rows}


def clean_tag(tag: str) -> str:
    """A tag as it is kept: one line, single blanks. Raises InvalidInput."""
    cleaned = " ".join(storable(tag).split())
    if not cleaned or len(cleaned) > LONGEST_TAG:
        raise InvalidInput("This is no tag.", expected=f"1 to {LONGEST_TAG} characters")
    return cleaned


async def _change(
    tenant_id: UUID, conversation_id: UUID, tag: str, change: str, what: str, actor: Actor
) -> list[str]:
    async with tenant_scope(tenant_id):
        tags: list[str] | None = await fetchval(
            f"update conversation set tags = {change} where id = $1 returning tags",  # noqa: S608
            *(conversation_id, tag),
        )
        if tags is None:
            raise NotFound("There is no such conversation.", given=conversation_id)
        if len(tags) > MOST_TAGS:
            raise Conflict("The conversation has enough tags.", expected=f"at most {MOST_TAGS}")
        await record(
            "conversation.tags",
            actor=actor,
            resource="conversation",
            resource_id=conversation_id,
            detail={"change": what},
        )
    return tags
