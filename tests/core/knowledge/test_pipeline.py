from __future__ import annotations

from uuid import UUID

import msgspec
import pytest

from tests.core.knowledge.fakes import AddText, FindsNothing, Registry, TrigramEmbedder
from wattos.database import fetch, fetchval, tenant_scope
from wattos.errors import NotFound, Unavailable
from wattos.knowledge import LONG_TEXT, Knowledge, NewDocument, ParsedDocument, SourceKind
from wattos.settings import DocumentLimits, Settings

TEXT = "# Hund anmelden\nBinnen zwei Wochen zur Hundesteuer anmelden.\n# Kontakt\nZimmer 4"


async def new_document(
    knowledge: Knowledge, tenant: UUID, data: bytes = TEXT.encode(), url: str = "hund.txt"
) -> NewDocument:
    space = await knowledge.ensure_space(tenant)
    return NewDocument(space_id=space, source_kind="file", url=url, data=data)


async def chunk_ids(tenant: UUID) -> dict[str, UUID]:
    async with tenant_scope(tenant):
        rows = await fetch("select id, text from chunk where tenant_id = $1", tenant)
    return {row["text"]: row["id"] for row in rows}


async def test_process_takes_a_document_to_ready(knowledge: Knowledge, tenant: UUID) -> None:
    added = await knowledge.add(tenant, await new_document(knowledge, tenant))
    assert (added.state, added.changed) == ("received", True)
    report = await knowledge.process(tenant)
    assert (report.ready, report.failed, report.chunks) == (1, 0, 2)
    document = await knowledge.document(tenant, added.document_id)
    assert (document.state, document.language, document.title) == ("ready", "de", "hund")


@pytest.mark.parametrize(
    ("url", "text", "title"),
    [
        ("IMG_2034.txt", "Merkblatt Hund\n\nEr kostet 60 Euro.", "Merkblatt Hund"),
        ("IMG_2034.txt", "Ein Hund kostet 60 Euro.", "IMG 2034"),
        ("hund.txt", "Merkblatt Hund\n\nEr kostet 60 Euro.", "hund"),
    ],
)
async def test_scan_is_called_by_the_line_that_it_opens_with(
    knowledge: Knowledge, tenant: UUID, url: str, text: str, title: str
) -> None:
    added = await knowledge.add(tenant, await new_document(knowledge, tenant, text.encode(), url))
    await knowledge.process(tenant)
    assert (await knowledge.document(tenant, added.document_id)).title == title


@pytest.mark.parametrize(
    ("kind", "called", "shown"),
    [("file", True, True), ("file", False, False), ("page", False, True), ("ticket", True, False)],
)
async def test_pages_are_published_and_tickets_never_are(
    knowledge: Knowledge, tenant: UUID, kind: SourceKind, called: bool, shown: bool
) -> None:
    file = await new_document(knowledge, tenant)
    new = msgspec.structs.replace(file, source_kind=kind, published=called)
    added = await knowledge.add(tenant, new)
    assert (await knowledge.document(tenant, added.document_id)).published is shown


async def test_process_keeps_quotes_exact(knowledge: Knowledge, tenant: UUID) -> None:
    added = await knowledge.add(tenant, await new_document(knowledge, tenant))
    await knowledge.process(tenant)
    text = await knowledge.text(tenant, added.document_id)
    chunks = await knowledge.chunks(tenant, added.document_id)
    assert [chunk.text for chunk in chunks] == [text[c.start : c.end] for c in chunks]
    assert chunks[1].heading_path == ("Kontakt",)


async def test_process_drops_the_bytes_of_ready_documents(
    knowledge: Knowledge, tenant: UUID
) -> None:
    await knowledge.add(tenant, await new_document(knowledge, tenant))
    await knowledge.process(tenant)
    async with tenant_scope(tenant):
        assert await fetchval("select count(*) from document_content") == 0


async def test_add_same_bytes_again_is_free(
    knowledge: Knowledge, tenant: UUID, registry: Registry
) -> None:
    first = await knowledge.add(tenant, await new_document(knowledge, tenant))
    await knowledge.process(tenant)
    again = await knowledge.add(tenant, await new_document(knowledge, tenant))
    await knowledge.process(tenant)
    assert (again.document_id, again.changed, again.state) == (first.document_id, False, "ready")
    assert registry.parser.parsed == ["hund.txt"]


async def test_same_bytes_are_read_anew_once_where_the_rules_are_newer(
    knowledge: Knowledge, tenant: UUID, registry: Registry
) -> None:
    first = await knowledge.add(tenant, await new_document(knowledge, tenant))
    await knowledge.process(tenant)
    registry.parser.reading = 1
    again = await knowledge.add(tenant, await new_document(knowledge, tenant))
    assert (again.document_id, again.changed) == (first.document_id, True)
    await knowledge.process(tenant)
    third = await knowledge.add(tenant, await new_document(knowledge, tenant))
    assert (third.changed, registry.parser.parsed) == (False, ["hund.txt", "hund.txt"])


async def test_add_changed_bytes_replaces_only_changed_passages(
    knowledge: Knowledge, tenant: UUID, registry: Registry
) -> None:
    await knowledge.add(tenant, await new_document(knowledge, tenant))
    await knowledge.process(tenant)
    before = await chunk_ids(tenant)
    registry.embedder.embedded.clear()
    changed = ("# Neu\nVorspann.\n" + TEXT).replace("Zimmer 4", "Zimmer 5").encode()
    await knowledge.add(tenant, await new_document(knowledge, tenant, changed))
    await knowledge.process(tenant)
    after = await chunk_ids(tenant)
    kept = "Binnen zwei Wochen zur Hundesteuer anmelden."
    assert after[kept] == before[kept]
    assert sorted(registry.embedder.embedded) == ["Kontakt\nZimmer 5", "Neu\nVorspann."]
    assert "Zimmer 4" not in after


async def test_old_passages_are_found_until_the_new_ones_are_there(
    knowledge: Knowledge, tenant: UUID
) -> None:
    await knowledge.add(tenant, await new_document(knowledge, tenant))
    await knowledge.process(tenant)
    added = await knowledge.add(tenant, await new_document(knowledge, tenant, b"# Neu\nAnders."))
    (hit, *_) = await knowledge.search(tenant, "Hundesteuer anmelden")
    text = await knowledge.text(tenant, added.document_id)
    assert text[hit.start : hit.end] == hit.text


@pytest.mark.parametrize(
    ("url", "data", "reason"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b"  \n ", "empty"),
        ("a.txt", b"!locked", "password-protected"),
        ("a.bin", b"\x00\x01", "unsupported"),
    ],
)
async def test_process_fails_with_a_reason_in_two_languages(
    knowledge: Knowledge, tenant: UUID, url: str, data: bytes, reason: str
) -> None:
    added = await knowledge.add(tenant, await new_document(knowledge, tenant, data, url))
    report = await knowledge.process(tenant)
    document = await knowledge.document(tenant, added.document_id)
    assert report.failures == {str(added.document_id): reason}
    assert (document.state, document.reason) == ("failed", reason)
    assert document.explanation["de"] != document.explanation["en"]


async def test_one_failed_document_does_not_stop_the_others(
    knowledge: Knowledge, tenant: UUID
) -> None:
    await knowledge.add(tenant, await new_document(knowledge, tenant, b"!locked", "bad.txt"))
    await knowledge.add(tenant, await new_document(knowledge, tenant))
    report = await knowledge.process(tenant)
    assert (report.ready, report.failed) == (1, 1)


async def test_failed_embedding_is_visible_and_can_be_retried(
    knowledge: Knowledge, tenant: UUID, registry: Registry
) -> None:
    registry.embedder.available = False
    added = await knowledge.add(tenant, await new_document(knowledge, tenant))
    report = await knowledge.process(tenant)
    assert report.failures == {str(added.document_id): "embedder-unavailable"}
    registry.embedder.available = True
    assert await knowledge.retry(tenant, added.document_id) == "received"
    assert (await knowledge.process(tenant)).ready == 1


async def test_words_are_searchable_before_vectors_are_there(
    knowledge: Knowledge, tenant: UUID, registry: Registry
) -> None:
    registry.embedder.available = False
    await knowledge.add(tenant, await new_document(knowledge, tenant))
    await knowledge.process(tenant)
    registry.embedder.available = True
    hits = await knowledge.search(tenant, "Wo ist die Hundesteuer?")
    assert [hit.text for hit in hits] == ["Binnen zwei Wochen zur Hundesteuer anmelden."]


async def test_process_goes_on_where_a_crash_left_the_document(
    knowledge: Knowledge, tenant: UUID, registry: Registry
) -> None:
    class Crash(FindsNothing):
        async def redact(self, document: ParsedDocument, **source: object) -> ParsedDocument:
            raise SystemError("the process died here")

    registry.redactor_list.append(Crash())
    added = await knowledge.add(tenant, await new_document(knowledge, tenant))
    with pytest.raises(SystemError):
        await knowledge.process(tenant)
    assert (await knowledge.document(tenant, added.document_id)).state == "parsed"
    registry.redactor_list.clear()
    assert (await knowledge.process(tenant)).ready == 1
    assert registry.parser.parsed == ["hund.txt"]


async def test_redaction_comes_before_anything_is_stored_or_embedded(
    knowledge: Knowledge, tenant: UUID, registry: Registry
) -> None:
    class HideRoom(FindsNothing):
        async def redact(self, document: ParsedDocument, **source: object) -> ParsedDocument:
            hidden = document.text.replace("Zimmer 4", "[ROOM_4]")
            return ParsedDocument(title=document.title, text=hidden, blocks=document.blocks)

    registry.redactor_list.append(HideRoom())
    added = await knowledge.add(tenant, await new_document(knowledge, tenant))
    await knowledge.process(tenant)
    assert "[ROOM_4]" in await knowledge.text(tenant, added.document_id)
    assert not any("Zimmer" in text for text in registry.embedder.embedded)


async def test_failed_redaction_stores_no_text(
    knowledge: Knowledge, tenant: UUID, registry: Registry
) -> None:
    class Broken(FindsNothing):
        async def redact(self, document: ParsedDocument, **source: object) -> ParsedDocument:
            raise Unavailable("The recogniser is not there.")

    registry.redactor_list.append(Broken())
    added = await knowledge.add(tenant, await new_document(knowledge, tenant))
    report = await knowledge.process(tenant)
    assert report.failures == {str(added.document_id): "redaction-failed"}
    assert await knowledge.text(tenant, added.document_id) == ""


async def test_add_file_over_the_limit_fails_with_its_reason(
    registry: Registry, tenant: UUID
) -> None:
    settings = Settings(embedder=registry.embedder.name, max_document_bytes=10)
    knowledge = Knowledge(settings, registry)
    added = await knowledge.add(tenant, await new_document(knowledge, tenant))
    assert (added.state, added.reason) == ("failed", "too-large")
    with pytest.raises(NotFound, match="no stored bytes"):
        await knowledge.retry(tenant, added.document_id)


async def test_delete_document_leaves_nothing_behind(
    knowledge: Knowledge, tenant: UUID, add_text: AddText
) -> None:
    await add_text(tenant, "bleibt.txt", "Die Hundesteuer bleibt.")
    gone = await add_text(tenant, "geht.txt", "Die Hundesteuer von Wladimir Unverwechselbar.")
    await knowledge.delete_document(tenant, gone)
    async with tenant_scope(tenant):
        words = {row["word"] for row in await fetch("select word from search_word")}
        for table in ("chunk", "chunk_embedding"):
            left = await fetchval(f"select count(*) from {table} where document_id = $1", gone)
            assert left == 0
    assert "hundesteuer" in words
    assert not {"wladimir", "unverwechselbar"} & words
    with pytest.raises(NotFound):
        await knowledge.document(tenant, gone)


async def test_delete_space_deletes_its_documents(
    knowledge: Knowledge, tenant: UUID, add_text: AddText
) -> None:
    await add_text(tenant, "a.txt", "Text.")
    space = await knowledge.ensure_space(tenant)
    await knowledge.delete_space(tenant, space)
    assert await knowledge.documents(tenant) == []
    assert await knowledge.spaces(tenant) == []


async def test_counts_tell_how_far_documents_are(knowledge: Knowledge, tenant: UUID) -> None:
    for url, data in (("a.txt", b"Ein Text."), ("b.txt", b""), ("c.txt", b"Noch einer.")):
        await knowledge.add(tenant, await new_document(knowledge, tenant, data, url))
    await knowledge.process(tenant)
    counts = await knowledge.counts(tenant)
    assert (counts.documents, counts.ready, counts.chunks) == (3, 2, 2)


async def test_progress_counts_documents(knowledge: Knowledge, tenant: UUID) -> None:
    for number in range(3):
        await knowledge.add(tenant, await new_document(knowledge, tenant, b"Text", f"{number}.txt"))
    seen: list[tuple[int, int]] = []

    async def watch(done: int, total: int, message: str) -> None:
        seen.append((done, total))

    await knowledge.process(tenant, on_progress=watch)
    assert seen[0] == (0, 3)
    assert seen[-1] == (3, 3)


async def test_documents_of_another_tenant_do_not_exist(
    knowledge: Knowledge, tenant: UUID, other_tenant: UUID, add_text: AddText
) -> None:
    theirs = await add_text(other_tenant, "a.txt", "Die Hundesteuer beträgt 96 Euro.")
    assert await knowledge.search(tenant, "Hundesteuer") == []
    with pytest.raises(NotFound):
        await knowledge.text(tenant, theirs)
    with pytest.raises(NotFound):
        await knowledge.delete_document(tenant, theirs)


@pytest.fixture
def second(registry: Registry) -> TrigramEmbedder:
    """A second embedder that the registry offers too."""
    registry.others.append(TrigramEmbedder("test/second", 32))
    return registry.others[0]


@pytest.fixture
def with_second(registry: Registry, second: TrigramEmbedder) -> Knowledge:
    settings = Settings(embedder=registry.embedder.name, second_embedder=second.name)
    return Knowledge(settings, registry)


async def test_second_embedder_keeps_vectors_beside_the_first(
    with_second: Knowledge, tenant: UUID
) -> None:
    await with_second.add(tenant, await new_document(with_second, tenant))
    await with_second.process(tenant)
    async with tenant_scope(tenant):
        rows = await fetch("select model, count(*) as n from chunk_embedding group by model")
    assert {row["model"]: row["n"] for row in rows} == {"test/trigrams": 2, "test/second": 2}


async def test_document_is_ready_without_the_second_embedder(
    with_second: Knowledge, tenant: UUID, second: TrigramEmbedder
) -> None:
    second.available = False
    await with_second.add(tenant, await new_document(with_second, tenant))
    assert (await with_second.process(tenant)).ready == 1
    assert len(await with_second.search(tenant, "Hundesteuer anmelden", k=1)) == 1


async def test_long_text_keeps_to_the_time_limit_and_a_short_one_goes_on(
    registry: Registry, tenant: UUID
) -> None:
    limits = DocumentLimits(seconds=0)
    settings = Settings(embedder=registry.embedder.name, document_limits=limits)
    knowledge = Knowledge(settings, registry)
    long = await new_document(knowledge, tenant, TEXT.encode() * 2000, "long.txt")
    added = [
        await knowledge.add(tenant, long),
        await knowledge.add(tenant, await new_document(knowledge, tenant)),
    ]
    report = await knowledge.process(tenant)
    assert report.failures == {str(added[0].document_id): "too-slow"}
    assert report.ready == 1


async def test_long_text_is_cut_like_a_short_one(knowledge: Knowledge, tenant: UUID) -> None:
    paragraph = "Der Ausweis kostet 37 Euro und gilt zehn Jahre lang. "
    text = "\n".join((f"# Teil {n}\n" + paragraph * 2) for n in range(1200))
    assert len(text) > LONG_TEXT
    added = await knowledge.add(tenant, await new_document(knowledge, tenant, text.encode()))
    report = await knowledge.process(tenant)
    assert (report.ready, report.chunks) == (1, 1200)
    chunks = await knowledge.chunks(tenant, added.document_id)
    stored = await knowledge.text(tenant, added.document_id)
    assert all(c.text == stored[c.start : c.end] == (paragraph * 2).strip() for c in chunks)
