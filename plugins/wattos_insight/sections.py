"""Which sections of the organisation's texts a group's requests come closest to.

What people ask for help with has many words; the organisation's own headings are the shortest way
to say it, and each stands in one place only, so they tell groups apart that share a vocabulary.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from wattos_insight.evidence import EvidenceUnit, SourceChunk
from wattos_insight.profiles import unit_length
from wattos_insight.sensitive import is_sensitive
from wattos_insight.topics import tells_a_matter

_SECTIONS: Final = 4
_LEAST: Final = 2
"""Requests that must be closest to a section before it is named."""
_LONGEST: Final = 60
"""Characters of a heading that can stand in a sentence."""


def asked_sections(
    units: Sequence[EvidenceUnit],
    about: Mapping[UUID, tuple[int, int]],
    documents: Mapping[UUID, EvidenceUnit],
) -> list[str]:
    """Headings of the passages that the requests among `units` are closest to, most often first.

    `about` says, for each document of the organisation, how many of the group's requests are
    closest to it (see `groups.requests_near`): only these are looked at.
    """
    import numpy as np

    near = [documents[document] for document, (here, _) in about.items() if here]
    everywhere = [chunk for document in about for chunk in _with_vectors(documents[document])]
    passages = [chunk for document in near for chunk in _with_vectors(document)]
    asked = [chunk for unit in units if unit.asked for chunk in _with_vectors(unit)[:1]]
    if not passages or not asked:
        return []
    centre = np.asarray([chunk.vector for chunk in everywhere]).mean(axis=0)
    told = unit_length(np.asarray([chunk.vector for chunk in passages]) - centre)
    rows = unit_length(np.asarray([chunk.vector for chunk in asked]) - centre)
    closest = (rows @ told.T).argmax(axis=1)
    counts = Counter(heading for place in closest if (heading := _heading(passages[int(place)])))
    return [heading for heading, count in counts.most_common(_SECTIONS) if count >= _LEAST]


def _with_vectors(unit: EvidenceUnit) -> list[SourceChunk]:
    return [chunk for chunk in unit.chunks if chunk.vector is not None]


def _heading(chunk: SourceChunk) -> str:
    """The heading above a passage; empty where it has none of its own, or one too general."""
    heading = chunk.heading_path[-1].strip() if len(chunk.heading_path) > 1 else ""
    says = tells_a_matter(heading, chunk.language) and len(heading) <= _LONGEST
    return heading if says and not is_sensitive(heading) else ""
