"""What all units of a passage share: its place in the ranking, its headings, its nature."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from statistics import pstdev

import msgspec

from wattos.llm import Passage
from wattos_offline.conditions import conditions_fit
from wattos_offline.facts import facts_wanted
from wattos_offline.matching import Kin, heading_fit, matches
from wattos_offline.question import Question, names_things_to_bring

_ARCHIVED = re.compile(
    r"\barchiv|\barchive[ds]?\b|\bveraltet|nicht mehr (?:aktualisiert|gültig)|\boutdated"
    r"|no longer (?:updated|valid)|\barşiv|güncel değil",
    re.IGNORECASE,
)
_AS_OF = re.compile(r"\b(?:stand|as of|last updated|güncelleme):? .{0,12}(20\d\d)", re.IGNORECASE)
_YEAR = re.compile(r"\b20\d\d\b")
_FRESH_YEARS = 2
_LINKS = re.compile(
    r"interessieren|weitere meldungen|siehe auch|mehr zum thema|links|verwandte|related|see also"
    r"|inhalt|übersicht|von a bis z",
    re.IGNORECASE,
)
_REPLIES = frozenset({"antwort", "answer", "yanıt", "cevap", "lösung", "resolution"})


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """The shared part of a passage's units.

    `heads` and `body` hold the likeness by asked word; `behind` is how far the passage's similarity
    lies behind the best one, in standard deviations.
    """

    heads: tuple[float, ...]
    body: tuple[float, ...]
    heading: float
    """How well the nearest heading fits the question."""
    subject: float = 0.0
    """How much nearer than usual the headings are in meaning; see `wattos_offline.meaning`."""
    heading_asks: bool
    """Whether it is a question, as on pages of frequent ones."""
    heading_wanted: bool
    """Whether it promises a fact of the wanted kind: "Öffnungszeiten", "Wie lange dauert es?"."""
    condition: float = 0.0
    """Whether it meets what the question presumes, as `conditions_fit` says of a text."""
    lists: bool
    """Whether it promises things to bring."""
    links: bool
    """Whether it stands above links to other pages."""
    rank: int
    behind: float
    outdated: bool
    foreign: bool
    """In another language than the question."""
    asker: bool
    """What somebody wrote who asked for help; nobody is answered with that."""
    reply: bool
    """What somebody was answered: true of one case, so a page or handbook outranks it."""


def settings_of(
    question: Question, passages: Sequence[Passage], kin: Kin = (), subjects: Sequence[float] = ()
) -> list[Setting]:
    """The shared part of every passage; `subjects` are by passage."""
    subjects = subjects or [0.0] * len(passages)
    behind = _behind([passage.similarity for passage in passages])
    asked = {p.document_id: p.text for p in passages if _is_told(p) and not _is_reply(p)}
    return [
        msgspec.structs.replace(
            _described(question, passage, kin, asked.get(passage.document_id, "")),
            rank=rank,
            behind=behind[rank],
            subject=subjects[rank],
        )
        for rank, passage in enumerate(passages)
    ]


def _behind(similarities: Sequence[float]) -> list[float]:
    """Standard deviations behind the nearest, because no two embedders have the same scale."""
    known = [similarity for similarity in similarities if similarity]
    if len(known) < 2:
        return [0.0] * len(similarities)
    nearest, deviation = max(known), max(pstdev(known), 1e-3)
    return [min((nearest - s) / deviation, 3.0) if s else 0.0 for s in similarities]


def _described(question: Question, passage: Passage, kin: Kin, case: str) -> Setting:
    """The passage without its place in the ranking; `case` is what a reply replies to."""
    language = passage.language or question.language
    heading = passage.heading_path[-1] if passage.heading_path else ""
    reply = _is_reply(passage)
    head = " ".join((passage.title, *passage.heading_path, case if reply else ""))
    return Setting(
        heads=matches(question, head, language, kin),
        body=matches(question, f"{passage.text} {passage.search_text}", language, kin),
        heading=heading_fit(question, heading, language),
        heading_asks=heading.endswith("?"),
        heading_wanted=bool(question.wants & facts_wanted(heading)),
        condition=conditions_fit(question.text, heading),
        lists=names_things_to_bring(heading),
        links=_LINKS.search(heading) is not None,
        outdated=is_outdated(passage) and not asks_for_old(question.text),
        foreign=language != question.language,
        asker=_is_told(passage) and not reply,
        reply=reply,
        rank=0,
        behind=0.0,
    )


def is_outdated(passage: Passage) -> bool:
    """Whether a page says of itself that it is archived, or of years ago."""
    text = " ".join((passage.url, passage.title, *passage.heading_path, passage.text))
    years = [int(year) for year in _AS_OF.findall(text)]
    stale = bool(years) and max(years) <= datetime.now(UTC).year - _FRESH_YEARS
    return stale or _ARCHIVED.search(text) is not None


def asks_for_old(question: str) -> bool:
    """Whether archived pages are what is asked for, by a word for them or a year that is over."""
    this_year = datetime.now(UTC).year
    years = (int(year) for year in _YEAR.findall(question))
    return _ARCHIVED.search(question) is not None or any(year < this_year for year in years)


def _is_told(passage: Passage) -> bool:
    return passage.source_kind in {"ticket", "conversation"}


def _is_reply(passage: Passage) -> bool:
    heading = passage.heading_path[-1].lower() if passage.heading_path else ""
    return _is_told(passage) and heading in _REPLIES
