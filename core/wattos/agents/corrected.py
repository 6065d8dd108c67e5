"""Which sources an answer keeps after an editor has written another text over it.

The text before was supported by its sources, so what a correction brings anew decides: facts
(`facts.py`), words and a negation that a passage does not have make it no evidence any more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec

from wattos.agents.facts import facts_of
from wattos.agents.guard import numbered_sentences
from wattos.agents.sentence_check import MARKER, Source, telling_words
from wattos.agents.support import support
from wattos.events import Citation
from wattos.knowledge import detect_language
from wattos.verified import VerifiedContent, profile_of

_LEAST_KNOWN = 0.5
"""Share of a sentence's new words that a passage must know."""
_COUNTERPART = 0.5
"""Share of a sentence's words that make an earlier sentence the one it was made from."""
_NUMBER = re.compile(r"\d+")


def without_unsupporting(content: VerifiedContent, before: str) -> VerifiedContent:
    """The content without the sources of the text `before` it that do not support it any more.

    A passage stays while what it quotes supports what it stands behind: the sentences of a block
    up to its number, all of them where the answer has no numbers, and of several passages behind
    the same sentences each those that it is nearest to. What cannot be told (new words in another
    language than the passage's) supports nothing. A link without a quote is an editor's choice and
    stays. The numbers in the answer and its translations follow their sources.
    """
    if _plain(content.answer) == _plain(before):
        return content
    correction = _Correction(content, before)
    kept = [n for n, source in enumerate(content.sources, 1) if correction.keeps(n, source)]
    places = {number: place for place, number in enumerate(kept, 1)}
    return msgspec.structs.replace(
        content,
        answer=_renumbered(content.answer, places),
        translations={
            language: _renumbered(text, places) for language, text in content.translations.items()
        },
        sources=[content.sources[number - 1] for number in kept],
    )


class _Correction:
    """A corrected answer beside the text before it."""

    def __init__(self, content: VerifiedContent, before: str) -> None:
        self._language = content.language or detect_language(content.answer, "de")
        self._known = Source(f"{MARKER.sub('', before)}\n{content.question}", self._language)
        self._earlier = _sentences(before)
        self._quotes = {n: source.quote for n, source in enumerate(content.sources, 1)}
        self._parts = _parts(content.answer)
        if not self._parts:
            self._parts = [(frozenset(self._quotes), _sentences(content.answer))]

    def keeps(self, number: int, source: Citation) -> bool:
        if not source.quote:
            return True
        behind = [(numbers, claims) for numbers, claims in self._parts if number in numbers]
        return bool(behind) and all(
            self._supports(source, claim)
            for numbers, claims in behind
            for claim in self._nearest_to(number, numbers, claims)
        )

    def _nearest_to(
        self, number: int, numbers: frozenset[int], claims: Sequence[str]
    ) -> Sequence[str]:
        """The claims that no other of the passages shares more words with; else all of them."""
        own = [
            claim
            for claim in claims
            if support(claim, self._quotes[number])
            >= max(support(claim, self._quotes.get(other, "")) for other in numbers)
        ]
        return own or claims

    def _supports(self, citation: Citation, claim: str) -> bool:
        language = detect_language(citation.quote, self._language)
        source = Source(f"{citation.title}\n{citation.quote}", language)
        facts = facts_of(claim)
        if not all(self._known.facts.holds(fact) or source.facts.holds(fact) for fact in facts):
            return False
        words = telling_words(claim, self._language)
        new = [word for word in words if not self._known.knows(word)]
        if new and language != self._language:
            return any(source.facts.holds(fact) for fact in facts)
        if sum(map(source.knows, new)) < _LEAST_KNOWN * len(new):
            return False
        negated = profile_of(claim, self._language).negated
        earlier = _nearest(claim, self._earlier)
        if earlier and profile_of(earlier, self._language).negated == negated:
            return True
        quoted = _nearest(claim, _sentences(citation.quote)) or citation.quote
        return profile_of(quoted, language).negated == negated


def _nearest(claim: str, sentences: Sequence[str]) -> str:
    """The sentence that most of the claim stands in; empty when none has half of its words."""
    nearest = max(sentences, key=lambda text: support(claim, text), default="")
    return nearest if support(claim, nearest) >= _COUNTERPART else ""


def _sentences(text: str) -> Sequence[str]:
    return [text[start:end] for start, end in numbered_sentences(text)]


def _parts(answer: str) -> list[tuple[frozenset[int], Sequence[str]]]:
    """The numbers in an answer, with the sentences of the same block that they stand behind."""
    found: list[tuple[frozenset[int], Sequence[str]]] = []
    for block in re.split(r"\n\s*\n", answer):
        claims: list[str] = []
        for sentence in _sentences(block):
            claims.append(MARKER.sub("", sentence))
            if numbers := _numbers(sentence):
                found.append((numbers, claims))
                claims = []
    return found


def _numbers(text: str) -> frozenset[int]:
    return frozenset(int(number) for number in _NUMBER.findall(" ".join(MARKER.findall(text))))


def _renumbered(text: str, places: Mapping[int, int]) -> str:
    """The text with the sources' new numbers; those of sources that went are left out."""

    def put(match: re.Match[str]) -> str:
        found = [places[int(n)] for n in _NUMBER.findall(match.group()) if int(n) in places]
        return f"[{', '.join(map(str, found))}]" if found else ""

    numbered = re.sub(r"(?<=\S) {2,}(?=\S)", " ", MARKER.sub(put, text))
    return re.sub(r" +(?=[.,;:!?]|$)", "", numbered, flags=re.MULTILINE)


def _plain(text: str) -> str:
    return " ".join(MARKER.sub("", text).split())
