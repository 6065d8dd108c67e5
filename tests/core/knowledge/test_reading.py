from __future__ import annotations

from uuid import UUID

from tests.core.knowledge.fakes import AddText
from wattos.database import execute, new_id, tenant_scope
from wattos.events import Reading
from wattos.knowledge import Knowledge, KnowledgeFilter, NewDocument


async def put(knowledge: Knowledge, tenant: UUID, url: str, text: str) -> UUID:
    space = await knowledge.ensure_space(tenant)
    new = NewDocument(space_id=space, source_kind="page", url=url, data=text.encode())
    return (await knowledge.add(tenant, new)).document_id


async def test_reading_counts_what_can_be_found_by_its_words(
    knowledge: Knowledge, tenant: UUID
) -> None:
    first = await put(knowledge, tenant, "a.txt", "Das Freibad öffnet im Mai.")
    await put(knowledge, tenant, "b.txt", "Das Hallenbad öffnet im September.")
    assert await knowledge.reading(tenant) == Reading(read=0, total=2)
    assert await knowledge.prepare(tenant, [first]) == {}
    assert await knowledge.reading(tenant) == Reading(read=1, total=2)
    hits = await knowledge.search(tenant, "Wann öffnet das Freibad?")
    assert [hit.document_id for hit in hits] == [first]
    report = await knowledge.embed(tenant, [first])
    assert (report.ready, report.chunks) == (1, 1)


async def test_reading_is_over_when_all_documents_are_ready_or_failed(
    knowledge: Knowledge, tenant: UUID, add_text: AddText
) -> None:
    await add_text(tenant, "a.txt", "Das Freibad öffnet im Mai.")
    await put(knowledge, tenant, "empty.txt", "")
    await knowledge.process(tenant)
    assert (await knowledge.reading(tenant)).complete


async def test_reading_keeps_a_document_whose_new_version_waits(
    knowledge: Knowledge, tenant: UUID, add_text: AddText
) -> None:
    await add_text(tenant, "a.txt", "Das Freibad öffnet im Mai.")
    await put(knowledge, tenant, "a.txt", "Das Freibad öffnet im Juni.")
    assert (await knowledge.reading(tenant)).complete


async def test_reading_counts_announced_addresses_that_are_not_there_yet(
    knowledge: Knowledge, tenant: UUID, add_text: AddText
) -> None:
    await add_text(tenant, "a.txt", "Das Freibad öffnet im Mai.")
    space, source = await knowledge.ensure_space(tenant), new_id()
    await knowledge.expect(tenant, space, source, ["a.txt", "b.txt", "c.txt", "d.txt"], at_most=2)
    assert await knowledge.reading(tenant) == Reading(read=1, total=3)
    await knowledge.expect(tenant, space, source, ["d.txt"])
    assert await knowledge.reading(tenant) == Reading(read=1, total=2)
    elsewhere = KnowledgeFilter(space_ids=(await knowledge.ensure_space(tenant, "other"),))
    assert (await knowledge.reading(tenant, elsewhere)).complete
    await knowledge.expect(tenant, space, source, [])
    assert (await knowledge.reading(tenant)).complete


async def test_reading_forgets_a_source_that_fell_silent(
    knowledge: Knowledge, tenant: UUID
) -> None:
    space = await knowledge.ensure_space(tenant)
    await knowledge.expect(tenant, space, new_id(), ["a.txt"])
    async with tenant_scope(tenant):
        await execute("update awaited_source set updated_at = now() - interval '6 minutes'")
    assert (await knowledge.reading(tenant)).complete
