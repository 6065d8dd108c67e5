"""Whether a record is about what a question names. In doubt it is not."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

import msgspec

from wattos.llm import RecordSource
from wattos_offline.vocabulary import concepts_of, is_stopword, members_of, same_place
from wattos_offline.words import Word, likeness, lower, words

ENOUGH = 0.7
"""Likeness from which two words name the same thing: equal, inflected, or part of a compound."""
_TELLING_PART = 4  # letters in which two compounds differ
_JOINT = " – "
_KINDS_OF_PLACE = frozenset(
    {
        "laden", "shop", "store", "sekretariat", "sprechstunde", "sprechzeiten", "offene",
        "beratung", "öffnungszeiten", "schalter",
    }
)  # fmt: skip


class Fit(msgspec.Struct, frozen=True):
    """How well a record's subject and a question's words fit, each 0 to 1.

    `covered` is the share of the question's words that the record names anywhere, `own` the share
    that it names in its own subject, `named` the share of that subject which the question names.
    """

    covered: float
    own: float
    named: float

    @property
    def full(self) -> bool:
        """Whether everything asked for is named, and something of it in the subject itself."""
        return self.covered == 1.0 and self.own > 0.0


def label_of(source: RecordSource) -> str:
    """The narrowest part of a record's subject."""
    return source.subject.split(_JOINT)[0]


def fit_of(
    asked: Sequence[Word], source: RecordSource, *, own: str, language: str, also: str = ""
) -> Fit:
    """The fit of a question's words and a record; `own` is what the record itself is about.

    Other names of the same place count, and on a page in another language what means the same.
    """
    page = source.place.language or language
    meant = [_meant(word, language, page) for word in asked]
    around = " ".join([source.subject, source.place.title, *source.place.heading_path, own, also])
    own_stems = _stems(own, page)
    telling = [stem for text, stem in own_stems if text not in _KINDS_OF_PLACE] or [""]
    every = [stem for _, stem in _stems(around, page)]
    if not asked:
        return Fit(1.0, 1.0, 1.0)
    covered = sum(each.named_by(every) for each in meant) / len(asked)
    in_own = sum(each.named_by([stem for _, stem in own_stems]) for each in meant) / len(asked)
    named = sum(any(each.named_by([stem]) for each in meant) for stem in telling)
    return Fit(covered, in_own, named / len(telling))


class _Meant(msgspec.Struct, frozen=True):
    """What a word of the question is called on a page: its stem, and others in its language."""

    stem: str
    others: tuple[str, ...]

    def named_by(self, stems: Sequence[str]) -> bool:
        """Whether one of the stems is the same thing, or a compound that ends in another's name.

        A library is a "Stadtbibliothek" there, but no "Bibliotheksausweis"; a name of two or three
        letters ("su") ends many words that have nothing to do with it.
        """
        tails = tuple(other for other in self.others if len(other) >= _TELLING_PART)
        return any(
            _same(self.stem, stem) or stem in self.others or stem.endswith(tails) for stem in stems
        )


def _meant(word: Word, language: str, page: str) -> _Meant:
    if page == language:
        return _Meant(word.stem, same_place(word.stem, language))
    return _Meant(word.stem, members_of(concepts_of(word.stem, language), page))


def _same(one: str, other: str) -> bool:
    """Whether a record's stem names what a question's does; compounds that only begin alike do not.

    The mill's cup has not the price of the mill's hall, nor the music school that of other schools.
    """
    broader = one.endswith(other) and len(one) - len(other) >= _TELLING_PART
    if broader or likeness(one, other) < ENOUGH:
        return False
    alike = takewhile(lambda letters: letters[0] == letters[1], zip(one, other, strict=False))
    shared = sum(1 for _ in alike)
    told_apart = min(len(one), len(other)) - shared >= _TELLING_PART
    return not (shared >= _TELLING_PART and told_apart and one[-3:] != other[-3:])


def _stems(text: str, language: str) -> list[tuple[str, str]]:
    return [
        (lower(word.text, language), word.stem)
        for word in words(text, language)
        if not is_stopword(lower(word.text, language), language)
    ]
