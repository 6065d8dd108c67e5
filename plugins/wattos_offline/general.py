"""Questions that name a matter and nothing of it: what a place costs, or just a page's name."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from wattos.llm import Passage
from wattos_offline.composition import GROUP_WORDS
from wattos_offline.facts import facts_in
from wattos_offline.matching import matches
from wattos_offline.question import Asked, Question
from wattos_offline.scoring import Scored
from wattos_offline.units import Unit
from wattos_offline.vocabulary import CONCEPT_LIKENESS, concepts_of
from wattos_offline.words import Word, likeness, words

_NAMED, _SPELT = 0.7, 0.9
_LEAD = 150  # characters of headings may stand before it
_FAR_BEHIND = 6.0
_PART = 4
"""Letters of a part of a compound, at least."""
_WHOLE = re.compile(r"\w\W+\w+\W+\w.*[.!?…]\W*$", re.DOTALL)
"""What ends like a sentence and has three words."""


def general_first(
    question: Question,
    ranked: Sequence[Scored],
    passages: Sequence[Passage],
    every: Sequence[Scored],
) -> list[Scored] | None:
    """The units, first what tells the matter as a whole; None where nothing does.

    Who asks what the pool costs is told its table of prices, not what its repair cost; who types
    no more than "Termin" the beginning of the page about appointments. `every` unit may be it,
    `ranked` are those that were read.
    """
    lead = _lead(question, passages, every)
    if lead is not None:
        return [lead]  # what follows it on the page, not what is most like the word
    row = _price_row(question, ranked)
    if row is None:
        return None
    whole = msgspec.structs.replace(row, singled_out=0.0)  # the table, not this row of it
    return [whole, *(each for each in ranked if each.unit != row.unit)]


def foreign_page(
    question: Question, every: Sequence[Scored], passages: Sequence[Passage]
) -> list[Scored] | None:
    """What the page in another language tells whose title names all that is asked, best first.

    Across languages little else shows that a page answers; None where none is named so, or it
    holds nothing of the kind that is asked for.
    """
    if not question.telling or question.yes_no:
        return None
    for passage in passages:
        if passage.language in ("", question.language):
            continue
        named = matches(question, passage.title, passage.language)
        here = [
            each
            for each in every
            if passages[each.unit.passage].document_id == passage.document_id
            and (not question.wants or question.wants & facts_in(each.unit.shown))
        ]
        if here and all(named[n] >= _NAMED for n in question.telling):
            return here
    return None


def _price_row(question: Question, ranked: Sequence[Scored]) -> Scored | None:
    """A row of the table of prices of just what is named, unless it lies far behind."""
    if "money" not in question.wants or question.yes_no:
        return None
    for each in ranked:
        if each.score < ranked[0].score - _FAR_BEHIND:
            return None
        promised = each.unit.kind == "row" and each.features["heading_wanted"]
        if promised and "money" in facts_in(each.unit.shown) and _all_named(question, each):
            return each
    return None


def _all_named(question: Question, each: Scored) -> bool:
    """Whether the headings name all that the question does, beside words for a price."""
    return all(
        each.setting.heads[n] >= _NAMED
        for n in question.telling
        if "money" not in question.asked[n].facts
    )


def _lead(
    question: Question,
    passages: Sequence[Passage],
    every: Sequence[Scored],
) -> Scored | None:
    """The beginning of the page in the asker's language whose title is what was typed.

    Of several it is the one whose title says it most plainly, then the one found first.
    """
    if not _is_a_name(question):
        return None
    pages = [
        (passage, _title_fit(question, passage))
        for passage in passages
        if passage.start <= _LEAD
        and passage.language in ("", question.language)
        and passage.source_kind not in {"ticket", "conversation"}
    ]
    for page, fit in sorted(pages, key=lambda each: -each[1]):
        lead = _beginning(page, passages, every) if fit >= _NAMED else None
        if lead is not None:
            return lead
    return None


def _is_a_name(question: Question) -> bool:
    """Whether no more is typed than may be the name of a page: no word that asks, nor a fact."""
    return len(question.text.split()) == len(question.asked) and (
        len(question.asked) == 1 or not (question.wants or question.yes_no)
    )


def _title_fit(question: Question, passage: Passage) -> float:
    """How surely a page's title names what was typed: "Müll" is in "Müllabfuhr und Tonnen".

    Several words have to stand there as they are.
    """
    if len(question.asked) > 1:
        return float(min(matches(question, passage.title, question.language)) >= _SPELT)
    return max(
        (
            _names(asked, word, question.language)
            for asked in question.asked
            for word in words(passage.title, question.language)
        ),
        default=0.0,
    )


def _names(asked: Asked, word: Word, language: str) -> float:
    """How surely a word of a title names one that was typed, as itself or as part of it."""
    typed = asked.word.stem
    if len(word.stem) >= len(typed) + _PART and word.stem.startswith(typed) and len(typed) >= _PART:
        return _NAMED
    alike = likeness(typed, word.stem) if len(word.stem) + 1 >= len(typed) else 0.0
    same = bool(asked.concepts & concepts_of(word.stem, language))
    return max(alike, CONCEPT_LIKENESS if same else 0.0)


def _beginning(
    page: Passage, passages: Sequence[Passage], every: Sequence[Scored]
) -> Scored | None:
    """The first whole sentence before the next heading, or the list or table that opens the page.

    A product's page opens with its number, which says nothing.
    """
    said = [
        each
        for each in every
        if passages[each.unit.passage].document_id == page.document_id
        and passages[each.unit.passage].heading_path == page.heading_path
        and (each.unit.kind != "sentence" or _WHOLE.search(each.unit.text))
    ]
    for first in sorted(said, key=lambda each: passages[each.unit.passage].start + each.unit.start):
        if first.unit.kind == "sentence":
            return first
        if _length(said, first.unit) <= GROUP_WORDS:
            return msgspec.structs.replace(first, whole=True)
    return None


def _length(said: Sequence[Scored], unit: Unit) -> int:
    """The words of the list or table of a unit."""
    group = (unit.passage, unit.group)
    return sum(
        len(each.unit.shown.split())
        for each in said
        if (each.unit.passage, each.unit.group) == group
    )
