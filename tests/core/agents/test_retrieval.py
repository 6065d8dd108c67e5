from __future__ import annotations

from typing import Any

import msgspec

from tests.core.agents.conftest import Shelf
from wattos.agents.retrieval import passages_within


def test_passages_fit_the_budget_and_keep_the_best() -> None:
    hits = Shelf("a" * 100, "b" * 500, "c" * 100).hits
    kept = passages_within(hits, tokens=80)
    assert [passage.text[0] for passage in kept] == ["a", "c"]


def moved(hit: Any, **changes: Any) -> Any:
    return msgspec.structs.replace(hit, **changes)


def test_passage_that_overlaps_a_better_one_is_left_out() -> None:
    (first,) = Shelf("x" * 100).hits
    inside = moved(first, start=130, end=190, text="x" * 60)
    behind = moved(first, start=190, end=290, text="y" * 100)
    other = moved(first, document_id=first.chunk_id)
    assert [p.start for p in passages_within([first, inside, behind, other])] == [100, 190, 100]
