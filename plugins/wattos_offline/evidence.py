"""What speaks for and against an answer being one at all, as numbers for `abstention.toml`."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import UTC, datetime

from wattos.llm import Passage
from wattos_offline.coverage import coverage
from wattos_offline.demands import Told, demand_met
from wattos_offline.facts import facts_in
from wattos_offline.matching import Kin
from wattos_offline.question import Question
from wattos_offline.scoring import UNITS_READ, Scored, score_by_words
from wattos_offline.units import Unit

USUAL_MEANING, USUAL_CLOSENESS, USUAL_ANSWERS = 0.72, 0.28, 1.31
"""Means over the questions of the fit; they stand in when the models do not answer."""
_MOST_TELLING = 8
_FURTHEST = 2.0
_PAST = re.compile(
    r"\b(?:war|waren|wurden?|hatten?)\b|letzte[sn] jahr|(?<!^)\bwas\b(?= \w+ing\b)|\bwere\b"
    r"|last year|geçen yıl",
    re.IGNORECASE,
)
_TOLD_OF_THE_PAST = re.compile(
    r"\b(?:wurden?|waren?|hatten?|kosteten?|gab)\b|\b(?:hat|haben|ist|sind)\b.*\b\w*ge\w+(?:t|en)\b"
    r"|\b(?:was|were|had|did|has been|have been)\b|\w{3}(?:[dt][ıiuü]|mışt[ıi])(?:lar|ler)?\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NUMBERED = re.compile(r"(?<=\s)(\d{1,4}|[A-ZÄÖÜ](?!-)\d{0,2})(?![\w.,:])(?:[- ](\w+|[€%°]))?")
_NAMES_ONE = re.compile(
    r"(?:bezirk|zone|linien?|zimmer|raum|klassen?|stufe|typ|nr\.?|nummer|haus|tour|gruppe|stock\w*"
    r"|district|line|bus|room|class|grade|level|type|number|no\.?|floor|group"
    r"|bölge|hat|oda|sınıf|kat|tip|numara) ?$",
    re.IGNORECASE,
)
_MEASURED = re.compile(
    r"euro|€|eur$|cents?$|prozent|percent|%|°|jahr|jährig|year|yaş|monat|month|ay$|woche|week|hafta"
    r"|tag|day|gün|stunde|hour|saat|minute|dakika|uhr|[ckm]?m$|[km]?g$|gramm|liter|l$|ml$|meter"
    r"|\w*meter|kilo|person|people|kişi|mal$|am$|pm$",
    re.IGNORECASE,
)
# Not "say", "tell" or "show": "sag mir, wann das Bad öffnet" asks. Bare English verbs are how
# people type a subject ("renew passport"), so there somebody has to be asked to do it for one.
_ORDER = re.compile(
    r"^(?:(?:hallo|hey|so|und|also),? )*(?:bitte |jetzt )?(?:ignorier\w*|vergiss|(?:buch|reservier"
    r"|bestell|schick|send|setz|füll|stornier|lösch|trag|erstell|schreib|überweis|kündig|druck|übersetz"
    r"|verrat|spiel|mach|änder)e?\b"
    r"(?= .*\b(?:bitte|mir|mich|uns|für|mein\w*|dein\w*|ihm|ihr)\b))"
    r"|^(?:please |now |hey )*(?:ignore|forget|disregard)\b"
    r"|^(?:please|now) (?:book|order|send|reset|fill|cancel|delete|create|write|print|change"
    r"|submit)\b"
    r"|^(?:book|order|send|reset|fill|cancel|delete|create|write|print|translate|submit)\b.*"
    r"\b(?:for me|to me|me an?)\b|^print (?:the|your)\b"
    r"|\b(?:rezerve|iptal) (?:et|eder misin)|\b(?:unut|gönder|doldur)$",
    re.IGNORECASE,
)
_OWN_AGE = re.compile(
    r"\b(?:ist|bin|wird|is|am|turned) (?:jetzt |schon |erst )?\d"
    r"|\b\d{1,2} (?:ist|bin|wird|werde)\b",
    re.IGNORECASE,
)
_OF_THE_ASKER = re.compile(
    r"\b(?:ich|wir|mir|mich|uns|mein\w*|unser\w*|i|my|we|our|me)\b", re.IGNORECASE
)


def evidence(
    question: Question,
    ranked: Sequence[Scored],
    answered: Sequence[Unit],
    passages: Sequence[Passage],
    *,
    kin: Kin = (),
    closeness: float = USUAL_CLOSENESS,
) -> dict[str, float]:
    """Every number the model of `abstention.toml` weighs.

    `ranked` holds the units best first and is not empty, `answered` those of the answer;
    `closeness` is the sentence encoder's cosine of the question and the best unit's passage.
    """
    best = ranked[0]
    passage = passages[best.unit.passage]
    units = (best.unit, *answered)
    demands = [demand_met(question, _told(unit, passages), kin) for unit in units]
    read_on = ranked[1].score if len(ranked) > 1 else best.score - _FURTHEST
    return {
        "words": score_by_words(best),
        "meaning": best.features.get("meaning", USUAL_MEANING),
        "answers": best.features.get("answers", USUAL_ANSWERS),
        "closeness": closeness,
        "answers_told": _answers_told(ranked, answered),
        "telling": min(len(question.asked), _MOST_TELLING),
        **coverage(question, ranked[:UNITS_READ], passage),
        "other_year": _other_year(question, best, passage),
        "other_number": _other_number(question, best, passage),
        "behind": best.setting.behind,
        "rank": best.setting.rank,
        "row": float(best.unit.kind == "row"),
        "ahead": best.score - read_on,
        "rivals": math.log(sum(math.exp(each.score - best.score) for each in ranked[:UNITS_READ])),
        "demand_met": max(*demands, 0.0),
        "demand_missed": -min(max(demands), 0.0),
        "demand_missed_by_best": -min(demands[0], 0.0),
        "yes_no": float(question.yes_no),
        "past": float(
            _asks_of_the_past(question.text) and not _TOLD_OF_THE_PAST.search(best.unit.shown)
        ),
        "order": float(is_order(question.text)),
        "negation": float("negation" in facts_in(best.unit.shown)),
    }


def _answers_told(ranked: Sequence[Scored], answered: Sequence[Unit]) -> float:
    """How well the best told place answers by the reader; the best place where it read none."""
    said = {each.unit: each.features.get("answers", USUAL_ANSWERS) for each in ranked[:UNITS_READ]}
    told = [said[unit] for unit in answered if unit in said]
    return max(told or [said[ranked[0].unit]])


def is_order(text: str) -> bool:
    """Whether somebody is told to do something; quoted passages can do nothing."""
    return _ORDER.search(text) is not None


def _asks_of_the_past(text: str) -> bool:
    """Not when the asker only tells what happened: "My tablet was stolen, whom do I call?"."""
    return _PAST.search(text) is not None and _OF_THE_ASKER.search(text) is None


def _told(unit: Unit, passages: Sequence[Passage]) -> Told:
    return Told(unit.shown, passages[unit.passage].language, unit.kind == "row")


def _other_year(question: Question, best: Scored, passage: Passage) -> float:
    """1 when the question names a year that neither the unit nor its headings name.

    What names no year at all is true of the present one.
    """
    here = " ".join((best.unit.shown, passage.title, *passage.heading_path))
    named = _YEAR.findall(here)
    meant = named or [str(datetime.now(UTC).year)]
    return float(any(year not in meant for year in _YEAR.findall(question.text)))


def _other_number(question: Question, best: Scored, passage: Passage) -> float:
    """1 when a number or letter that names something ("district 6", "zone D") stands nowhere.

    A sum, a length, an age of the asker or a number of things ("3 pages") is no name: it falls
    under a condition.
    """
    if _OWN_AGE.search(question.text):
        return 0.0
    here = " ".join((best.unit.shown, best.unit.text, passage.title, *passage.heading_path))
    found = frozenset(re.findall(r"\d+|[^\W\d_]+", f"{here} {passage.text}"))
    for match in _NUMBERED.finditer(question.text):
        name, following = match.group(1), match.group(2) or ""
        if _YEAR.fullmatch(name) or name == "I" or _MEASURED.match(following):
            continue
        if following and not _NAMES_ONE.search(question.text[: match.start()]):
            continue
        if any(piece not in found for piece in re.findall(r"\d+|[^\W\d_]+", name)):
            return 1.0
    return 0.0
