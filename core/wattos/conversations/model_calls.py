"""The model calls behind the cost of a period, one by one."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

import msgspec

from wattos.conversations.listing import like
from wattos.database import fetch, tenant_scope

CallSort = Literal["created_at", "cost_usd"]
CALL_SORTS: tuple[CallSort, ...] = get_args(CallSort)

# The same calls as the cost of `analytics.overview` sums up. Questions are read for the page's own
# rows only.
_CALLS = """
select u.id, u.created_at, u.purpose, u.model, u.input_tokens, u.output_tokens, u.estimated,
    u.cost_usd::float8 as cost_usd, u.outcome, u.known as conversation_id, u.total,
    coalesce((select left(m.text, 300) from message m where m.conversation_id = u.known
              and m.turn_id = u.turn_id and m.role = 'person' limit 1), '') as question
from (select u.*, c.id as known, count(*) over () as total
      from llm_usage u left join conversation c on c.id = u.conversation_id
      where u.created_at >= now() - make_interval(days => $1)
        and ($2::text is null or c.channel = $2) and ($3::uuid is null or c.agent_id = $3)
        and ($4::text is null or u.purpose = $4) and ($5::text is null or u.model = $5)
        and ($8 = '' or exists (
            select 1 from message m where m.conversation_id = u.conversation_id
              and m.turn_id = u.turn_id and m.role = 'person' and m.text ilike $8))
      order by {order} limit $6 offset $7) u
order by {order}
"""


class ModelCall(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt at one model.

    `cost_usd` is None where no price is known; tokens are `estimated` where the provider reported
    none. `outcome` is `succeeded`, `failed:<reason>` or `cancelled`. Calls outside conversations
    (trial questions, analyses) have neither conversation nor question.
    """

    id: UUID
    created_at: datetime
    purpose: str
    model: str
    input_tokens: int
    output_tokens: int
    estimated: bool
    cost_usd: float | None
    outcome: str
    conversation_id: UUID | None
    question: str


async def list_model_calls(
    tenant_id: UUID,
    *,
    days: int,
    text: str = "",
    channel: str | None = None,
    agent_id: UUID | None = None,
    purpose: str | None = None,
    model: str | None = None,
    sort: CallSort = "created_at",
    descending: bool = True,
    limit: int = 25,
    offset: int = 0,
) -> tuple[list[ModelCall], int]:
    """A page of the calls of the last `days` days, and how many there are (0 beyond the last).

    With `text` only those for a question in which it stands.
    """
    direction = "desc nulls last" if descending else "asc nulls first"
    order = f"u.{sort} {direction}, u.id {'desc' if descending else 'asc'}"
    arguments = (days, channel, agent_id, purpose, model, limit, offset, text and like(text))
    async with tenant_scope(tenant_id):
        rows = await fetch(_CALLS.format(order=order), *arguments)
    values = [dict(row) for row in rows]
    total = max((value.pop("total") for value in values), default=0)
    return [ModelCall(**value) for value in values], total
