"""How far the first five minutes are."""

from __future__ import annotations

from uuid import UUID, uuid4

from tests.browser.answers import add_opening_hours
from wattos.database import execute, tenant_scope
from wattos.knowledge import NewDocument
from wattos.platform import Platform
from wattos_admin.start.example import forget_example
from wattos_admin.start.jobs import EXAMPLE
from wattos_admin.start.state import ASK_AROUND, Source, go_on, look


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


async def test_what_was_tried_before_this_reading_does_not_count(
    platform: Platform, tenant: UUID
) -> None:
    await add_opening_hours(platform, tenant)
    async with tenant_scope(tenant):
        await platform.jobs.enqueue(ASK_AROUND, {}, key=ASK_AROUND)
        await execute("update job set state = 'succeeded', finished_at = now()")
    async with tenant_scope(tenant):
        reading = await platform.jobs.enqueue(EXAMPLE, {"base": ""}, key=EXAMPLE)
    assert (
        await look(platform, tenant, Source(kind="example", job_id=reading))
    ).suggestions is None


async def test_example_city_goes_and_other_pages_stay(platform: Platform, tenant: UUID) -> None:
    base, space = "http://here.example/admin/example-site", "default"
    for url in (f"{base}/rathaus.html", "http://here.example/own.html"):
        page = NewDocument(
            space_id=await platform.knowledge.ensure_space(tenant, space),
            source_kind="page",
            url=url,
            data=f"<h1>{url}</h1>".encode(),
            media_type="text/html",
        )
        await platform.knowledge.add(tenant, page)
    await forget_example(platform, tenant, base)
    left = [document.url for document in await platform.knowledge.documents(tenant)]
    assert left == ["http://here.example/own.html"]
