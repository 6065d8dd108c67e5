"""Quotes of a person's own questions in what analyses concluded.

The questions were redacted before they were kept, but a person's words stay theirs: they can be
exported, and they go when the person's conversations go. `Evidence.document_id` of a conversation
is its id.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from wattos.conversations import conversations_of
from wattos.database import execute, fetch, tenant_scope

_PLACES = (
    ("target_group", "content"),
    ("persona", "content"),
    ("insight_version", "content"),
    ("customer_analysis", "gaps"),
    ("customer_analysis", "doubts"),
    ("customer_analysis", "ungrouped"),
    ("agent_generation", "questions"),
)
"""Tables and columns whose documents hold quotes."""


async def export_quotes(tenant_id: UUID, subject_id: str) -> dict[str, Any]:
    """The person's questions that stand as quotes beside a group."""
    async with tenant_scope(tenant_id):
        mine = {str(item) for item in await conversations_of(subject_id)}
        found = [value for _, _, _, value in await _documents(mine)]
    quotes = sorted({quote for value in found for quote in _quotes(value, mine)})
    return {"quotes": quotes} if quotes else {}


async def erase_quotes(tenant_id: UUID, subject_id: str) -> int:
    """Take the person's quotes out everywhere; returns how many records changed."""
    async with tenant_scope(tenant_id):
        return await erase_quotes_of(tenant_id, await conversations_of(subject_id))


async def erase_quotes_of(tenant_id: UUID, conversation_ids: Sequence[UUID]) -> int:
    """Take these conversations' quotes out everywhere; returns how many records changed."""
    mine = {str(item) for item in conversation_ids}
    async with tenant_scope(tenant_id):
        found = await _documents(mine)
        for table, column, row_id, value in found:
            await execute(
                f"update {table} set {column} = $2 where id = $1",  # noqa: S608 - names from above
                *(row_id, _without(value, mine)),
            )
    return len(found)


async def _documents(mine: set[str]) -> list[tuple[str, str, UUID, Any]]:
    """The rows that hold one of these conversations' quotes."""
    found: list[tuple[str, str, UUID, Any]] = []
    for table, column in _PLACES:
        for row in await fetch(f"select id, {column} as it from {table}") if mine else []:  # noqa: S608
            value = msgspec.json.decode(row["it"])
            if _quotes(value, mine):
                found.append((table, column, row["id"], value))
    return found


def _quotes(value: Any, mine: set[str]) -> list[str]:
    if isinstance(value, dict):
        own = [value["quote"]] if _is_mine(value, mine) else []
        return own + [quote for item in value.values() for quote in _quotes(item, mine)]
    if isinstance(value, list):
        return [quote for item in value for quote in _quotes(item, mine)]
    return []


def _is_mine(value: dict[str, Any], mine: set[str]) -> bool:
    return "quote" in value and value.get("document_id") in mine


def _without(value: Any, mine: set[str]) -> Any:
    """The document without these quotes, and without what was made of them alone."""
    if isinstance(value, list):
        kept = [item for item in value if not _rests_on(item, mine)]
        return [_without(item, mine) for item in kept]
    if isinstance(value, dict):
        return {name: _without(item, mine) for name, item in value.items()}
    return value


def _rests_on(value: Any, mine: set[str]) -> bool:
    """Whether a quote, a claim or a gap is the person's: itself, or all of its evidence."""
    if not isinstance(value, dict):
        return False
    evidence = value.get("evidence")
    if isinstance(evidence, dict):
        return _is_mine(evidence, mine)
    if isinstance(evidence, list) and evidence and "text" in value:
        return all(_is_mine(item, mine) for item in evidence)
    return _is_mine(value, mine)
