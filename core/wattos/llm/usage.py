"""What each attempt at a model consumed, and the sums of it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from wattos.database import executemany, fetch, fetchrow, new_id, tenant_scope
from wattos.events import Usage
from wattos.llm.schemas import CallContext, TokenCount

GroupBy = Literal["model", "purpose", "agent_id", "user_id"]


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt at one model; durations are milliseconds, `cost_usd` None is an unknown price."""

    purpose: str
    model: str
    tokens: TokenCount
    estimated: bool
    cost_usd: Decimal | None
    duration_ms: int
    first_token_ms: int | None
    outcome: str


class UsageSum(msgspec.Struct, frozen=True, kw_only=True):
    """Calls of one model, purpose, agent or user; `unpriced` counts calls without a known price."""

    key: str
    calls: int
    failed: int
    input_tokens: int
    output_tokens: int
    cost_usd: float
    unpriced: int


async def record_attempts(context: CallContext, attempts: list[Attempt]) -> None:
    """Store the attempts of one request, in a short transaction of their own."""
    rows = [
        (
            new_id(),
            context.tenant_id,
            attempt.purpose,
            attempt.model,
            context.agent_id,
            context.conversation_id,
            context.turn_id,
            context.user_id,
            attempt.tokens.input_tokens,
            attempt.tokens.output_tokens,
            attempt.estimated,
            attempt.cost_usd,
            attempt.duration_ms,
            attempt.first_token_ms,
            attempt.outcome,
        )
        for attempt in attempts
    ]
    async with tenant_scope(context.tenant_id):
        await executemany(
            "insert into llm_usage (id, tenant_id, purpose, model, agent_id, conversation_id, "
            "turn_id, user_id, input_tokens, output_tokens, estimated, cost_usd, duration_ms, "
            "first_token_ms, outcome) "
            "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
            rows,
        )


async def turn_usage(tenant_id: UUID, turn_id: UUID) -> Usage:
    """What a turn's calls have consumed, those of earlier attempts at it included."""
    async with tenant_scope(tenant_id):
        row = await fetchrow(
            "select coalesce(sum(input_tokens), 0)::bigint as input_tokens, "
            "coalesce(sum(output_tokens), 0)::bigint as output_tokens, "
            "coalesce(sum(cost_usd), 0)::float8 as cost_usd from llm_usage where turn_id = $1",
            turn_id,
        )
    return Usage(**dict(row)) if row is not None else Usage()


_SUMS = """
    select coalesce({column}::text, '') as key, count(*) as calls,
        count(*) filter (where outcome like 'failed:%') as failed,
        sum(input_tokens)::bigint as input_tokens, sum(output_tokens)::bigint as output_tokens,
        coalesce(sum(cost_usd), 0)::float8 as cost_usd,
        count(*) filter (where cost_usd is null) as unpriced
    from llm_usage where created_at >= $1 and created_at < $2 group by 1 order by calls desc, 1
"""
_COLUMNS: dict[GroupBy, str] = {
    "model": "model",
    "purpose": "purpose",
    "agent_id": "agent_id",
    "user_id": "user_id",
}


async def usage_sums(
    tenant_id: UUID, *, since: datetime, until: datetime, by: GroupBy = "model"
) -> list[UsageSum]:
    """A tenant's usage from `since` up to but not at `until`, most calls first."""
    sql = _SUMS.format(column=_COLUMNS[by])
    async with tenant_scope(tenant_id):
        rows = await fetch(sql, since, until)
    return [UsageSum(**dict(row)) for row in rows]
