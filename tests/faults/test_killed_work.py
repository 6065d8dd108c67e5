"""Reading documents and analysing them go on in a worker after their process was killed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

from tests.command import Wattos
from tests.faults.recovery import finished_by_worker
from tests.plugins.wattos_insight.corpus import PAGES
from wattos.database import fetch, fetchval, tenant_scope
from wattos.knowledge import NewDocument
from wattos.platform import Platform

DOCUMENTS = 36


async def test_killed_ingest_is_finished_without_loss_or_double(
    platform: Platform, tenant: UUID, outside: Wattos
) -> None:
    texts = {f"regel-{n}": f"Regel {n}: Der Antrag Nummer {n} liegt aus." for n in range(DOCUMENTS)}
    documents = [await _add(platform, tenant, name, text) for name, text in texts.items()]
    async with tenant_scope(tenant):
        job_id = await platform.jobs.enqueue(
            "knowledge.process", {"document_ids": [str(document) for document in documents]}
        )
    process = await outside.start("worker")

    async def begun() -> bool:
        return 0 < await _count(tenant, "document where state = 'ready'") < DOCUMENTS

    await _kill_when(process, begun)
    info = await finished_by_worker(platform, tenant, job_id)
    assert (info.state, info.attempt, info.error) == ("succeeded", 2, None)
    found = await platform.knowledge.documents(tenant, limit=2 * DOCUMENTS)
    assert sorted(document.url for document in found) == sorted(texts)
    assert {document.state for document in found} == {"ready"}
    assert await _count(tenant, "chunk") == DOCUMENTS
    first = platform.knowledge.embedder.name
    assert await _count(tenant, f"chunk_embedding where model = '{first}'") == DOCUMENTS


async def test_killed_analysis_goes_on_after_its_last_stage(
    platform: Platform, tenant: UUID, outside: Wattos
) -> None:
    for name, (title, text) in PAGES.items():
        await _add(platform, tenant, name, f"# {title}\n\n{text}\n")
    await platform.knowledge.process(tenant)
    async with tenant_scope(tenant):
        job_id = await platform.jobs.enqueue("insight.generate", {})
    process = await outside.start("worker")

    async def grouped() -> bool:
        return await _count(tenant, "customer_analysis where stage = 'grouped'") > 0

    await _kill_when(process, grouped)
    async with tenant_scope(tenant):
        groups = {row["id"] for row in await fetch("select id from target_group")}
    info = await finished_by_worker(platform, tenant, job_id)
    assert (info.state, info.attempt, info.error) == ("succeeded", 2, None)
    async with tenant_scope(tenant):
        assert {row["id"] for row in await fetch("select id from target_group")} == groups
        agents = await fetch("select agent_id from agent_generation")
    assert await _count(tenant, "customer_analysis") == 1
    assert len({row["agent_id"] for row in agents}) == len(agents) == len(groups) >= 3


async def _add(platform: Platform, tenant: UUID, name: str, text: str) -> UUID:
    new = NewDocument(
        space_id=await platform.knowledge.ensure_space(tenant),
        source_kind="page",
        url=name,
        title=name,
        data=text.encode(),
        media_type="text/markdown",
        language="de",
    )
    return (await platform.knowledge.add(tenant, new)).document_id


async def _kill_when(
    process: asyncio.subprocess.Process, reached: Callable[[], Awaitable[bool]]
) -> None:
    """Kill -9 as soon as the condition holds; the process must not have ended by itself."""
    ended = asyncio.create_task(process.wait())
    while not await reached():
        assert not ended.done(), await process.communicate()
        await asyncio.sleep(0.02)
    process.kill()
    await ended
    await process.communicate()


async def _count(tenant: UUID, what: str) -> int:
    async with tenant_scope(tenant):
        return int(await fetchval(f"select count(*) from {what}"))
