"""Taking away what delivery has dealt with: never what still has to be done, sent or decided."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from wattos.database import execute, tenant_scope

KEPT_JOBS = 100
"""The newest jobs of each kind stay however old: people read there what was done last."""

_BATCH = 1000

_JOBS = f"""
delete from job where id in (
    select id from (
        select id, state, finished_at,
            row_number() over (partition by kind order by position desc) as place
        from job) as ranked
    where place > {KEPT_JOBS} and state in ('succeeded', 'failed', 'cancelled')
        and finished_at < $1
    limit {_BATCH})
"""  # noqa: S608 - two numbers of this module

_INBOX = f"""
delete from inbox_message where id in (
    select id from inbox_message where state <> 'received' and created_at < $1 limit {_BATCH})
"""  # noqa: S608 - see above

# A conversation's messages go together: an earlier one holds that an AI has introduced itself.
# Failed and unknown ones wait for a person's decision.
_OUTBOX = f"""
delete from outbox_message where id in (
    select m.id from outbox_message m
    where m.state = 'sent' and m.sent_at < $1 and not exists (
        select 1 from outbox_message o where o.conversation_id = m.conversation_id
            and (o.state <> 'sent' or o.sent_at >= $1))
    limit {_BATCH})
"""  # noqa: S608 - see above


async def delete_dealt_with(tenant_id: UUID, before: datetime) -> dict[str, int]:
    """Delete finished jobs, answered messages and sent ones of before; how many of each.

    `before` lies at least eight days back: channels repeat a message for seven, and its inbox row
    is what keeps a repeat from having a second effect.
    """
    statements = {"jobs": _JOBS, "received": _INBOX, "sent": _OUTBOX}
    return {what: await delete_all(tenant_id, sql, before) for what, sql in statements.items()}


async def delete_all(tenant_id: UUID, sql: str, before: datetime) -> int:
    """Repeat a statement that deletes some rows of before, a short transaction each, until none."""
    deleted = 0
    while True:
        async with tenant_scope(tenant_id):
            status = await execute(sql, before)
        count = int(status.rpartition(" ")[2])
        deleted += count
        if count == 0:
            return deleted
