"""What this room stores about a person, and all that was delivered in their conversations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from wattos.database import execute, fetch

_OF_PERSON = """
select id from conversation
where visitor_id = $1 or user_id::text = $1 order by id
"""
_MESSAGES = """
select conversation_id, created_at, role, text, citations, language from message
where conversation_id = any ($1) order by id
"""
_FEEDBACK = """
select conversation_id, turn_id, created_at, kind, value, comment from feedback
where conversation_id = any ($1) order by id
"""
_ARTIFACTS = """
select conversation_id, created_at, kind, name, media_type, byte_size from artifact
where conversation_id = any ($1) or created_by::text = $2 order by id
"""


async def conversations_of(subject_id: str) -> list[UUID]:
    """The conversations of a visitor or user of the open scope's tenant."""
    return [row["id"] for row in await fetch(_OF_PERSON, subject_id)]


async def export_conversations(
    subject_id: str, conversation_ids: Sequence[UUID]
) -> dict[str, list[dict[str, Any]]]:
    """What was said, judged and made in a person's conversations, in the open scope."""
    ids = list(conversation_ids)
    conversations = await fetch(
        "select id, created_at, updated_at, channel, channel_conversation_id, language, title, "
        "tags from conversation where id = any ($1) order by id",
        ids,
    )
    messages = [
        {**row, "citations": msgspec.json.decode(row["citations"])}
        for row in await fetch(_MESSAGES, ids)
    ]
    return {
        "conversations": [dict(row) for row in conversations],
        "messages": messages,
        "feedback": [dict(row) for row in await fetch(_FEEDBACK, ids)],
        "artifacts": [dict(row) for row in await fetch(_ARTIFACTS, ids, subject_id)],
    }


async def erase_conversations(subject_id: str, conversation_ids: Sequence[UUID]) -> int:
    """Delete a person's conversations, what came in and went out in them, and their artifacts.

    Runs in the open scope; turns, messages, events and feedback go with their conversation.
    """
    await execute("delete from artifact where created_by::text = $1", subject_id)
    return await delete_conversations(conversation_ids)


async def delete_conversations(conversation_ids: Sequence[UUID]) -> int:
    """Delete conversations in the open scope, with what came in and went out in them.

    Messages, turns, events, feedback and artifacts go with their conversation.
    """
    ids = list(conversation_ids)
    await execute(
        "delete from inbox_message where id in "
        "(select inbox_message_id from turn where conversation_id = any ($1))",
        ids,
    )
    await execute("delete from outbox_message where conversation_id = any ($1)", ids)
    status = await execute("delete from conversation where id = any ($1)", ids)
    return int(status.rpartition(" ")[2])
