"""Compounds and umlauts as people type them, found by words alone."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.core.knowledge.fakes import AddText
from wattos.knowledge import KnowledgeFilter
from wattos.knowledge.lexical import lexical_matches


@pytest.mark.parametrize("question", ["Muellgebuehren", "Mullgebuhren", "Müllgebühren"])
async def test_both_halves_of_a_compound_are_found(
    tenant: UUID, add_text: AddText, question: str
) -> None:
    await add_text(tenant, "abfall.txt", "Für Müll fallen Gebühren an, siehe Satzung.")
    await add_text(tenant, "steuer.txt", "Die neue Steuer gilt ab Januar, Gebühren gibt es keine.")
    found = await lexical_matches(tenant, question, "de", limit=5, chosen=KnowledgeFilter())
    first, second = sorted(found.scores.values(), reverse=True)
    assert first > 1.5 * second  # "Gebühren" alone is the other's
