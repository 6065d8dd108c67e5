"""How alike words and sentences are in meaning, by the small sentence encoder."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from wattos.llm import Passage
from wattos_offline.embedder import USE_MULTILINGUAL
from wattos_offline.features import Kin
from wattos_offline.process import ModelProcess
from wattos_offline.question import Question
from wattos_offline.stopwords import is_stopword
from wattos_offline.words import lower, words

Encode = Callable[[Sequence[str]], Awaitable[Any]]
"""Texts to a float32 array of unit vectors, shape (texts, dimensions)."""

PASSAGES_READ = 6
_SHORTEST_WORD = 4
_MOST_WORDS = 400
_UNRELATED, _SAME, _MOST = 0.48, 0.8, 0.7
"""Cosines of two single words: below the first they have nothing to do with each other."""


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
    """Which words of the best passages mean something like a word of the question."""
    vocabulary = _vocabulary(question, passages[:PASSAGES_READ])
    if not vocabulary or not question.asked:
        return ()
    asked = [each.word.text for each in question.asked]
    vectors = await encode([*asked, *vocabulary])
    cosines = vectors[: len(asked)] @ vectors[len(asked) :].T
    return [
        {} if each.word.is_number else _kin(row, list(vocabulary.values()))
        for each, row in zip(question.asked, cosines, strict=True)
    ]


def _kin(cosines: Any, stems: Sequence[str]) -> dict[str, float]:
    kin: dict[str, float] = {}
    for place in (cosines > _UNRELATED + 0.02).nonzero()[0]:
        share = min((float(cosines[place]) - _UNRELATED) / (_SAME - _UNRELATED), 1.0)
        kin[stems[place]] = max(kin.get(stems[place], 0.0), share * _MOST)
    return kin


def _vocabulary(question: Question, passages: Sequence[Passage]) -> dict[str, str]:
    """The telling words of the passages, each with its stem."""
    found: dict[str, str] = {}
    for passage in passages:
        language = passage.language or question.language
        text = " ".join((passage.title, *passage.heading_path, passage.text, passage.search_text))
        for word in words(text, language):
            if len(word.text) >= _SHORTEST_WORD and not is_stopword(
                lower(word.text, language), language
            ):
                found[word.text] = word.stem
            if len(found) >= _MOST_WORDS:
                return found
    return found


async def cosines(question: str, texts: Sequence[str], encode: Encode) -> list[float]:
    """The cosine of the question and each text."""
    if not texts:
        return []
    vectors = await encode([question, *texts])
    return [float(value) for value in vectors[1:] @ vectors[0]]
