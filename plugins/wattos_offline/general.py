"""Questions that name a matter and nothing of it: what a place costs, or just a page's name."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from wattos.llm import Passage
from wattos_offline.facts import facts_in
from wattos_offline.matching import matches
from wattos_offline.question import Question
from wattos_offline.scoring import Scored

_TELLING = 0.55
_NAMED = 0.7
_LEAD = 150  # characters of headings may stand before it
_FAR_BEHIND = 6.0


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
    lead = _lead(question, ranked, passages, every)
    if lead is not None:
        return [lead]  # what follows it on the page, not what is most like the word
    row = _price_row(question, ranked)
    if row is None:
        return None
    whole = msgspec.structs.replace(row, singled_out=0.0)  # the table, not this row of it
    return [whole, *(each for each in ranked if each.unit != row.unit)]


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
        head >= _NAMED
        for asked, head in zip(question.asked, each.setting.heads, strict=True)
        if asked.weight >= _TELLING and "money" not in asked.facts
    )


def _lead(
    question: Question,
    ranked: Sequence[Scored],
    passages: Sequence[Passage],
    every: Sequence[Scored],
) -> Scored | None:
    """The first sentence of the page in the asker's language whose title is what was typed."""
    if len(question.text.split()) > 1 or len(question.asked) != 1:
        return None
    for number, passage in enumerate(passages):
        if passage.start > _LEAD or passage.language not in ("", question.language):
            continue
        (named,) = matches(question, passage.title, question.language)
        sentences = [e for e in every if e.unit.passage == number and e.unit.kind == "sentence"]
        if named >= _NAMED and sentences:
            lead = min(sentences, key=lambda each: each.unit.start)
            return next((each for each in ranked if each.unit == lead.unit), lead)
    return None
