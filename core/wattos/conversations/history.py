"""Reading conversations: lists, one of them, its messages."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import asyncpg
import msgspec

from wattos.conversations.schemas import (
    ConversationInfo,
    FeedbackInfo,
    MessageInfo,
    Role,
    TurnInfo,
)
from wattos.conversations.texts import DISCLOSURE, localized
from wattos.database import fetch, fetchrow, tenant_scope
from wattos.errors import NotFound
from wattos.events import Citation, Suggestion

MAX_LISTED = 200
_COLUMNS = (
    "id, channel, channel_conversation_id, owner, created_at, updated_at, agent_id, user_id, "
    "visitor_id, language, model, title, tags"
)

_SELECT_MESSAGE = """
select m.id, m.role, m.text, m.created_at, m.turn_id, m.citations, m.abstained, m.language,
    m.verified_answer_id, t.state as turn_state, ended.offered, ended.quoted_language,
    (select coalesce(jsonb_agg(jsonb_build_object(
        'kind', f.kind, 'value', f.value, 'comment', f.comment)), '[]')
     from feedback f where f.turn_id = m.turn_id and m.role = 'agent') as feedback
from message m left join turn t on t.id = m.turn_id
left join lateral (
    select e.payload->'suggestions' as offered, e.payload->>'quoted_language' as quoted_language
    from turn_event e
    where m.role = 'agent' and e.turn_id = m.turn_id and e.type = 'turn.completed'
    order by e.seq desc limit 1
) ended on true
"""
_MESSAGE = f"{_SELECT_MESSAGE} where m.id = $1"
_MESSAGES = f"""{_SELECT_MESSAGE}
where m.conversation_id = $1 and ($2::uuid is null or m.id > $2)
  and ($3::text[] is null or m.role = any ($3))
order by m.id limit $4
"""


class ConversationReader:
    """The reading half of the conversations service."""

    async def get(
        self, tenant_id: UUID, conversation_id: UUID, *, visitor_id: str | None = None
    ) -> ConversationInfo:
        """A conversation; with `visitor_id` only that visitor's own. Raises NotFound."""
        async with tenant_scope(tenant_id):
            row = await fetchrow(
                f"select {_COLUMNS} from conversation where id = $1 "  # noqa: S608
                "and ($2::text is null or visitor_id = $2)",
                conversation_id,
                visitor_id,
            )
        if row is None:
            raise NotFound("There is no such conversation.", given=conversation_id)
        return _info(row)

    async def find(
        self, tenant_id: UUID, channel: str, channel_conversation_id: str
    ) -> ConversationInfo:
        """The conversation that a channel knows under its own id. Raises NotFound."""
        async with tenant_scope(tenant_id):
            row = await fetchrow(
                f"select {_COLUMNS} from conversation "  # noqa: S608
                "where channel = $1 and channel_conversation_id = $2",
                channel,
                channel_conversation_id,
            )
        if row is None:
            raise NotFound("There is no such conversation.", given=channel_conversation_id)
        return _info(row)

    async def list(
        self,
        tenant_id: UUID,
        *,
        channel: str | None = None,
        tag: str | None = None,
        before: UUID | None = None,
        limit: int = 50,
    ) -> list[ConversationInfo]:
        """Conversations, newest first; `before` is the last id of the page before."""
        async with tenant_scope(tenant_id):
            rows = await fetch(
                f"select {_COLUMNS} from conversation "  # noqa: S608
                "where ($1::text is null or channel = $1) and ($2::uuid is null or id < $2) "
                "and ($4::text is null or (tags <> '{}' and $4 = any (tags))) "
                "order by id desc limit $3",
                channel,
                before,
                max(1, min(limit, MAX_LISTED)),
                tag,
            )
        return [_info(row) for row in rows]

    async def history(
        self,
        tenant_id: UUID,
        conversation_id: UUID,
        *,
        after: UUID | None = None,
        limit: int = MAX_LISTED,
    ) -> list[MessageInfo]:
        """A conversation's messages, oldest first; `after` is the last id of the page before."""
        async with tenant_scope(tenant_id):
            return await read_messages(conversation_id, after=after, limit=limit)

    async def turn(
        self, tenant_id: UUID, turn_id: UUID, *, visitor_id: str | None = None
    ) -> TurnInfo:
        """A turn; with `visitor_id` only one of that visitor's own. Raises NotFound."""
        async with tenant_scope(tenant_id):
            row = await fetchrow(
                "select t.id, t.conversation_id, t.state, t.created_at, t.finished_at "
                "from turn t join conversation c on c.id = t.conversation_id "
                "where t.id = $1 and ($2::text is null or c.visitor_id = $2)",
                turn_id,
                visitor_id,
            )
        if row is None:
            raise NotFound("There is no such turn.", given=turn_id)
        return TurnInfo(**dict(row))


async def read_messages(
    conversation_id: UUID,
    *,
    after: UUID | None,
    roles: Sequence[Role] | None = None,
    limit: int = MAX_LISTED,
) -> list[MessageInfo]:
    """A conversation's messages in the open scope, oldest first; None is every role's."""
    rows = await fetch(
        _MESSAGES,
        *(conversation_id, after, list(roles) if roles else None, max(1, min(limit, MAX_LISTED))),
    )
    return [_message(row) for row in rows]


async def read_message(message_id: UUID) -> MessageInfo:
    """One message in the open scope. Raises NotFound."""
    row = await fetchrow(_MESSAGE, message_id)
    if row is None:
        raise NotFound("There is no such message.", given=message_id)
    return _message(row)


def _info(row: asyncpg.Record) -> ConversationInfo:
    return ConversationInfo(**dict(row), disclosure=localized(DISCLOSURE, row["language"]))


def _message(row: asyncpg.Record) -> MessageInfo:
    return MessageInfo(
        id=row["id"],
        role=row["role"],
        text=row["text"],
        created_at=row["created_at"],
        turn_id=row["turn_id"],
        turn_state=row["turn_state"],
        citations=msgspec.json.decode(row["citations"], type=list[Citation]),
        abstained=row["abstained"],
        language=row["language"],
        verified_answer_id=row["verified_answer_id"],
        suggestions=msgspec.json.decode(row["offered"] or "[]", type=list[Suggestion]),
        quoted_language=row["quoted_language"] or "",
        feedback=msgspec.json.decode(row["feedback"], type=list[FeedbackInfo]),
    )
