from __future__ import annotations

from uuid import UUID

import pytest

from tests.core.knowledge.fakes import AddText, Registry
from wattos.knowledge import Knowledge, KnowledgeFilter, NewDocument, SourceKind

PAGES = {
    "hund.txt": "Wer einen Hund hält, zahlt Hundesteuer. Sie beträgt 96 Euro im Jahr.",
    "ausweis.txt": "Der Personalausweis kostet 37 Euro und gilt zehn Jahre.",
    "muell.txt": "Die Abfuhr der Restmülltonne erfolgt am Montag, auch in der Bahnhofstraße.",
    "kita.txt": "Einen Betreuungsplatz melden Eltern über das Portal an.",
    "rathaus.txt": "Das Rathaus ist am Dienstag bis 18 Uhr geöffnet.",
}


@pytest.fixture
async def city(tenant: UUID, add_text: AddText) -> UUID:
    for url, text in PAGES.items():
        await add_text(tenant, url, text)
    return tenant


async def best(knowledge: Knowledge, tenant: UUID, question: str) -> str:
    return (await knowledge.search(tenant, question, k=1))[0].url


@pytest.mark.parametrize(
    ("question", "url"),
    [
        ("Wie hoch ist die Hundesteuer?", "hund.txt"),
        ("Was kosten Personalausweise?", "ausweis.txt"),  # inflection
        ("Gilt der Ausweis lange?", "ausweis.txt"),  # part of a compound
        ("Hundesteueranmeldung", "hund.txt"),  # a compound that is not there
        ("restmuelltonne", "muell.txt"),  # umlaut spelt out
        ("Restmulltonne", "muell.txt"),  # umlaut left out
        ("bahnhofstrasse", "muell.txt"),  # sharp s
        ("personalauswies", "ausweis.txt"),  # swapped letters
        ("betreungsplatz", "kita.txt"),  # left out letter
    ],
)
async def test_search_understands_how_people_spell(
    knowledge: Knowledge, city: UUID, question: str, url: str
) -> None:
    assert await best(knowledge, city, question) == url


async def test_search_hits_quote_the_stored_text(knowledge: Knowledge, city: UUID) -> None:
    for hit in await knowledge.search(city, "Was kostet der Personalausweis?"):
        text = await knowledge.text(city, hit.document_id)
        assert text[hit.start : hit.end] == hit.text


async def test_search_gives_no_more_than_asked_best_first(knowledge: Knowledge, city: UUID) -> None:
    hits = await knowledge.search(city, "Was kostet der Personalausweis?", k=3)
    assert len(hits) == 3
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert hits[0].similarity > 0


@pytest.mark.parametrize("question", ["", "  ", "?", "\x00", "'; drop table chunk; --", "& | ! :*"])
async def test_search_bears_any_question(knowledge: Knowledge, city: UUID, question: str) -> None:
    await knowledge.search(city, question)
    assert len(await knowledge.documents(city)) == len(PAGES)


async def test_search_of_an_empty_tenant_finds_nothing(knowledge: Knowledge, tenant: UUID) -> None:
    assert await knowledge.search(tenant, "Hundesteuer") == []


async def test_search_filters_by_document(knowledge: Knowledge, city: UUID) -> None:
    (first, second, *_) = await knowledge.search(city, "Was kostet der Personalausweis?")
    chosen = KnowledgeFilter(document_ids=(second.document_id,))
    hits = await knowledge.search(city, "Was kostet der Personalausweis?", filter=chosen)
    assert [hit.document_id for hit in hits] == [second.document_id]
    assert first.document_id != second.document_id


async def test_search_filters_by_space_kind_and_language(
    knowledge: Knowledge, tenant: UUID
) -> None:
    shelf = await knowledge.ensure_space(tenant, "shelf")
    other = await knowledge.ensure_space(tenant, "other")
    samples: tuple[tuple[UUID, SourceKind, str, str], ...] = (
        (shelf, "page", "a.txt", "Die Bibliothek öffnet am Montag um zehn Uhr."),
        (other, "ticket", "b.txt", "Die Bibliothek hat mein Buch noch nicht bekommen."),
        (other, "page", "c.txt", "The library opens on Monday at ten in the morning."),
    )
    for space, kind, url, text in samples:
        new = NewDocument(space_id=space, source_kind=kind, url=url, data=text.encode())
        await knowledge.add(tenant, new)
    await knowledge.process(tenant)

    async def urls(chosen: KnowledgeFilter) -> set[str]:
        hits = await knowledge.search(tenant, "Wann öffnet die Bibliothek?", filter=chosen)
        return {hit.url for hit in hits}

    assert await urls(KnowledgeFilter(space_ids=(other,))) == {"b.txt", "c.txt"}
    assert await urls(KnowledgeFilter(source_kinds=("ticket",))) == {"b.txt"}
    assert await urls(KnowledgeFilter(languages=("en",))) == {"c.txt"}
    assert await urls(KnowledgeFilter(languages=())) == set()


async def test_search_of_turkish_ignores_missing_accents(
    knowledge: Knowledge, tenant: UUID, add_text: AddText
) -> None:
    await add_text(tenant, "cop.txt", "Çöpler her Pazartesi günü sabah erkenden toplanıyor.")
    await add_text(tenant, "kimlik.txt", "Kimlik kartı başvurusu için randevu almanız gerekir.")
    assert await best(knowledge, tenant, "cop ne zaman toplaniyor?") == "cop.txt"
    assert await best(knowledge, tenant, "kimlik karti basvurusu nasil yapilir") == "kimlik.txt"


async def test_search_finds_the_title_and_the_table_header_with_a_row(
    knowledge: Knowledge, tenant: UUID, add_text: AddText
) -> None:
    await add_text(tenant, "a.txt", "# Schwimmbad\nErwachsene zahlen vier Euro.")
    await add_text(tenant, "b.txt", "# Museum\nErwachsene zahlen sechs Euro.")
    hits = await knowledge.search(tenant, "Museum Preis", k=1)
    assert hits[0].text == "Erwachsene zahlen sechs Euro."


async def test_several_models_stand_side_by_side(
    knowledge: Knowledge, tenant: UUID, registry: Registry, add_text: AddText
) -> None:
    await add_text(tenant, "a.txt", "Die Hundesteuer beträgt 96 Euro.")
    store = knowledge.vector_store
    (hit,) = await knowledge.search(tenant, "Hundesteuer")
    from wattos.knowledge import StoredVector

    wide = StoredVector(hit.chunk_id, hit.document_id, [1.0] + [0.0] * 511)
    await store.put(tenant, "test/wide", [wide])
    vectors = await store.vectors(tenant, "test/wide", [hit.chunk_id])
    assert len(vectors[hit.chunk_id]) == 512
    own = await store.vectors(tenant, registry.embedder.name, [hit.chunk_id])
    assert len(own[hit.chunk_id]) == registry.embedder.dimensions
    assert await store.stored(tenant, "test/wide", [hit.document_id]) == {hit.chunk_id}


async def test_warm_bears_a_model_that_is_not_there(
    knowledge: Knowledge, registry: Registry
) -> None:
    registry.embedder.available = False
    await knowledge.warm()
    registry.embedder.available = True
    await knowledge.warm()
