"""Adapted passages are held to their original."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.plugins.wattos_insight.corpus import TENANT, town, units
from wattos._testing import ScriptedModel
from wattos.platform import Platform
from wattos_insight.adapting import Adapted, adapt_by_model, holds
from wattos_insight.analysis import analyse

ORIGINAL = (
    "Die Gebühr für die Ausstellung eines Personalausweises beträgt 37,00 Euro und ist bei der "
    "Antragstellung im Bürgerbüro zu entrichten."
)


@pytest.mark.parametrize(
    ("adapted", "expected"),
    [
        ("Ein Personalausweis hat eine Gebühr von 37,00 Euro. Zahlung im Bürgerbüro.", True),
        ("Ein Personalausweis hat eine Gebühr von 35,00 Euro. Zahlung im Bürgerbüro.", False),
        ("Es kostet etwas.", False),
        ("", False),
        (ORIGINAL + " " + ORIGINAL, False),
    ],
)  # fmt: skip
def test_adapted_passage_says_nothing_new_and_most_of_the_old(adapted: str, expected: bool) -> None:
    assert holds(adapted, ORIGINAL, "de") is expected


async def test_adapted_passage_stands_beside_its_original_only_where_the_check_holds(
    platform: Platform, tenant: UUID, scripted_model: ScriptedModel
) -> None:
    conclusion = analyse(units(town()), tenant_id=TENANT, language="de").conclusions[0]
    first, *others = conclusion.enrichments
    scripted_model.queue_json(Adapted(f"{first.evidence.quote} "))
    for nonsense in ("Gerne! Hier ist der Text.", '{"text": "abgebr', '{"txt": 5}'):
        scripted_model.queue(nonsense)
    for _ in others[1:]:
        scripted_model.queue_json(Adapted("Kostet 9999 Euro."))
    found = await adapt_by_model(platform.llm, await platform.tenancy.get(tenant), conclusion)
    assert [item.method for item in found] == ["model", *["selected"] * len(others)]
    assert [item.evidence for item in found] == [item.evidence for item in conclusion.enrichments]
    assert all(item.adapted == item.evidence.quote for item in found[1:])
