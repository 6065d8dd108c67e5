from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import pytest

from tests.core.knowledge.fakes import AddText, Registry
from wattos.database import execute, tenant_scope
from wattos.knowledge import Knowledge, NewDocument, ParsedDocument, catch_up
from wattos.platform import Platform
from wattos.records import Fee, Form, Record


class Fees:
    """Reads the word "Euro" as a fee of `amount`."""

    def __init__(self, amount: int) -> None:
        self.version = f"fees {amount}"
        self.amount = amount
        self.read: list[str] = []

    def extract(self, document: ParsedDocument, *, url: str, language: str) -> Sequence[Record]:
        self.read.append(url)
        start = document.text.find("Euro")
        data = Fee(what=document.title, amount=Decimal(self.amount))
        return [] if start < 0 else [Record(subject="", data=data, start=start, end=start + 4)]


class Links:
    """Finds a form where the parser's own list names one, as only the first reading has it."""

    version = "links 1"

    def __init__(self) -> None:
        self.known = True

    def extract(self, document: ParsedDocument, *, url: str, language: str) -> Sequence[Record]:
        data = Form(name="Antrag", url="https://a.example/antrag.pdf")
        return [Record(subject="", data=data, start=0, end=4)] if self.known else []


async def test_documents_from_before_the_records_get_theirs(
    knowledge: Knowledge, registry: Registry, tenant: UUID, add_text: AddText
) -> None:
    document = await add_text(tenant, "hund.txt", "# Hundesteuer\n96 Euro")
    async with tenant_scope(tenant):
        await execute("update document set records_version = null where id = $1", document)
    assert await knowledge.outdated_records(tenant) == 0  # nothing there that reads records
    registry.extractors = [Fees(1)]
    assert await knowledge.outdated_records(tenant) == 1
    assert await knowledge.read_records_again(tenant) == 1
    (record,) = await knowledge.records(tenant)
    assert (record.text, record.data) == ("Euro", Fee(what="hund", amount=Decimal(1)))
    assert await knowledge.outdated_records(tenant) == 0


async def test_newer_extractor_replaces_what_the_older_one_read(
    knowledge: Knowledge, registry: Registry, tenant: UUID, add_text: AddText
) -> None:
    registry.extractors = [Fees(1)]
    await add_text(tenant, "hund.txt", "# Hundesteuer\n96 Euro")
    assert await knowledge.read_records_again(tenant) == 0
    registry.extractors = [Fees(2)]
    await knowledge.read_records_again(tenant)
    assert [record.data for record in await knowledge.records(tenant)] == [
        Fee(what="hund", amount=Decimal(2))
    ]


async def test_second_reading_goes_on_where_a_crash_left_it(
    knowledge: Knowledge, registry: Registry, tenant: UUID, add_text: AddText
) -> None:
    for name in ("a", "b", "c"):
        await add_text(tenant, f"{name}.txt", f"# {name}\n96 Euro")
    registry.extractors = [fees := Fees(1)]

    async def crash(done: int, _total: int, _title: str) -> None:
        if done == 2:
            raise ConnectionError

    with pytest.raises(ConnectionError):
        await knowledge.read_records_again(tenant, crash)
    assert await knowledge.read_records_again(tenant) == 1
    assert fees.read == ["a.txt", "b.txt", "c.txt"]
    assert len(await knowledge.records(tenant)) == 3


async def test_version_that_arrives_meanwhile_keeps_its_own_way(
    knowledge: Knowledge, registry: Registry, tenant: UUID, add_text: AddText
) -> None:
    for name in ("a", "b"):
        await add_text(tenant, f"{name}.txt", f"# {name}\n96 Euro")
    registry.extractors = [Fees(1)]
    space = await knowledge.ensure_space(tenant)

    async def overtake(_done: int, _total: int, title: str) -> None:
        if title == "a":
            new = NewDocument(space_id=space, source_kind="file", url="b.txt", data=b"# b\nnothing")
            await knowledge.add(tenant, new)

    assert await knowledge.read_records_again(tenant, overtake) == 1
    await knowledge.process(tenant)
    assert [record.title for record in await knowledge.records(tenant)] == ["a"]


async def test_what_only_the_file_had_outlives_a_second_reading(
    knowledge: Knowledge, registry: Registry, tenant: UUID, add_text: AddText
) -> None:
    registry.extractors = [links := Links()]
    await add_text(tenant, "hund.txt", "# Hundesteuer\n96 Euro")
    links.known = False
    registry.extractors = [links, Fees(1)]
    await knowledge.read_records_again(tenant)
    assert sorted(r.kind for r in await knowledge.records(tenant)) == ["fee", "form"]


async def test_catching_up_starts_one_job_and_none_when_all_is_read(
    platform: Platform, tenant: UUID
) -> None:
    knowledge = platform.knowledge
    space = await knowledge.ensure_space(tenant)
    page = b"<h1>Amt</h1><p>Die Bescheinigung kostet 9,00 Euro.</p>"
    new = NewDocument(
        space_id=space, source_kind="page", url="https://a.example/", data=page,
        media_type="text/html",
    )  # fmt: skip
    await knowledge.process(tenant, [(await knowledge.add(tenant, new)).document_id])
    assert await catch_up(knowledge, platform.jobs, tenant) == []
    async with tenant_scope(tenant):
        await execute("delete from knowledge_record")
        await execute("update document set records_version = null")
    (job,) = await catch_up(knowledge, platform.jobs, tenant)
    assert await catch_up(knowledge, platform.jobs, tenant) == [job]
    assert await platform.jobs.run_inline(tenant, "knowledge.records", {}) == {"documents": 1}
    assert [record.kind for record in await knowledge.records(tenant)] == ["fee"]
    await platform.jobs.cancel(tenant, job)


async def test_catching_up_goes_on_with_documents_whose_reading_was_broken_off(
    platform: Platform, tenant: UUID
) -> None:
    space = await platform.knowledge.ensure_space(tenant)
    new = NewDocument(space_id=space, source_kind="file", url="a.txt", data=b"Das Amt ist offen.")
    await platform.knowledge.add(tenant, new)
    assert await catch_up(platform.knowledge, platform.jobs, tenant) == []
    async with tenant_scope(tenant):
        await execute("update document set updated_at = now() - interval '1 hour'")
    (job,) = await catch_up(platform.knowledge, platform.jobs, tenant)
    assert (await platform.jobs.get(tenant, job)).kind == "knowledge.process"
    await platform.jobs.cancel(tenant, job)
