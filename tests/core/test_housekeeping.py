"""What was dealt with goes after a while; what is still to be done stays however old it is."""

from __future__ import annotations

from uuid import UUID

import pytest

from wattos.conversations import Accepted
from wattos.database import call, execute, fetch, fetchval, new_id, tenant_scope
from wattos.delivery.old_rows import KEPT_JOBS
from wattos.errors import ConfigurationError
from wattos.platform import Platform
from wattos.settings import load_settings

_JOB = """
insert into job (id, tenant_id, kind, queue, state, finished_at)
select gen_random_uuid(), $1, $2, 'bulk', $3, now() - make_interval(days => $4)
from generate_series(1, $5::int)
"""
_INBOX = """
insert into inbox_message (id, tenant_id, channel, channel_message_id, state, created_at)
values (gen_random_uuid(), $1, 'x', $2, $3, now() - make_interval(days => $4))
"""
_OUTBOX = """
insert into outbox_message
    (id, tenant_id, channel, idempotency_key, conversation_id, state, sent_at)
values (gen_random_uuid(), $1, 'x', $2, $3, $4, now() - make_interval(days => $5))
"""


async def clean(platform: Platform, tenant: UUID) -> dict[str, int]:
    return await platform.jobs.run_inline(tenant, "housekeeping", {})


async def test_finished_jobs_go_but_for_the_newest_of_a_kind(
    platform: Platform, tenant: UUID
) -> None:
    async with tenant_scope(tenant):
        await execute(_JOB, tenant, "old", "succeeded", 40, KEPT_JOBS + 7)
        await execute(_JOB, tenant, "few", "failed", 40, 3)
        await execute(_JOB, tenant, "new", "succeeded", 20, KEPT_JOBS + 2)
        await execute(_JOB, tenant, "undone", "running", 40, KEPT_JOBS + 2)
    assert (await clean(platform, tenant))["jobs"] == 7
    async with tenant_scope(tenant):
        rows = await fetch("select kind, count(*) from job group by kind")
        await execute("delete from job where kind = 'undone'")
    left = {row["kind"]: row["count"] for row in rows}
    left.pop("housekeeping")
    assert left == {"old": KEPT_JOBS, "few": 3, "new": KEPT_JOBS + 2, "undone": KEPT_JOBS + 2}


async def test_messages_go_once_they_are_answered_or_sent(platform: Platform, tenant: UUID) -> None:
    conversation, quiet = new_id(), new_id()
    async with tenant_scope(tenant):
        for key, state, days in (
            ("answered", "done", 40), ("waits", "received", 400), ("repeated", "done", 8),
        ):  # fmt: skip
            await execute(_INBOX, tenant, key, state, days)
        for key, of, state, days in (
            ("mail", None, "sent", 40), ("late", None, "pending", 400),
            ("refused", None, "failed", 400), ("open", None, "unknown", 400),
            ("introduced", conversation, "sent", 40), ("lately", conversation, "sent", 2),
            ("first", quiet, "sent", 50), ("last", quiet, "sent", 40),
        ):  # fmt: skip
            await execute(_OUTBOX, tenant, key, of, state, days)
    deleted = await clean(platform, tenant)
    assert (deleted["received"], deleted["sent"]) == (1, 3)
    async with tenant_scope(tenant):
        received = await fetch("select channel_message_id as key from inbox_message")
        sent = await fetch("select idempotency_key as key from outbox_message")
    assert {row["key"] for row in received} == {"waits", "repeated"}
    assert {row["key"] for row in sent} == {"late", "refused", "open", "introduced", "lately"}


async def test_pieces_of_an_old_answer_go_and_it_is_still_read(
    platform: Platform, tenant: UUID
) -> None:
    asked: list[Accepted] = []
    answer = await platform.conversations.ask(tenant, "Was gilt?", on_accepted=asked.append)
    turn = asked[0].turn_id
    assert not (await clean(platform, tenant))["pieces"]
    async with tenant_scope(tenant):
        pieces = await fetchval("select count(*) from turn_event where type = 'text.delta'")
        await execute("update turn set finished_at = now() - interval '40 days'")
    assert (await clean(platform, tenant))["pieces"] == pieces > 0
    read = [found.event async for found in platform.conversations.events(tenant, turn)]
    assert read[-1] == answer


async def test_expired_tokens_and_links_go(platform: Platform, tenant: UUID) -> None:
    user = await platform.access.create_user(
        tenant, email=f"{new_id()}@example.org", password="long enough, I think", roles=["owner"]
    )
    slug = (await platform.tenancy.get(tenant)).slug
    for _ in range(2):
        await platform.access.sign_in(user.email, "long enough, I think", tenant_slug=slug)
    async with tenant_scope(tenant):
        await execute(
            "update refresh_token set expires_at = now() - interval '1 hour' where id in "
            "(select id from refresh_token limit 1)"
        )
    assert (await clean(platform, tenant))["tokens"] == 1
    async with tenant_scope(tenant):
        assert await fetchval("select count(*) from refresh_token") == 1


async def test_counts_of_sign_ins_go_once_they_bar_nobody(platform: Platform, tenant: UUID) -> None:
    old, new = f"{new_id()}", f"{new_id()}"
    for key, minutes in ((old, 16), (new, 5)):
        await call(
            "insert into sign_in_attempt (id, key_hash, attempts, window_started_at) "
            "values ($1, $2, 100, now() - make_interval(mins => $3))",
            *(new_id(), key, minutes),
        )
    await clean(platform, tenant)
    left = await call("select key_hash from sign_in_attempt where key_hash = any($1)", [old, new])
    assert [row["key_hash"] for row in left] == [new]


def test_days_leave_channels_their_week_of_repeats() -> None:
    assert load_settings({"WATTOS_KEPT_DAYS": "8"}).kept_days == 8
    with pytest.raises(ConfigurationError, match="8 or more"):
        load_settings({"WATTOS_KEPT_DAYS": "7"})
