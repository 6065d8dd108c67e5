"""Requests that have to do with nothing else are left out, and their share is told."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from tests.plugins.wattos_insight.corpus import TENANT, chunks_of, units
from wattos_insight.belonging import strays
from wattos_insight.evidence import EvidenceUnit
from wattos_insight.groups import form_groups, unassigned
from wattos_insight.schemas import SourceKind

MATTERS = ("Ausweis", "Kita", "Müll")
DIMENSIONS = 24


def unit(name: str, kind: SourceKind, direction: int, chance: np.random.Generator) -> EvidenceUnit:
    """A unit whose vectors lie near one of the directions; all matters share the first one."""
    vector = chance.normal(scale=0.12, size=DIMENSIONS)
    vector[direction] += 1.0
    if direction <= len(MATTERS):
        vector[0] += 1.0
    (found,) = units(chunks_of(name, name, f"Es geht um {name}. " * 30, kind=kind))
    values = tuple(float(value) for value in vector)
    chunks = tuple(msgspec.structs.replace(chunk, vector=values) for chunk in found.chunks)
    return msgspec.structs.replace(found, chunks=chunks, overview=values)


def town(asked: int, foreign: int) -> list[EvidenceUnit]:
    """Nine pages on three matters, requests about them, and requests from elsewhere."""
    chance = np.random.default_rng(3)
    pages = [unit(f"{matter} {n}", "page", i, chance) for n in "ABC" for i, matter in _matters()]
    requests = [
        unit(f"Frage {n} {MATTERS[n % 3]}", "ticket", n % 3 + 1, chance) for n in range(asked)
    ]
    return [
        *pages,
        *requests,
        *(unit(f"Fremdes {n}", "ticket", 8 + n, chance) for n in range(foreign)),
    ]


def _matters() -> list[tuple[int, str]]:
    return list(enumerate(MATTERS, start=1))


@pytest.fixture(scope="module")
def evidence() -> list[EvidenceUnit]:
    return town(asked=36, foreign=6)


def test_requests_from_elsewhere_belong_to_nothing(evidence: list[EvidenceUnit]) -> None:
    out = {evidence[index].title for index in strays(evidence)}
    foreign = {unit.title for unit in evidence if unit.title.startswith("Fremdes")}
    assert foreign <= out
    assert len(out - foreign) <= 3  # of 36: what lies farthest out


def test_requests_from_elsewhere_are_told_among_requests_alone(
    evidence: list[EvidenceUnit],
) -> None:
    alone = [unit for unit in evidence if unit.asked]
    out = {alone[index].title for index in strays(alone)}
    assert {f"Fremdes {n}" for n in range(6)} <= out


def test_few_requests_are_all_kept() -> None:
    assert strays(town(asked=6, foreign=2)) == frozenset()


def test_pages_belong_however_far_out_they_lie(evidence: list[EvidenceUnit]) -> None:
    assert all(evidence[index].asked for index in strays(evidence))


def test_what_has_no_group_has_a_share_of_its_own(evidence: list[EvidenceUnit]) -> None:
    found = form_groups(evidence, tenant_id=TENANT, language="de", known={})
    grouped = [unit for group in found.groups for unit in group.units]
    assert {unit.document_id for unit in grouped}.isdisjoint(
        unit.document_id for unit in found.noise
    )
    assert len(grouped) + len(found.noise) == len(evidence)
    weight = sum(unit.weight for unit in found.noise) / sum(unit.weight for unit in evidence)
    assert unassigned([group.target for group in found.groups]) == pytest.approx(weight, abs=1e-3)
    assert weight > 0
