"""How alike words and texts are in meaning, by the local models."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

import msgspec

from wattos.llm import Passage
from wattos_offline.encoder import Encodes
from wattos_offline.matching import Kin
from wattos_offline.question import Question
from wattos_offline.vocabulary import is_stopword
from wattos_offline.words import lower, opposed, words

PASSAGES_READ = 5
"""Of the passages in the question's language; of those in others all are compared."""
_SHORTEST_WORD = 4
_MOST_WORDS = 400
_NOTABLE = 0.05
_OTHER_THAN_THE_TERM = 0.5
USUAL_SUBJECT, USUAL_SENSE = 0.3, 0.35
"""Cosines across languages of a question and the headings, or the place, that hold its answer."""


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


async def kin_of(question: Question, passages: Sequence[Passage], encoder: Encodes) -> Kin:
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
    vectors = await encoder.encode("passage", texts)
    known = list(vocabulary.values())
    rows = (vectors[: len(texts) - len(known)] @ vectors[len(texts) - len(known) :].T).tolist()
    kin = [
        {} if each.word.is_number else _kin(row, known, each.word.stem)
        for each, row in zip(question.asked, rows, strict=False)
    ]
    foreign = [(stem, scale if scale is _ACROSS else _NOTHING) for stem, scale in known]
    others = {stem for stem, scale in known if scale is _ACROSS}
    for members, row in zip(pairs.values(), rows[len(asked) :], strict=True):
        alone = [kin[member] for member in members]
        together = _beyond(_kin(row, foreign, ""), alone)
        for member in members:
            kin[member] = _as_part(kin[member], together, others)
    return kin


def _beyond(
    together: Mapping[str, float], alone: Sequence[Mapping[str, float]]
) -> dict[str, float]:
    """The kin that two words have together alone: "English books" have no other than "books"."""
    return {
        stem: worth
        for stem, worth in together.items()
        if worth > max(kin.get(stem, 0.0) for kin in alone)
    }


def _as_part(
    alone: Mapping[str, float], together: Mapping[str, float], foreign: Collection[str]
) -> dict[str, float]:
    """The kin of a word that stands beside another, given the kin of `alone` and `together`.

    As surely as the two are one word there ("identity card"), what only one of them means ("card":
    a season ticket) is something else.
    """
    term = max(together.values(), default=0.0)
    kin = {
        stem: worth * (1 - term * _OTHER_THAN_THE_TERM) if stem in foreign else worth
        for stem, worth in alone.items()
    }
    return {
        stem: max(kin.get(stem, 0.0), together.get(stem, 0.0))
        for stem in kin.keys() | together.keys()
    }


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


def _kin(
    cosines: Sequence[float], known: Sequence[tuple[str, Scale]], asked: str
) -> dict[str, float]:
    kin: dict[str, float] = {}
    for cosine, (stem, scale) in zip(cosines, known, strict=True):
        worth = scale.worth(cosine)
        if worth > _NOTABLE and not opposed(asked, stem):
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


async def cosines(question: str, texts: Sequence[str], encoder: Encodes) -> list[float]:
    """The cosine of the question and each text."""
    if not texts:
        return []
    asked = await encoder.encode("query", [question])
    return [float(value) for value in await encoder.encode("passage", texts) @ asked[0]]


async def subjects_of(
    question: Question, passages: Sequence[Passage], encoder: Encodes
) -> list[float]:
    """How much nearer than usual each passage's headings are to the question.

    0 where a passage is in the question's language: there the words say it better.
    """
    foreign = {
        number: " › ".join(dict.fromkeys(filter(None, (passage.title, *passage.heading_path))))
        for number, passage in enumerate(passages)
        if passage.language not in {"", question.language}
    }
    found = await cosines(question.text, list(foreign.values()), encoder)
    near = dict(zip(foreign, found, strict=True))
    return [near.get(number, USUAL_SUBJECT) - USUAL_SUBJECT for number in range(len(passages))]


async def senses_of(
    question: Question, texts: Sequence[str], foreign: Sequence[bool], encoder: Encodes
) -> list[float]:
    """How much nearer than usual each text is to the question; 0 where it is not `foreign`."""
    read = [text for text, other in zip(texts, foreign, strict=True) if other]
    found = iter(await cosines(question.text, read, encoder))
    return [next(found) - USUAL_SENSE if other else 0.0 for other in foreign]


def language_gaps(passages: Sequence[Passage], whole: float) -> dict[str, float]:
    """What to give back to texts of each language that is not the question's.

    The model's `whole` gap times the share of the passages found that are in that language: the
    rarer it is among them, the less likely is the answer to stand there alone.
    """
    counts = Counter(passage.language for passage in passages)
    return {language: whole * count / len(passages) for language, count in counts.items()}
