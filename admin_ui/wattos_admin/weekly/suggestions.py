"""The text to start from that an open question is shown with: the passage nearest to it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final
from uuid import UUID

import msgspec

from wattos.conversations import read_exchange
from wattos.errors import Unavailable
from wattos.events import Citation
from wattos.knowledge import detect_language
from wattos.llm import without_personal_data
from wattos.verified import profile_of
from wattos_admin.shared_words import shared_words

if TYPE_CHECKING:
    from wattos.knowledge import Hit
    from wattos.platform import Platform

log = logging.getLogger(__name__)

LONGEST_SUGGESTION: Final = 600
_LEAST_SHARED: Final = 0.6
"""One of two words is not enough: every second question of a town has the town hall in it."""
_LEAST_ALIKE: Final = 0.28
"""Cosine of a question and what answers it in another language, by the second embedder. Of twenty
pairs those that have nothing to do with each other came to 0.26, the others to 0.29 and more."""


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """The beginning of the passage nearest to a question, as a text to start from.

    `source.quote` is the document's own text, `text` the same in tidy lines.
    """

    text: str
    source: Citation
    language: str
    """Of the passage."""
    is_foreign: bool
    """Whether the question is in another language: its answer is then given as a quotation."""


class Suggested(msgspec.Struct, frozen=True, kw_only=True):
    """An open question and what is suggested for it; None where no passage comes near."""

    question: str
    """Without personal data."""
    language: str
    is_whole: bool
    """Whether no personal data were taken out, so that it can be taken over as it stands."""
    suggestion: Suggestion | None


async def suggested_for(platform: Platform, tenant_id: UUID, turn_id: UUID) -> Suggested:
    """What the material says nearest to a turn's question. Raises `NotFound`."""
    asked = await read_exchange(tenant_id, turn_id)
    language = asked.language or detect_language(asked.typed, "")
    (question,) = await without_personal_data(
        [asked.question], platform.registries.redactors(), tenant_id
    )
    return Suggested(
        question=question,
        language=language,
        is_whole=question == asked.question,
        suggestion=await _nearest(platform, tenant_id, asked.question, language),
    )


async def _nearest(
    platform: Platform, tenant_id: UUID, question: str, language: str
) -> Suggestion | None:
    """The nearest passage, if it speaks of what the question is about."""
    about = profile_of(question, language)
    hits = await platform.knowledge.search(tenant_id, question, k=1) if about.words else []
    if not hits or not hits[0].text.strip():
        return None
    hit = hits[0]
    if hit.language in {"", language}:
        shared = shared_words(about, hit.search_text or hit.text)
        if len(shared) < _LEAST_SHARED * len(about.words):
            return None
    elif not await _means(platform, tenant_id, (question, about.phrase), hit):
        return None
    text = _beginning(hit.text.strip())
    start = hit.start + hit.text.index(text)
    source = Citation(
        url=hit.url,
        title=hit.title,
        quote=text,
        start=start,
        end=start + len(text),
        document_id=hit.document_id,
        chunk_id=hit.chunk_id,
        page=hit.page,
    )
    spoken = hit.language or language
    return Suggestion(
        text=_tidy(text), source=source, language=spoken, is_foreign=spoken != language
    )


async def _means(platform: Platform, tenant_id: UUID, asked: Sequence[str], hit: Hit) -> bool:
    """Whether a passage in another language is near in meaning to what is asked.

    Shared words tell nothing there; without a second embedder the search alone decides.
    """
    embedder = platform.knowledge.second_embedder_for(tenant_id)
    if embedder is None:
        return True
    texts = (hit.title, hit.search_text or hit.text)
    try:
        wanted = [await embedder.embed_query(text) for text in asked]
        found = [await embedder.embed_query(text) for text in texts]
    except Unavailable as error:
        log.warning("No passage in another language is suggested: %s", error)
        return False
    alike = (sum(x * y for x, y in zip(a, b, strict=True)) for a in wanted for b in found)
    return max(alike) >= _LEAST_ALIKE


def _tidy(text: str) -> str:
    """The passage without runs of spaces and without empty lines."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _beginning(text: str) -> str:
    """The text up to the last sentence or line that ends within the longest suggestion."""
    if len(text) <= LONGEST_SUGGESTION:
        return text
    cut = text[:LONGEST_SUGGESTION]
    end = max(cut.rfind(mark) for mark in (". ", "! ", "? ", "\n"))
    return cut[: end + 1].rstrip() if end > 0 else cut
