"""How far the first five minutes are."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

import httpx

from tests.admin_ui.wattos_admin.conftest import send
from tests.browser.answers import add_opening_hours
from wattos.agents import AgentSpec, NewAgent
from wattos.database import execute, tenant_scope
from wattos.delivery import JobContext, Progress
from wattos.events import Citation, PlatformEvent
from wattos.knowledge import NewDocument
from wattos.platform import Platform
from wattos.verified import VerifiedContent
from wattos_admin.plugin import track_event
from wattos_admin.start.example import example_documents
from wattos_admin.start.jobs import EXAMPLE, FILES
from wattos_admin.start.state import (
    ANALYSE,
    ASK_AROUND,
    CHECK,
    Source,
    go_on,
    look,
    remember,
    source_of,
)


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


async def test_most_pages_reason_is_told_where_nothing_was_read(
    platform: Platform, tenant: UUID
) -> None:
    gone, hidden = {"de": "Fehlt.", "en": "Is gone."}, {"de": "Verborgen.", "en": "Is hidden."}
    pages = [{"explanation": each} for each in (gone, hidden, {}, hidden)]
    async with tenant_scope(tenant):
        job_id = await platform.jobs.enqueue(EXAMPLE, {"base": ""}, key=EXAMPLE)
        await execute(
            "update job set state = 'succeeded', finished_at = now(), result = $2 where id = $1",
            job_id,
            json.dumps({"pages": pages}),
        )
    start = await look(platform, tenant, Source(kind="website", job_id=job_id))
    assert start.why_nothing == hidden


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


async def test_groups_are_looked_for_after_the_reading_while_nobody_looks(
    platform: Platform, tenant: UUID
) -> None:
    await add_opening_hours(platform, tenant)
    event = PlatformEvent(name="crawl.finished", tenant_id=tenant)
    await track_event(platform, event)
    assert await platform.jobs.list(tenant) == []  # nobody began on the first page
    await remember(platform, tenant, Source(kind="website", job_id=uuid4()))
    for _ in range(2):
        await track_event(platform, event)
    begun = sorted(job.kind for job in await platform.jobs.list(tenant))
    assert begun == sorted([ANALYSE, ASK_AROUND, CHECK])


async def test_groups_are_looked_for_after_an_upload_while_nobody_looks(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient
) -> None:
    files = {"files": ("pool.txt", b"The pool opens at nine.")}
    await send(owner, "/admin/start/files", files, page="/admin/knowledge")
    (job,) = await platform.jobs.list(tenant, kind=FILES)
    (stored,) = await platform.knowledge.documents(tenant)

    async def report(_: Progress) -> None: ...

    async def cancelled() -> bool:
        return False

    await platform.jobs.kinds[FILES].run(
        JobContext(
            job_id=job.id,
            tenant_id=tenant,
            attempt=1,
            payload={"document_ids": [str(stored.id)]},
            requested_by=None,
            report=report,
            is_cancelled=cancelled,
        )
    )
    begun = await platform.jobs.list(tenant)
    for one in begun:  # no later test's worker shall run them
        await platform.jobs.cancel(tenant, one.id)
    assert {one.kind for one in begun} == {FILES, ANALYSE, ASK_AROUND}


async def bring(platform: Platform, tenant: UUID, url: str) -> UUID:
    """Add a page that is not processed."""
    page = NewDocument(
        space_id=await platform.knowledge.ensure_space(tenant),
        source_kind="page",
        url=url,
        data=f"<h1>{url}</h1>".encode(),
        media_type="text/html",
    )
    return (await platform.knowledge.add(tenant, page)).document_id


async def verify(platform: Platform, tenant: UUID, question: str, document: UUID) -> UUID:
    """An answer that an editor took from a document."""
    source = Citation(url="https://t.example", title="", quote="Um neun.", document_id=document)
    content = VerifiedContent(question=question, answer="Um neun.", language="de", sources=[source])
    return (await platform.verified.create(tenant, content)).id


async def test_example_city_goes_with_what_was_made_from_it_and_the_rest_stays(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient
) -> None:
    before = (await platform.tenancy.get(tenant)).name
    await send(owner, "/admin/start/example", page="/admin/start")
    assert (await platform.tenancy.get(tenant)).name == "Town of Lindenfurt (fictional)"
    source = await source_of(platform, tenant)
    assert source is not None
    city = await bring(platform, tenant, source.url.replace("index", "rathaus"))
    own = await bring(platform, tenant, "http://here.example/own.html")
    of_city, kept = (
        await verify(platform, tenant, "Wann öffnet das Rathaus?", city),
        await verify(platform, tenant, "Wann beginnt der Markt?", own),
    )
    made = await platform.agents.create(
        tenant, NewAgent(name="Eltern", spec=AgentSpec(), persona_id=uuid4())
    )
    assert await platform.jobs.list(tenant, kind=ANALYSE) == []

    said = await send(owner, "/admin/start/again", page="/admin/start")
    assert "Pages deleted: 1. Agents archived: 0. Verified answers archived: 1." in said.text
    assert [one.id for one in await platform.knowledge.documents(tenant)] == [own]
    states = [(await platform.verified.get(tenant, one)).state for one in (of_city, kept)]
    assert states == ["archived", "active"]
    assert (await platform.agents.get(tenant, made.id)).state == "draft"
    assert (await platform.tenancy.get(tenant)).name == before
    # What rests on the city and on other pages is looked at anew.
    assert len(await platform.jobs.list(tenant, kind=ANALYSE)) == 1


def test_files_of_the_example_city_are_published() -> None:
    files = [one for one in example_documents(uuid4(), "") if one.source_kind == "file"]
    assert files
    assert all(one.published for one in files)


async def test_agents_go_with_the_example_city_where_nothing_else_was_read(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient
) -> None:
    await send(owner, "/admin/start/example", page="/admin/start")
    made = await platform.agents.create(
        tenant, NewAgent(name="Eltern", spec=AgentSpec(), persona_id=uuid4())
    )
    said = await send(owner, "/admin/start/again", page="/admin/start")
    assert "Agents archived: 1." in said.text
    archived = await platform.agents.get(tenant, made.id)
    assert archived.state == "archived"
    assert "example city" in (archived.state_reason or "")
    assistant = await platform.agents.by_slug(tenant, "assistant")
    assert assistant.state == "published"
