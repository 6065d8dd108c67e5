"""Conversations as lists show them: searched, filtered, sorted, a page at a time."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

import msgspec

from wattos.conversations.schemas import Owner
from wattos.database import fetch, tenant_scope

ConversationSort = Literal["created_at", "updated_at"]
CONVERSATION_SORTS: tuple[ConversationSort, ...] = ("created_at", "updated_at")
Outcome = Literal[
    "waiting",
    "answered",
    "refused",
    "failed",
    "judged",
    "disliked",
    "human",
    "handed_over",
]
"""`waiting` asked for a person, and nobody has written yet."""
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


# `{t}` stands for "the row t is of the wanted days".
_RECENT = (
    "({of}.created_at >= coalesce($7, now() - make_interval(days => $5), '-infinity') "
    "and {of}.created_at < coalesce($8::timestamptz, 'infinity'))"
)
_BAD = "(f.kind = 'thumb' and f.value = -1 or f.kind = 'stars' and f.value <= 2)"
_PARTS = {of: _RECENT.format(of=of) for of in ("c", "f", "t")} | {"bad": _BAD}
_HAS: dict[Outcome | None, str] = {
    None: "{c}",
    "answered": "c.id in (select t.conversation_id from turn t "
    "where t.state = 'completed' and not t.abstained and {t})",
    "refused": "c.id in (select t.conversation_id from turn t where t.abstained and {t})",
    "failed": "c.id in (select t.conversation_id from turn t where t.state = 'failed' and {t})",
    "judged": "c.id in (select f.conversation_id from feedback f where {f})",
    "disliked": "c.id in (select f.conversation_id from feedback f where {f} and {bad})",
    "waiting": "c.owner = 'paused' and {c}",
    "human": "c.owner = 'human' and {c}",
    "handed_over": "{c} and (c.owner = 'human' "
    "or c.id in (select m.conversation_id from message m where m.role = 'human'))",
}
_WHERE = (
    "where ($1::text is null or c.channel = $1) and ($2::uuid is null or c.agent_id = $2) "
    "and ($6::text is null or (c.tags <> '{}' and $6 = any (c.tags))) "
    "and ($9::uuid is null or c.id = any (array("
    "select m.conversation_id from message m where m.verified_answer_id = $9)))"
)
# One pass over the messages, whatever the planner thinks of how many match.
_SAID = "and c.id = any (array(select m.conversation_id from message m where m.text ilike $10))"
# Only the page's own rows are looked into, after the limit.
_ROWS = """
select c.id, c.channel, c.owner, c.language, c.created_at, c.updated_at, c.tags,
    a.name as agent,
    coalesce((select left(m.text, 300) from message m
              where m.conversation_id = c.id and m.role = 'person' order by m.id limit 1), '')
        as question,
    (select count(*) from message m where m.conversation_id = c.id) as messages,
    exists (select 1 from message m where m.conversation_id = c.id and m.abstained) as refused,
    c.total
from (select c.*, count(*) over () as total from conversation c {where}
      order by {order} limit $3 offset $4) c
left join agent a on a.id = c.agent_id
order by {order}
"""


class ConversationRow(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation in a list, with the question it began with."""

    id: UUID
    channel: str
    owner: Owner
    language: str | None
    created_at: datetime
    updated_at: datetime
    agent: str | None
    """The agent's name."""
    question: str
    messages: int
    refused: bool
    """Whether some question found no source."""
    tags: list[str] = []


class ConversationPage(msgspec.Struct, frozen=True, kw_only=True):
    """One page of conversations, and how many there are in all (0 beyond the last page)."""

    conversations: list[ConversationRow]
    total: int


async def list_conversations(
    tenant_id: UUID,
    *,
    text: str = "",
    channel: str | None = None,
    agent_id: UUID | None = None,
    outcome: Outcome | None = None,
    days: int | None = None,
    between: tuple[datetime, datetime] | None = None,
    tag: str | None = None,
    verified_answer_id: UUID | None = None,
    sort: ConversationSort = "created_at",
    descending: bool = True,
    limit: int = 25,
    offset: int = 0,
) -> ConversationPage:
    """Conversations in which `text` was said and `outcome` happened, in the wanted order.

    `days` counts back from now: to the outcome where that is an answer or a verdict, else to the
    conversation's begin. `between` are two moments instead, the second one not included. With
    `verified_answer_id` only those in which that answer was given.
    """
    where = f"{_WHERE} and {_HAS[outcome].format(**_PARTS)}"
    direction = "desc" if descending else "asc"
    order = f"c.{sort} {direction}, c.id {direction}"
    since, until = between or (None, None)
    arguments: list[object] = [channel, agent_id, limit, offset, days, tag, since, until]
    arguments.append(verified_answer_id)
    if text:
        where, arguments = f"{where} {_SAID}", [*arguments, like(text)]
    async with tenant_scope(tenant_id):
        rows = await fetch(_ROWS.format(where=where, order=order), *arguments)
    values = [dict(row) for row in rows]
    total = max((value.pop("total") for value in values), default=0)
    return ConversationPage(
        conversations=[ConversationRow(**value) for value in values], total=total
    )


def like(text: str) -> str:
    """A pattern for ILIKE that finds `text` anywhere, its own wildcards taken literally."""
    plain = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{plain}%"
