"""How alike words and sentences are in meaning, by the small sentence encoder."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import msgspec

from wattos.llm import Passage
from wattos_offline.embedder import USE_MULTILINGUAL
from wattos_offline.matching import Kin
from wattos_offline.process import ModelProcess
from wattos_offline.question import Question
from wattos_offline.vocabulary import is_stopword
from wattos_offline.words import lower, words

Encode = Callable[[Sequence[str]], Awaitable[Any]]
"""Texts to a float32 array of unit vectors, shape (texts, dimensions)."""

PASSAGES_READ = 6
"""Of the passages in the question's language; of those in others all are compared."""
_SHORTEST_WORD = 4
_MOST_WORDS = 400
_NOTABLE = 0.05


class Scale(msgspec.Struct, frozen=True):
    """What a cosine of two single words is worth: nothing up to `unrelated`, `most` from `same`."""

    unrelated: float
    same: float
    most: float

    def worth(self, cosine: float) -> float:
        share = (cosine - self.unrelated) / (self.same - self.unrelated)
        return min(max(share, 0.0), 1.0) * self.most


# Within a language near words are often opposites ("dog", "cat": 0.63), and the same word has been
# found by its stem already. Across languages a translation has 0.6 to 0.9.
_WITHIN = Scale(0.48, 0.8, 0.7)
_ACROSS = Scale(0.42, 0.72, 1.0)
_NOTHING = Scale(1.0, 2.0, 0.0)


class Encoder:
    """The encoder in a child process of its own, so that no question waits for passages.

    Vectors of words are kept: the texts of a tenant repeat their vocabulary.
    """

    _KEPT = 8192

    def __init__(self) -> None:
        self._child = ModelProcess(USE_MULTILINGUAL.backend, USE_MULTILINGUAL.dimensions)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="encode-answers")
        self._known: OrderedDict[str, Any] = OrderedDict()

    async def encode(self, texts: Sequence[str]) -> Any:
        """Raises `Unavailable` when the child does not answer."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._encode, texts)

    def _encode(self, texts: Sequence[str]) -> Any:
        import numpy as np

        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            vectors = self._child.embed("passage", new)
            self._known.update((t, np.asarray(v)) for t, v in zip(new, vectors, strict=True))
        found = np.stack([self._known[text] for text in texts])
        while len(self._known) > self._KEPT:
            self._known.popitem(last=False)
        return found


async def kin_of(question: Question, passages: Sequence[Passage], encode: Encode) -> Kin:
    """Which words of the passages mean something like a word of the question.

    Across languages two neighbouring words are compared together too: "dog tax" is one word in
    German.
    """
    vocabulary = _vocabulary(question, passages)
    if not vocabulary or not question.asked:
        return ()
    pairs = _pairs(question)
    asked = [each.word.text for each in question.asked]
    texts = [*asked, *pairs, *(text for text, _ in vocabulary)]
    vectors = await encode(texts)
    known = list(vocabulary.values())
    rows = (vectors[: len(texts) - len(known)] @ vectors[len(texts) - len(known) :].T).tolist()
    kin = [
        {} if each.word.is_number else _kin(row, known)
        for each, row in zip(question.asked, rows, strict=False)
    ]
    foreign = [(stem, scale if scale is _ACROSS else _NOTHING) for stem, scale in known]
    for members, row in zip(pairs.values(), rows[len(asked) :], strict=True):
        for stem, worth in _kin(row, foreign).items():
            for member in members:
                kin[member][stem] = max(kin[member].get(stem, 0.0), worth)
    return kin


def _pairs(question: Question) -> dict[str, tuple[int, int]]:
    """Neighbouring telling words of the question, by their text."""
    pairs: dict[str, tuple[int, int]] = {}
    for number, (one, other) in enumerate(pairwise(question.asked)):
        end = one.word.start + len(one.word.text)
        if question.text[end : other.word.start].strip() in {"", "-", "'"}:
            pairs[question.text[one.word.start : other.word.start + len(other.word.text)]] = (
                number,
                number + 1,
            )
    return pairs


def _kin(cosines: Sequence[float], known: Sequence[tuple[str, Scale]]) -> dict[str, float]:
    kin: dict[str, float] = {}
    for cosine, (stem, scale) in zip(cosines, known, strict=True):
        worth = scale.worth(cosine)
        if worth > _NOTABLE:
            kin[stem] = max(kin.get(stem, 0.0), worth)
    return kin


def _vocabulary(
    question: Question, passages: Sequence[Passage]
) -> dict[tuple[str, str], tuple[str, Scale]]:
    """The telling words of the passages by spelling and language, with stem and scale."""
    found: dict[tuple[str, str], tuple[str, Scale]] = {}
    for number, passage in enumerate(passages):
        language = passage.language or question.language
        if number >= PASSAGES_READ and language == question.language:
            continue
        scale = _WITHIN if language == question.language else _ACROSS
        text = " ".join((passage.title, *passage.heading_path, passage.text, passage.search_text))
        for word in words(text, language):
            if len(word.text) >= _SHORTEST_WORD and not is_stopword(
                lower(word.text, language), language
            ):
                found[word.text, language] = (word.stem, scale)
            if len(found) >= _MOST_WORDS:
                return found
    return found


async def cosines(question: str, texts: Sequence[str], encode: Encode) -> list[float]:
    """The cosine of the question and each text."""
    if not texts:
        return []
    vectors = await encode([question, *texts])
    return [float(value) for value in vectors[1:] @ vectors[0]]
