from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest

from tests.core.knowledge.fakes import AddText, Registry, TrigramEmbedder
from wattos.knowledge import Knowledge, QuickEmbedder
from wattos.knowledge.headings import Headings
from wattos.settings import Settings

FEES, LIBRARY, BARE = UUID(int=1), UUID(int=2), UUID(int=3)
ROWS: dict[UUID, Any] = {
    FEES: {"title": "Passport", "heading_path": ["Passport", "Fees"]},
    LIBRARY: {"title": "Bücherei", "heading_path": []},
    BARE: {"title": "", "heading_path": []},
}


class Quick(TrigramEmbedder):
    """Answers about several texts at once, and counts how often it is asked."""

    def __init__(self) -> None:
        super().__init__("test/quick")
        self.asked: list[Sequence[str]] = []

    async def embed_queries(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        self.asked.append(texts)
        return [await self.embed_query(text) for text in texts]


async def test_headings_that_name_the_subject_gain_what_others_lose() -> None:
    embedder = Quick()
    question = await embedder.embed_query("passport fees?")
    gains = await Headings().gains(embedder, question, ROWS)
    assert gains.keys() == {FEES, LIBRARY}
    assert gains[FEES] == pytest.approx(-gains[LIBRARY])
    assert gains[FEES] > 0.5
    assert embedder.asked == [["Passport › Fees", "Bücherei"]]


async def test_headings_that_are_known_are_not_embedded_again() -> None:
    embedder, headings = Quick(), Headings()
    question = await embedder.embed_query("passport")
    first = await headings.gains(embedder, question, ROWS)
    assert await headings.gains(embedder, question, ROWS) == first
    assert len(embedder.asked) == 1


async def test_headings_are_asked_about_across_languages_only(
    tenant: UUID, registry: Registry, add_text: AddText
) -> None:
    quick = Quick()
    assert isinstance(quick, QuickEmbedder)
    registry.others.append(quick)
    settings = Settings(embedder=registry.embedder.name, second_embedder=quick.name)
    knowledge = Knowledge(settings, registry)
    await add_text(tenant, "a.txt", "# Reisepass\nDer Reisepass kostet für Erwachsene 70 Euro.")
    await knowledge.search(tenant, "Was kostet bei Ihnen der Reisepass?")
    assert quick.asked == []
    await knowledge.search(tenant, "What do I have to pay for a new passport?")
    assert len(quick.asked) == 1
    quick.available = False
    assert await knowledge.search(tenant, "What do I have to pay for the passport?")
