"""How far the first five minutes are."""

from __future__ import annotations

from uuid import UUID, uuid4

from tests.browser.answers import add_opening_hours
from wattos.database import execute, tenant_scope
from wattos.platform import Platform
from wattos_admin.start.state import ASK_AROUND, Source, go_on


async def test_page_is_not_done_when_questions_were_tried_before_everything_was_read(
    platform: Platform, tenant: UUID
) -> None:
    await add_opening_hours(platform, tenant)
    async with tenant_scope(tenant):
        job_id = await platform.jobs.enqueue(ASK_AROUND, {}, key=ASK_AROUND)
        await execute(
            "update job set state = 'succeeded', finished_at = now() where id = $1", job_id
        )
    start = await go_on(platform, tenant, Source(kind="website", job_id=uuid4()))
    assert start.is_read
    assert start.suggestions is not None
    assert (start.analysis, start.check) == ("queued", "queued")
    assert not start.is_done
