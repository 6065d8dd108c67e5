"""Verified answers in the database; every function runs in the open scope."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import asyncpg
import msgspec

from wattos.database import (
    current_tenant_id,
    execute,
    executemany,
    fetch,
    fetchrow,
    new_id,
)
from wattos.errors import Conflict, NotFound
from wattos.knowledge import Vector
from wattos.verified.schemas import (
    VerifiedAnswer,
    VerifiedContent,
    VerifiedFilter,
    VerifiedVersion,
)

STATE = "case when v.state = 'active' and v.expires_at <= now() then 'expired' else v.state end"
_SELECT = f"""
select v.id, {STATE} as state, v.version, v.question, v.answer, v.language, v.phrasings,
    v.translations, v.sources, v.owner_id, u.name as owner_name, v.agent_id, v.origin_turn_id,
    v.expires_at, v.use_count, v.last_used_at, v.created_at, v.updated_at
from verified_answer v left join users u on u.id = v.owner_id
"""  # noqa: S608
_FILTERED = f"""{_SELECT}
where ($1::text is null or v.question ilike $1 or v.answer ilike $1
       or array_to_string(v.phrasings, ' ') ilike $1)
  and ($2::text is null or {STATE} = $2)
  and ($3::text is null or v.language = $3)
  and ($4::uuid is null or v.owner_id = $4)
  and ($5::uuid is null or v.agent_id = $5)
  and ($6::timestamptz is null or v.expires_at < $6)
  and ($7::uuid is null or v.id < $7)
order by v.id desc limit $8
"""
_CANDIDATES = """
with usable as (
    select v.id from verified_answer v
    where v.state = 'active' and v.expires_at > now() and (v.agent_id is null or v.agent_id = $1)
), compared as (
    select p.verified_answer_id, p.text, p.language, p.embedding <=> $3::text::halfvec as distance
    from verified_phrasing p join usable on usable.id = p.verified_answer_id
    where p.model = $2 order by distance limit $4
)
select verified_answer_id, text, language, distance from compared
union all
(select p.verified_answer_id, p.text, p.language, 1.0
 from verified_phrasing p join usable on usable.id = p.verified_answer_id
 where p.model <> $2 limit $5)
"""


class Phrasing(msgspec.Struct, frozen=True):
    """One way to ask, ready to be stored."""

    text: str
    language: str
    vector: Vector


async def insert(answer_id: UUID, content: VerifiedContent, origin_turn_id: UUID | None) -> None:
    """A new verified answer with version 1."""
    await execute(
        "insert into verified_answer (id, tenant_id, language, question, phrasings, answer, "
        "translations, sources, owner_id, agent_id, expires_at, origin_turn_id) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        *(answer_id, current_tenant_id(), *_values(content), origin_turn_id),
    )


async def made_from(turn_id: UUID) -> UUID | None:
    """The verified answer in use that was made from a turn; a second editor's waits here."""
    await execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", str(turn_id))
    row = await fetchrow(
        "select id from verified_answer where origin_turn_id = $1 and state = 'active' "
        "and expires_at > now() order by id limit 1",
        turn_id,
    )
    return row["id"] if row is not None else None


async def replace(answer_id: UUID, content: VerifiedContent, seen: int | None) -> int:
    """The next version in place of the one that was `seen` (None: of any); returns its number.

    Raises `NotFound`, and `Conflict` when somebody has changed it since.
    """
    row = await fetchrow(
        "update verified_answer set language = $2, question = $3, phrasings = $4, answer = $5, "
        "translations = $6, sources = $7, owner_id = $8, agent_id = $9, expires_at = $10, "
        "version = version + 1, updated_at = now() "
        "where id = $1 and ($11::int is null or version = $11) returning version",
        *(answer_id, *_values(content), seen),
    )
    if row is None:
        current = await read(answer_id)
        raise Conflict(
            "Somebody else has changed this answer meanwhile.",
            given=f"version {seen}",
            expected=f"version {current.version}",
            hint="Look at what it says now, then change that.",
        )
    return row["version"]


def _values(content: VerifiedContent) -> tuple[object, ...]:
    return (
        *(content.language, content.question, content.phrasings, content.answer),
        *(content.translations, msgspec.json.encode(content.sources)),
        *(content.owner_id, content.agent_id, content.expires_at),
    )


async def insert_version(
    answer_id: UUID, version: int, content: VerifiedContent, changed_by: UUID | None
) -> None:
    """Keep what a version said."""
    await execute(
        "insert into verified_answer_version (id, tenant_id, verified_answer_id, version, content, "
        "changed_by) values ($1, $2, $3, $4, $5, $6)",
        *(new_id(), current_tenant_id(), answer_id, version),
        *(msgspec.json.encode(content), changed_by),
    )


async def put_phrasings(answer_id: UUID, model: str, phrasings: Sequence[Phrasing]) -> None:
    """Replace the ways to ask."""
    await execute("delete from verified_phrasing where verified_answer_id = $1", answer_id)
    await executemany(
        "insert into verified_phrasing (id, tenant_id, verified_answer_id, position, text, "
        "language, model, embedding) values ($1, $2, $3, $4, $5, $6, $7, $8::text::halfvec)",
        [
            (
                *(new_id(), current_tenant_id(), answer_id, position, p.text, p.language),
                *(model, _literal(p.vector)),
            )
            for position, p in enumerate(phrasings)
        ],
    )


async def read(answer_id: UUID) -> VerifiedAnswer:
    """One verified answer; raises `NotFound`."""
    row = await fetchrow(f"{_SELECT} where v.id = $1", answer_id)
    if row is None:
        raise NotFound("There is no such verified answer.", given=answer_id)
    return _answer(row)


async def listed(
    chosen: VerifiedFilter, *, before: UUID | None, limit: int
) -> list[VerifiedAnswer]:
    """The newest first."""
    pattern = f"%{_like(chosen.search)}%" if chosen.search else None
    rows = await fetch(
        _FILTERED,
        *(pattern, chosen.state, chosen.language, chosen.owner_id, chosen.agent_id),
        *(chosen.expires_before, before, limit),
    )
    return [_answer(row) for row in rows]


async def versions(answer_id: UUID) -> list[VerifiedVersion]:
    """What it said, newest first."""
    rows = await fetch(
        "select version, content, changed_by, created_at from verified_answer_version "
        "where verified_answer_id = $1 order by version desc",
        answer_id,
    )
    return [
        VerifiedVersion(
            version=row["version"],
            content=msgspec.json.decode(row["content"], type=VerifiedContent),
            changed_by=row["changed_by"],
            created_at=row["created_at"],
        )
        for row in rows
    ]


async def any_usable(agent_id: UUID | None) -> bool:
    """Whether the tenant has a verified answer that the agent may use now."""
    row = await fetchrow(
        "select 1 from verified_answer where state = 'active' and expires_at > now() "
        "and (agent_id is null or agent_id = $1) limit 1",
        agent_id,
    )
    return row is not None


async def candidates(
    agent_id: UUID | None, model: str, vector: Vector, *, nearest: int, unembedded: int
) -> list[asyncpg.Record]:
    """The nearest ways to ask, and those whose vector another model made."""
    return await fetch(_CANDIDATES, agent_id, model, _literal(vector), nearest, unembedded)


def _answer(row: asyncpg.Record) -> VerifiedAnswer:
    values = dict(row)
    for column in ("translations", "sources"):
        values[column] = msgspec.json.decode(values[column])
    return msgspec.convert(values, VerifiedAnswer)


def _like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _literal(vector: Vector) -> str:
    return f"[{','.join(format(value, '.6g') for value in vector)}]"
