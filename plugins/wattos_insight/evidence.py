"""From stored chunks to evidence units: one unit is one matter that somebody has.

A ticket or a conversation is one unit. A page or a file is one unit too, unless it is long: a
handbook speaks of many matters, so each of its chapters becomes a unit. Imprint, privacy and other
pages that every organisation has to publish say nothing about anybody's needs and are left out.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, Literal
from urllib.parse import urlsplit
from uuid import UUID

import msgspec

from wattos.knowledge import is_nameless
from wattos_insight.aspects import need_weight
from wattos_insight.schemas import SourceKind
from wattos_insight.text import content_words

LONG_DOCUMENT: Final = 8_000
"""Characters from which a document is split into its chapters."""
LISTING_LIMIT: Final = 350
"""Characters under which a page's text is taken for a list of links."""
_TELLING_SHARE: Final = 0.6
"""Part in whole sentences from which even a short page says something of its own."""
_SENTENCE: Final = re.compile(r"[^.!?\n|]{25,}[.!?](?=\s|$)")
ASKED_WEIGHT: Final = 3.0
"""How much more a ticket or a conversation counts than a page: people wrote it, with a need."""
UNMET_WEIGHT: Final = 1.5
"""How much more a question counts that got no answer, or one that did not help."""

_SHARED_BY: Final = 3
"""Titles with the same part ("… | Town of X") from which the part is taken for the site's name."""

_FRAME_SHARE: Final = 0.3
"""Part of all pages that a line must stand on to be taken for the site's frame."""

_OVERVIEW_LENGTH: Final = 1_000

_BOILERPLATE: Final = re.compile(
    r"impressum|imprint|legal[- _]?notice|datenschutz|privacy|cookie|gizlilik|kvkk|künye"
    r"|accessibility[- _]statement|erkl(ä|ae)rung zur barrierefreiheit|barrierefreiheitserkl"
    r"|(^|/)barrierefreiheit|\bagb\b|terms (and conditions|of (use|service))|nutzungsbedingungen"
    r"|(^|/)g?fdl[-.]|free documentation licen[cs]e|general public licen[cs]e"
    r"|sitemap|(^|/)(suche|search|login|404)\b",
    re.IGNORECASE,
)
_CONTACT: Final = re.compile(r"\S@\S+\.\S|\btel(efon|\.)?:?\s*[+\d(]|\bphone:?\s*[+\d(]", re.I)
_CONTACT_LENGTH: Final = 250
_HOME: Final = re.compile(r"/?([a-z]{2}/)?((index|home|default|start(seite)?)([-_.][^/]*)?)?")
_SECONDARY: Final = re.compile(
    r"/(aktuell\w*|news\w*|presse\w*|blog|archiv\w*|meldungen|haberler|duyurular)(/|\.\w+$)"
    r"|\(archiv\)|von a bis z|a[-–]z\b|\bübersicht\b|^aktuelle meldungen|^newsletter"
    r"|^(aktuelles|neuigkeiten|news|archive?|haberler|duyurular|arşiv)$"
    r"|^kontakt\b|^contact\b|^iletişim|^über uns|^about us"
    r"|^so erreichen sie uns|^how to (reach|find) us|^bize ulaşın",
    re.IGNORECASE,
)
_TITLE_PARTS: Final = re.compile(r"\s+[|·•»–—:-]+\s+")


class SourceChunk(msgspec.Struct, frozen=True, kw_only=True):
    """One stored chunk as the analysis needs it; `text` is an exact quote of the stored source."""

    document_id: UUID
    chunk_id: UUID
    source_kind: SourceKind
    url: str
    title: str
    language: str
    heading_path: tuple[str, ...]
    text: str
    vector: tuple[float, ...] | None = None
    channel: str | None = None
    """how a ticket reached the organisation, where the export says so"""
    unmet: Literal["unanswered", "disliked"] | None = None
    """what went wrong with a question to the platform's own agents"""


class EvidenceUnit(msgspec.Struct, frozen=True, kw_only=True):
    """One matter: a ticket, a page, or a chapter of a long document."""

    document_id: UUID
    kind: SourceKind
    url: str
    title: str
    """the title without the site's name"""
    language: str
    chunks: tuple[SourceChunk, ...]
    weight: float
    """pages 0.5 to 1.5 by how much they say about needs; what people asked three times that, and
    half as much again where they got no answer"""
    overview: tuple[float, ...] | None = None
    """the whole unit's vector under a second embedder, which sees it in another way"""
    secondary: bool
    """a home page, a list of links, news, the archive: it may join a group, it does not form one"""

    @property
    def unmet(self) -> Literal["unanswered", "disliked"] | None:
        """What went wrong with the question, where it was put to the platform's own agents."""
        return self.chunks[0].unmet

    @property
    def beginning(self) -> str:
        """Title and text up to a length that says what it is about: for the second embedder."""
        return f"{self.title}\n{self.text}"[:_OVERVIEW_LENGTH]

    @property
    def is_named(self) -> bool:
        """Whether its title says something; a scan may have nothing but the name of its file."""
        return not is_nameless(self.title)

    @property
    def asked(self) -> bool:
        """Whether people wrote it (a ticket or a conversation), not the organisation."""
        return self.kind in ("ticket", "conversation")

    @property
    def own_chunks(self) -> tuple[SourceChunk, ...]:
        """What the person wrote, or the page says; of a ticket without the answer it got."""
        return tuple(chunk for chunk in self.chunks if not self._is_answer(chunk))

    @property
    def own_words(self) -> str:
        """The unit's words without the answer that a ticket got."""
        own = self.own_chunks
        return self.text if len(own) == len(self.chunks) else "\n".join(c.text for c in own)

    @property
    def resolution(self) -> str:
        """The answer that a ticket got; empty where none is known, and for pages and files."""
        return "\n".join(chunk.text for chunk in self.chunks if self._is_answer(chunk))

    def _is_answer(self, chunk: SourceChunk) -> bool:
        return self.kind == "ticket" and chunk.heading_path != self.chunks[0].heading_path

    @property
    def text(self) -> str:
        """The unit's words, headings included, for counting; quotes come from the chunks."""
        if self.asked:  # a ticket's headings are the form, not the matter
            return "\n".join(chunk.text for chunk in self.chunks)
        telling = [chunk for chunk in self.chunks if not _is_contact_box(chunk)] or self.chunks
        return "\n".join(f"{' '.join(chunk.heading_path[1:])}\n{chunk.text}" for chunk in telling)


def _is_contact_box(chunk: SourceChunk) -> bool:
    """Whether a passage is little more than an address, as it stands on every page of an office."""
    return len(chunk.text) < _CONTACT_LENGTH and bool(_CONTACT.search(chunk.text))


def is_boilerplate(url: str, title: str) -> bool:
    """Whether a page is one that every organisation must publish (imprint, privacy, terms …)."""
    return bool(_BOILERPLATE.search(title) or _BOILERPLATE.search(url))


def build_units(chunks: Iterable[SourceChunk]) -> list[EvidenceUnit]:
    """Units of `chunks`, without boilerplate, what frames every page, and copies of a page.

    The chunks of a document are given in their order; documents may come in any. Groups depend on
    the order of units (resamples, equal scores), and a crawl stores pages as they arrive, so units
    are put into an order that only addresses and texts decide.
    """
    documents: dict[UUID, list[SourceChunk]] = defaultdict(list)
    for chunk in chunks:
        if chunk.source_kind in ("ticket", "conversation") or not is_boilerplate(
            chunk.url, chunk.title
        ):
            documents[chunk.document_id].append(chunk)
    ordered = sorted(_without_frames(list(documents.values())), key=_place)
    titles = clean_titles([parts[0] for parts in ordered])
    units = [
        unit for parts in ordered for unit in _document_units(parts, titles[parts[0].document_id])
    ]
    return _without_copies(units)


def _without_frames(documents: Sequence[list[SourceChunk]]) -> list[list[SourceChunk]]:
    """The documents without lines that many pages begin or end with: a slogan, a box of news.

    What is left of a passage is still a stretch of it; a page of nothing else stays as it is.
    """
    pages = [parts for parts in documents if _is_page(parts)]
    counts = Counter(line for parts in pages for line in _lines(parts))
    least = max(_SHARED_BY, _FRAME_SHARE * len(pages))
    frame = {line for line, count in counts.items() if count >= least}
    if not frame:
        return list(documents)
    return [_within(parts, frame) if _is_page(parts) else parts for parts in documents]


def _is_page(parts: Sequence[SourceChunk]) -> bool:
    return parts[0].source_kind == "page"


def _lines(parts: Sequence[SourceChunk]) -> set[str]:
    return {line.strip() for part in parts for line in part.text.split("\n")} - {""}


def _within(parts: list[SourceChunk], frame: set[str]) -> list[SourceChunk]:
    kept: list[SourceChunk] = []
    for part in parts:
        lines = part.text.split("\n")
        while lines and (not lines[0].strip() or lines[0].strip() in frame):
            del lines[0]
        while lines and (not lines[-1].strip() or lines[-1].strip() in frame):
            del lines[-1]
        if lines:
            kept.append(msgspec.structs.replace(part, text="\n".join(lines)))
    return kept or parts


def _place(parts: Sequence[SourceChunk]) -> tuple[str, ...]:
    first = parts[0]
    return first.source_kind, first.url, first.title, "\n".join(part.text for part in parts)


def clean_titles(firsts: Sequence[SourceChunk]) -> dict[UUID, str]:
    """Titles without the parts that many documents share, such as the site's name.

    A document whose title says nothing beyond that, or is a file's name, is called by its first
    heading. Where there is none it keeps its whole title.
    """
    split = {
        chunk.document_id: _TITLE_PARTS.split(chunk.title.strip())
        for chunk in firsts
        if chunk.source_kind not in ("ticket", "conversation")
    }
    counts = Counter(part for parts in split.values() for part in set(parts))
    shared = {part for part, count in counts.items() if count >= _SHARED_BY}
    result = {chunk.document_id: chunk.title.strip() for chunk in firsts}
    for chunk in firsts:
        if chunk.document_id not in split:
            continue
        own = [p for p in split[chunk.document_id] if p not in shared and not is_nameless(p)]
        heading = chunk.heading_path[0] if chunk.heading_path else ""
        result[chunk.document_id] = (" – ".join(own) or heading or chunk.title).strip()
    return result


def _document_units(parts: list[SourceChunk], title: str) -> list[EvidenceUnit]:
    first = parts[0]
    if first.source_kind == "conversation":  # each question is a matter of its own
        return [_unit([part], part.title) for part in parts]
    if first.source_kind == "ticket" or sum(len(part.text) for part in parts) < LONG_DOCUMENT:
        return [_unit(parts, title)]
    chapters: dict[str, list[SourceChunk]] = defaultdict(list)
    level = _chapter_level(parts)
    for part in parts:
        chapters[part.heading_path[level] if len(part.heading_path) > level else title].append(part)
    return [_unit(chapter, name) for name, chapter in chapters.items()]


def _chapter_level(parts: Sequence[SourceChunk]) -> int:
    """The highest heading level at which the document has several headings."""
    for level in range(2):
        if len({part.heading_path[level] for part in parts if len(part.heading_path) > level}) > 2:
            return level
    return 0


def _unit(parts: Sequence[SourceChunk], title: str) -> EvidenceUnit:
    first = parts[0]
    asked = first.source_kind in ("ticket", "conversation")
    text = "\n".join(part.text for part in parts)
    languages: Counter[str] = Counter()
    for part in parts:
        languages[part.language] += len(part.text)
    return EvidenceUnit(
        document_id=first.document_id,
        kind=first.source_kind,
        url=first.url,
        title=title,
        language=languages.most_common(1)[0][0],
        chunks=tuple(parts),
        weight=need_weight(text)
        * (ASKED_WEIGHT if asked else 1.0)
        * (UNMET_WEIGHT if first.unmet else 1.0),
        secondary=first.source_kind == "page" and _is_secondary(first.url, title, text),
    )


def _is_secondary(url: str, title: str, text: str) -> bool:
    path = urlsplit(url).path
    return bool(
        (len(text) < LISTING_LIMIT and not _tells_something(text))
        or _HOME.fullmatch(path)
        or _SECONDARY.search(path)
        or _SECONDARY.search(title)
    )


def _tells_something(text: str) -> bool:
    return sum(map(len, _SENTENCE.findall(text))) >= _TELLING_SHARE * len(text)


def _without_copies(units: Sequence[EvidenceUnit]) -> list[EvidenceUnit]:
    """Drop print views and second addresses of a page; equal tickets are separate requests."""
    kept: list[EvidenceUnit] = []
    seen: dict[tuple[str, str], list[set[str]]] = defaultdict(list)
    for unit in units:
        if not unit.asked:
            stems = {stem for stem, _ in content_words(unit.text, unit.language)}
            earlier = seen[unit.language, unit.title.casefold()]
            if any(len(stems & other) >= 0.8 * len(stems | other) for other in earlier):
                continue
            earlier.append(stems)
        kept.append(unit)
    return kept
