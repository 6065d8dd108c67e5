"""Old conversations go with all that hangs on them, and nothing else does."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
import pytest

from wattos.conversations import Accepted
from wattos.database import execute, fetch, fetchval, new_id, tenant_scope
from wattos.platform import Platform
from wattos.subjects import DAYS_SETTING, days_in

LEFT = """
insert into left_question (id, tenant_id, conversation_id, visitor_id, question, email)
values ($1, $2, $3, 'v', 'Who?', 'ada@example.org')
"""
OF_CONVERSATIONS = ("message", "turn", "turn_event", "agent_run", "artifact", "left_question")


async def ask(platform: Platform, tenant: UUID, question: str, *, days_ago: int) -> UUID:
    asked: list[Accepted] = []
    await platform.conversations.ask(tenant, question, on_accepted=asked.append)
    conversation = asked[0].conversation_id
    await platform.conversations.artifacts.create(
        tenant, name="a.txt", media_type="text/plain", content=b"x", conversation_id=conversation
    )
    async with tenant_scope(tenant):
        await execute(
            "update conversation set updated_at = now() - make_interval(days => $2) where id = $1",
            *(conversation, days_ago),
        )
        await execute(LEFT, new_id(), tenant, conversation)
    return conversation


async def counts(tenant: UUID) -> dict[str, int]:
    async with tenant_scope(tenant):
        return {
            table: await fetchval(f"select count(*) from {table}") for table in OF_CONVERSATIONS
        }


async def test_old_conversations_go_whole_and_are_audited_by_number(
    platform: Platform, tenant: UUID
) -> None:
    kept = await ask(platform, tenant, "When does it open?", days_ago=29)
    of_one = await counts(tenant)
    await ask(platform, tenant, "Where is it?", days_ago=31)
    assert (await platform.retention.preview(tenant)).days is None
    assert await platform.retention.delete_old(tenant) == 0

    await platform.tenancy.update(tenant, settings={DAYS_SETTING: 30})
    preview = await platform.retention.preview(tenant)
    assert (preview.days, preview.conversations, preview.messages) == (30, 1, 2)
    await platform.jobs.run_inline(tenant, "subjects.retention", {})
    async with tenant_scope(tenant):
        left = await fetch("select id from conversation")
        (entry,) = await fetch(
            "select detail from audit_entry where action = 'conversation.retention'"
        )
    assert [row["id"] for row in left] == [kept]
    assert await counts(tenant) == of_one
    assert all(of_one.values())
    assert msgspec.json.decode(entry["detail"]) == {"conversations": 1, "days": 30}
    assert await platform.retention.delete_old(tenant) == 0


@pytest.mark.parametrize("days", [None, 0, -1, "30", 4000, 1.5])
def test_rule_that_is_no_number_of_days_keeps_everything(days: Any) -> None:
    assert days_in({DAYS_SETTING: days}) is None
