"""What agents did in a person's conversations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from wattos.database import execute, fetch


async def export_runs(conversation_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """The tool calls of conversations with their arguments and results, in the open scope."""
    rows = await fetch(
        "select r.conversation_id, c.created_at, c.tool, c.arguments, c.result, c.state "
        "from agent_run r join tool_call c on c.agent_run_id = r.id "
        "where r.conversation_id = any ($1) order by c.id",
        list(conversation_ids),
    )
    return [
        {
            **row,
            "arguments": msgspec.json.decode(row["arguments"]),
            "result": msgspec.json.decode(row["result"]) if row["result"] else None,
        }
        for row in rows
    ]


async def erase_runs(conversation_ids: Sequence[UUID]) -> int:
    """Delete the agents' runs in conversations, with their tool calls, in the open scope."""
    status = await execute(
        "delete from agent_run where conversation_id = any ($1)", list(conversation_ids)
    )
    return int(status.rpartition(" ")[2])
