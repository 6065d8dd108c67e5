"""What has no group, and why: what an analysis leaves out is said, not dropped in silence."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from wattos_insight.evidence import EvidenceUnit, SourceChunk, is_boilerplate
from wattos_insight.quotes import quote_of
from wattos_insight.schemas import Evidence, Ungrouped, UngroupedReason
from wattos_insight.sensitive import is_sensitive
from wattos_insight.text import sentences


def without_group(
    noise: Iterable[EvidenceUnit], astray: Collection[int], units: Sequence[EvidenceUnit]
) -> list[Ungrouped]:
    """The units that no group has; `astray` are indices in `units`: what belongs to nothing."""
    strayed = {id(units[index]) for index in astray}
    return [_told(unit, id(unit) in strayed) for unit in noise]


def _told(unit: EvidenceUnit, astray: bool) -> Ungrouped:
    reason: UngroupedReason = "alone"
    if astray:
        reason = "astray"
    elif unit.secondary:
        reason = "listing"
    return _entry(unit.chunks[0], unit.title, unit.language, reason)


def not_analysed(chunks: Iterable[SourceChunk], units: Sequence[EvidenceUnit]) -> list[Ungrouped]:
    """Documents that became no unit: what everybody must publish, and copies of others."""
    seen: set[UUID] = {unit.document_id for unit in units}
    found: list[Ungrouped] = []
    for chunk in chunks:
        if chunk.document_id in seen:
            continue
        seen.add(chunk.document_id)
        must = is_boilerplate(chunk.url, chunk.title)
        found.append(_entry(chunk, chunk.title, chunk.language, "required" if must else "copy"))
    return found


def _entry(chunk: SourceChunk, title: str, language: str, reason: UngroupedReason) -> Ungrouped:
    """An entry; somebody's own words about health, belief and the like are not shown."""
    asked = chunk.source_kind in ("ticket", "conversation")
    if asked and (is_sensitive(chunk.text) or is_sensitive(title)):
        kept = Evidence(
            document_id=chunk.document_id, chunk_id=chunk.chunk_id, url=chunk.url, quote=""
        )
        return Ungrouped(
            title="", kind=chunk.source_kind, language=language, reason=reason, evidence=kept
        )
    spans = sentences(chunk.text) or [(0, len(chunk.text))]
    return Ungrouped(
        title="" if chunk.source_kind == "conversation" else title,
        kind=chunk.source_kind,
        language=language,
        reason=reason,
        evidence=quote_of(chunk, *spans[0]),
    )
