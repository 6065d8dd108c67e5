from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import httpx
import msgspec
import pytest

from tests.core.knowledge.fakes import AddText, FindsNothing, Registry
from wattos.errors import InvalidInput
from wattos.knowledge import Knowledge, NewDocument, ParsedDocument, RecordFilter
from wattos.platform import Platform
from wattos.records import Contact, Fee, Record

TEXT = "# Hundesteuer\nDer erste Hund kostet 96 Euro.\nTelefon 0199 1234"


class Words:
    """Reads "96 Euro" as a fee and a phone number as a contact, wherever they stand."""

    version = "words 1"

    def extract(self, document: ParsedDocument, *, url: str, language: str) -> Sequence[Record]:
        found: list[Record] = []
        for words, data in (
            ("96 Euro", Fee(what="erster Hund", amount=Decimal(96))),
            ("0199 1234", Contact(office="Steueramt", phones=("0199 1234",))),
        ):
            start = document.text.find(words)
            if start >= 0:
                end = start + len(words)
                found.append(Record(subject=document.title, data=data, start=start, end=end))
        return found


class Astray:
    """Points behind the text's end."""

    version = "astray 1"

    def extract(self, document: ParsedDocument, *, url: str, language: str) -> Sequence[Record]:
        end = len(document.text) + 1
        return [Record(subject="", data=Contact(), start=end - 2, end=end)]


class Broken:
    version = "broken 1"

    def extract(self, document: ParsedDocument, *, url: str, language: str) -> Sequence[Record]:
        raise InvalidInput("no")


class DropsPhones(FindsNothing):
    """Takes telephone numbers out."""

    async def redact(self, document: ParsedDocument, **_: object) -> ParsedDocument:
        return msgspec.structs.replace(
            document, text=document.text.replace("0199 1234", "▇▇▇▇▇▇▇▇▇")
        )


@pytest.fixture(autouse=True)
def extractors(registry: Registry) -> None:
    registry.extractors = [Words()]


async def test_records_are_kept_with_the_exact_place_that_says_them(
    knowledge: Knowledge, tenant: UUID, add_text: AddText
) -> None:
    document = await add_text(tenant, "hund.txt", TEXT)
    text = await knowledge.text(tenant, document)
    fee, contact = await knowledge.records(tenant)
    assert (fee.kind, fee.data) == ("fee", Fee(what="erster Hund", amount=Decimal(96)))
    assert fee.text == text[fee.start : fee.end] == "96 Euro"
    chunk = next(c for c in await knowledge.chunks(tenant, document) if c.id == fee.chunk_id)
    assert chunk.start <= fee.start < chunk.end
    assert (contact.kind, contact.document_id) == ("contact", document)


async def test_new_version_makes_the_records_anew_and_deletion_takes_them_along(
    knowledge: Knowledge, tenant: UUID, add_text: AddText
) -> None:
    document = await add_text(tenant, "hund.txt", TEXT)
    await add_text(tenant, "hund.txt", "# Hundesteuer\nTelefon 0199 1234")
    assert [record.kind for record in await knowledge.records(tenant)] == ["contact"]
    await knowledge.delete_document(tenant, document)
    assert await knowledge.records(tenant) == []


async def test_what_the_redactor_took_out_is_no_record(
    knowledge: Knowledge, tenant: UUID, add_text: AddText, registry: Registry
) -> None:
    registry.redactor_list = [DropsPhones()]
    await add_text(tenant, "hund.txt", TEXT)
    assert [record.kind for record in await knowledge.records(tenant)] == ["fee"]


async def test_tickets_state_nothing(knowledge: Knowledge, tenant: UUID) -> None:
    space = await knowledge.ensure_space(tenant)
    new = NewDocument(space_id=space, source_kind="ticket", url="t.txt", data=TEXT.encode())
    await knowledge.add(tenant, new)
    assert (await knowledge.process(tenant)).ready == 1
    assert await knowledge.records(tenant) == []


async def test_faulty_extractor_costs_its_records_only(
    knowledge: Knowledge, tenant: UUID, add_text: AddText, registry: Registry
) -> None:
    registry.extractors = [Broken(), Astray(), Words()]
    document = await add_text(tenant, "hund.txt", TEXT)
    assert (await knowledge.document(tenant, document)).state == "ready"
    assert [record.kind for record in await knowledge.records(tenant)] == ["fee", "contact"]


async def test_records_are_narrowed_by_kind_document_and_subject(
    knowledge: Knowledge, tenant: UUID, other_tenant: UUID, add_text: AddText
) -> None:
    dog = await add_text(tenant, "hund.txt", TEXT)
    await add_text(tenant, "katze.txt", "# Müllgebühr\nSie kostet 96 Euro.")
    await add_text(other_tenant, "hund.txt", TEXT)

    async def kinds(**chosen: object) -> list[str]:
        found = await knowledge.records(tenant, msgspec.convert(chosen, RecordFilter))
        return [record.kind for record in found]

    assert await kinds() == ["fee", "contact", "fee"]
    assert await kinds(kinds=["fee"]) == ["fee", "fee"]
    assert await kinds(document_ids=[dog]) == ["fee", "contact"]
    assert await kinds(subject="KATZE") == ["fee"]
    first, *rest = await knowledge.records(tenant, limit=2)
    assert [r.id for r in await knowledge.records(tenant, after=first.id)][:1] == [rest[0].id]


async def test_records_over_http(
    client: httpx.AsyncClient, platform: Platform, tenant: UUID
) -> None:
    space = await platform.knowledge.ensure_space(tenant)
    page = b"<h1>Amt</h1><p>Die Bescheinigung kostet 9,00 Euro.</p><p>Montag 8-12 Uhr</p>"
    new = NewDocument(
        space_id=space,
        source_kind="page",
        url="https://a.example/",
        data=page,
        media_type="text/html",
    )
    added = await platform.knowledge.add(tenant, new)
    await platform.knowledge.process(tenant, [added.document_id])
    path = "/api/v1/knowledge/records"
    answer = await client.get(path, params={"kind": ["fee"], "subject": "bescheinigung"})
    (fee,) = answer.json()
    assert fee["data"] == {
        "kind": "fee", "what": "Bescheinigung", "amount": "9.00", "currency": "EUR",
        "most": None, "per": "", "condition": "",
    }  # fmt: skip
    assert fee["text"] == "Die Bescheinigung kostet 9,00 Euro."
    both = await client.get(path, params={"kind": ["fee", "hours"], "limit": 10})
    assert [record["kind"] for record in both.json()] == ["fee", "hours"]
    assert (await client.get(path, params={"kind": "nonsense"})).status_code == 400
