"""Which sections of the organisation's texts requests are closest to."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tests.plugins.wattos_insight.corpus import chunks_of
from wattos_insight.evidence import EvidenceUnit, SourceChunk, build_units
from wattos_insight.schemas import SourceKind
from wattos_insight.sections import asked_sections


def chunk(
    url: str, vector: Sequence[float], heading: str = "", kind: SourceKind = "ticket"
) -> SourceChunk:
    found = chunks_of(url, "Kennwort" if kind == "file" else url, f"Text zu {url}.", kind=kind)[0]
    path = (found.title, heading) if heading else (found.title,)
    return msgspec.structs.replace(found, heading_path=path, vector=tuple(vector))


def sections_of(*passages: SourceChunk, asked: Sequence[Sequence[float]]) -> list[str]:
    units = build_units([chunk(f"t.csv#{n}", vector) for n, vector in enumerate(asked)])
    own: list[EvidenceUnit] = build_units(passages)
    about = {unit.document_id: (len(units), len(units)) for unit in own}
    return asked_sections(units, about, {unit.document_id: unit for unit in own})


def test_sections_of_requests_are_those_that_several_are_closest_to() -> None:
    passages = (
        chunk("k.md", (1, 0, 0), "Kennwort vergessen", "file"),
        chunk("k.md", (0, 1, 0), "Zweiter Faktor", "file"),
        chunk("k.md", (0, 0, 1), "Regeln für das Kennwort", "file"),
    )
    asked = [(1, 0, 0.1), (0.9, 0, 0), (0.1, 1, 0), (0, 1, 0), (0, 0.8, 0), (0, 0, 1)]
    assert sections_of(*passages, asked=asked) == ["Zweiter Faktor", "Kennwort vergessen"]


def test_sections_with_no_matter_of_their_own_are_not_named() -> None:
    passages = (
        chunk("k.md", (1, 0), "Häufige Fragen", "file"),
        chunk("k.md", (0, 1), "", "file"),
    )
    assert sections_of(*passages, asked=[(1, 0), (1, 0), (0, 1), (0, 1)]) == []


def test_sections_of_texts_without_vectors_are_none() -> None:
    passage = msgspec.structs.replace(chunk("k.md", (1, 0), "Kennwort", "file"), vector=None)
    assert sections_of(passage, asked=[(1, 0), (1, 0)]) == []
