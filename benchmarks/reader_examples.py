"""What the reader learns from: questions about invented sites, with the places that may answer.

`benchmarks/reader/SITE/pages` holds twelve pages each of 55 organisations, `questions.jsonl` the
questions that visitors might ask there, written for this project: the page, and words that stand in
the sentence, item or row that answers (none: nothing there answers). The candidates are those that
the answerer would read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal
from uuid import NAMESPACE_URL, uuid5

import msgspec
import numpy as np

from wattos.knowledge import detect_language
from wattos.knowledge.chunking import chunk
from wattos.knowledge.passages import embedding_text
from wattos.llm import Passage
from wattos.settings import DocumentLimits
from wattos_ingestion.parsers import all_parsers
from wattos_offline.embedder import E5_SMALL
from wattos_offline.encoder import Encoder
from wattos_offline.meaning import cosines, kin_of, language_gaps
from wattos_offline.question import understand
from wattos_offline.scoring import Scored, rank_units, unit_in_context, with_meaning

SITES = Path(__file__).with_name("reader")
CANDIDATES = 8
_PASSAGES = 12
_COSINES, _WORD = 20, 0.25
"""What a cosine and a word's beginning weigh in the choice of passages."""
_MARKUP = re.compile(r"[\s*_`|]+")


class Asked(msgspec.Struct, frozen=True):
    """A line of `questions.jsonl`."""

    question: str
    language: Literal["de", "en", "tr"]
    page: str
    must: list[str]


class Example(msgspec.Struct, frozen=True):
    """A question and its candidates, best first as the answerer ranks them without the reader."""

    site: str
    question: str
    answerable: bool
    texts: list[str]
    scores: list[float]
    answers: list[bool]


async def examples_of(site: Path, units: Encoder, words: Encoder) -> list[Example]:
    """Every question of a site whose answer is among the candidates, or that has none."""
    pages = _passages(site)
    vectors = await units.encode("passage", [text for text, _ in pages])
    lines = (site / "questions.jsonl").read_bytes().splitlines()
    asked = [msgspec.json.decode(line, type=Asked) for line in lines]
    alike = await units.encode("query", [each.question for each in asked]) @ vectors.T
    found: list[Example] = []
    for each, row in zip(asked, alike, strict=True):
        passages = _nearest(each.question, pages, row)
        ranked = await _ranked(each, passages, units, words)
        example = _example(site.name, each, ranked, passages)
        if any(example.answers) or not example.answerable:
            found.append(example)
    return found


def _passages(site: Path) -> list[tuple[str, Passage]]:
    parser = next(each for each in all_parsers(DocumentLimits()) if ".md" in each.extensions)
    found: list[tuple[str, Passage]] = []
    for page in sorted((site / "pages").glob("*.md")):
        document = parser.parse(page.read_bytes(), url=page.name, media_type="text/markdown")
        language = detect_language(document.text, "de")
        for span in chunk(document):
            passage = Passage(
                document_id=uuid5(NAMESPACE_URL, page.name),
                chunk_id=uuid5(NAMESPACE_URL, f"{page.name} {span.start}"),
                title=document.title,
                url=page.name,
                text=document.text[span.start : span.end],
                start=span.start,
                end=span.end,
                heading_path=span.heading_path,
                language=language,
                search_text=span.search_text,
                source_kind="page",
            )
            found.append((embedding_text(document.title, span), passage))
    return found


def _nearest(
    question: str, pages: Sequence[tuple[str, Passage]], alike: np.ndarray
) -> list[Passage]:
    """The passages nearest in meaning and words, a stand-in for the product's search."""
    begins = {word[:6] for word in re.findall(r"\w{4,}", question.lower())}
    shared = [sum(_WORD for begin in begins if begin in text.lower()) for text, _ in pages]
    scores = alike * _COSINES + np.array(shared)
    return [
        msgspec.structs.replace(
            pages[number][1], score=float(scores[number]), similarity=float(alike[number])
        )
        for number in np.argsort(-scores)[:_PASSAGES]
    ]


async def _ranked(
    asked: Asked, passages: Sequence[Passage], units: Encoder, words: Encoder
) -> list[Scored]:
    question = understand(asked.question, asked.language)
    kin = await kin_of(question, passages, words)
    ranked = rank_units(question, passages, kin)[:CANDIDATES]
    texts = [unit_in_context(each.unit, passages[each.unit.passage]) for each in ranked]
    gaps = language_gaps(passages, E5_SMALL.language_gap)
    alike = await cosines(asked.question, texts, units)
    levelled = [
        cosine + (gaps[passages[each.unit.passage].language] if each.setting.foreign else 0.0)
        for each, cosine in zip(ranked, alike, strict=True)
    ]
    nothing = [0.0] * len(ranked)
    return with_meaning(ranked, levelled, nothing, nothing)


def _example(
    site: str, asked: Asked, ranked: Sequence[Scored], passages: Sequence[Passage]
) -> Example:
    wanted = [_squashed(piece) for piece in asked.must]

    def answers(scored: Scored) -> bool:
        told = _squashed(f"{scored.unit.shown} {scored.unit.text}")
        here = passages[scored.unit.passage].url == asked.page
        return here and any(piece in told for piece in wanted)

    return Example(
        site=site,
        question=asked.question,
        answerable=bool(wanted),
        texts=[unit_in_context(each.unit, passages[each.unit.passage]) for each in ranked],
        scores=[each.score for each in ranked],
        answers=[answers(each) for each in ranked],
    )


def _squashed(text: str) -> str:
    return _MARKUP.sub(" ", text).lower()
