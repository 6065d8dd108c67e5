"""The pieces in which answers were written, once the answers are old."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from wattos.delivery import delete_all

# A late reader still finds how the turn began and its end, which has the whole text and sources.
_PIECES = """
delete from turn_event where id in (
    select e.id from turn t join turn_event e on e.turn_id = t.id
    where t.finished_at < $1 and t.state in ('completed', 'failed')
        and e.type = 'text.delta'
    limit 5000)
"""


async def delete_pieces(tenant_id: UUID, before: datetime) -> int:
    """Delete the text pieces of turns that ended before; returns how many."""
    return await delete_all(tenant_id, _PIECES, before)
