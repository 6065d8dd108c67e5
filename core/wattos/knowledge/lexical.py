"""Lexical candidates: BM25 over the full text index, with help for how people spell."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

import msgspec

from wattos.database import fetch, tenant_scope
from wattos.knowledge.language import SUPPORTED, search_config
from wattos.knowledge.schemas import KnowledgeFilter
from wattos.knowledge.text import fold, without_umlauts
from wattos.knowledge.words import edit_distance, question_words

COMPOUND_WEIGHT = 0.4
"""A compound that contains the word: "Ausweis" in "Personalausweis"."""
PART_WEIGHT = 0.4
"""A part of the compound asked for: "Hundesteuer" of "Hundesteueranmeldung"."""
SPELLING_WEIGHT = 0.8
"""A word one slip away from a word that the tenant's texts do not have."""
_SHORTEST_PART = 5
_SHORTEST_HALF = 4
"""Of a compound that two words make up wholly: "Müllgebühr"."""
_LINKS = frozenset({"", "s", "n", "e", "en", "es"})


class QuestionWord(msgspec.Struct, frozen=True):
    """A spelling that stands for the question's word number `group`."""

    word: str
    group: int
    weight: float = 1.0


class LexicalMatches(msgspec.Struct, frozen=True):
    """BM25 scores, and their spread over all passages that were searched (misses count 0)."""

    scores: dict[UUID, float] = {}
    mean: float = 0.0
    deviation: float = 1.0


class SimilarWord(msgspec.Struct, frozen=True):
    """A word of the tenant's texts that resembles a question's word (`similar_words` in SQL)."""

    question: str
    word: str
    folded: str
    kind: str


_CANDIDATES = "select * from lexical_candidates($1, $2, $3, $4, $5, $6, $7, $8, $9)"


async def lexical_matches(
    tenant_id: UUID, question: str, language: str, *, limit: int, chosen: KnowledgeFilter
) -> LexicalMatches:
    """The best passages by words among those in the question's language.

    Without a known language ("") every language's passages are searched, each with its own
    stemmer. Across languages words mislead, so a known language searches its own passages only.
    """
    words = question_words(question, language)
    if not words:
        return LexicalMatches()
    async with tenant_scope(tenant_id):
        spellings = await _spellings(words, language)
        found = [
            await _matches(spellings, config, languages, limit, chosen)
            for config, languages in _searches(language)
        ]
    return max(found, key=lambda matches: max(matches.scores.values(), default=0.0))


def _searches(language: str) -> list[tuple[str, list[str] | None]]:
    if language:
        return [(search_config(language), [language])]
    by_config: dict[str, list[str]] = defaultdict(list)
    for known in SUPPORTED:
        by_config[search_config(known)].append(known)
    return list(by_config.items())


async def _matches(
    spellings: list[QuestionWord],
    config: str,
    languages: list[str] | None,
    limit: int,
    chosen: KnowledgeFilter,
) -> LexicalMatches:
    if chosen.languages is not None and languages is not None:
        languages = [known for known in languages if known in chosen.languages]
    rows = await fetch(
        _CANDIDATES,
        [spelling.word for spelling in spellings],
        [spelling.group for spelling in spellings],
        [spelling.weight for spelling in spellings],
        config,
        languages,
        chosen.space_ids,
        chosen.document_ids,
        chosen.source_kinds,
        limit,
    )
    if not rows:
        return LexicalMatches()
    return LexicalMatches(
        {row["chunk_id"]: float(row["score"]) for row in rows},
        float(rows[0]["mean"]),
        float(rows[0]["deviation"]),
    )


async def _spellings(words: list[str], language: str) -> list[QuestionWord]:
    folded = [fold(word, language) for word in words]
    forms = {form for word in folded for form in (word, without_umlauts(word))}
    parts = {part for form in forms for part in compound_parts(form)}
    rows = await fetch(
        "select * from similar_words($1, $2, $3)", sorted(forms), sorted(parts), language
    )
    similar = [SimilarWord(r["question"], r["word"], r["folded"], r["kind"]) for r in rows]
    return _all_spellings(words, folded, similar)


def _all_spellings(
    words: list[str], folded: list[str], similar: list[SimilarWord]
) -> list[QuestionWord]:
    result: list[QuestionWord] = []
    for group, (word, form) in enumerate(zip(words, folded, strict=True)):
        result.append(QuestionWord(word, group))
        found = spellings_of(group, form, similar)
        plain = without_umlauts(form)
        if plain != form and not any(c.kind == "same" and c.question == form for c in similar):
            found += [each for each in spellings_of(group, plain, similar) if each not in found]
        result += found
    return result


def compound_parts(folded: str) -> set[str]:
    """Beginnings and ends of a word that may be words themselves (at least four letters)."""
    last = len(folded) - 3  # what is left over must be a word or a linking sound
    if last < _SHORTEST_PART:
        return set()
    beginnings = {folded[:cut] for cut in range(_SHORTEST_HALF, last + 1)}
    return beginnings | {folded[-cut:] for cut in range(_SHORTEST_HALF, last + 1)}


def spellings_of(group: int, folded: str, similar: list[SimilarWord]) -> list[QuestionWord]:
    """Other spellings for one word of the question, with what they count."""
    own = [candidate for candidate in similar if candidate.question == folded]
    same = [QuestionWord(c.word, group) for c in own if c.kind == "same"]
    compounds = [QuestionWord(c.word, group, COMPOUND_WEIGHT) for c in own if c.kind == "compound"]
    if same:
        return same + compounds
    slips = 1 if len(folded) < 8 else 2
    misspelt = [
        QuestionWord(c.word, group, SPELLING_WEIGHT)
        for c in own
        if c.kind == "similar" and edit_distance(c.folded, folded, slips) <= slips
    ]
    return compounds + (misspelt or _parts(group, folded, similar))


def _parts(group: int, folded: str, similar: list[SimilarWord]) -> list[QuestionWord]:
    known = {c.folded: c.word for c in similar if c.kind == "part"}
    fitting = [part for part in known if folded.startswith(part) or folded.endswith(part)]
    fitting.sort(key=len, reverse=True)
    for end in fitting:
        rest = folded.removesuffix(end)
        start = next((part for part in fitting if rest != folded and _makes_up(part, rest)), None)
        if start is not None:
            return [QuestionWord(known[part], group, PART_WEIGHT) for part in (start, end)]
    fitting = [part for part in fitting if len(part) >= _SHORTEST_PART]
    return [QuestionWord(known[part], group, PART_WEIGHT) for part in fitting[:2]]


def _makes_up(part: str, rest: str) -> bool:
    """Whether a part is all of the rest but for a linking sound."""
    return rest.startswith(part) and rest.removeprefix(part) in _LINKS
