"""What speaks for and against an answer being one at all, as numbers for `abstention.toml`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from wattos.llm import Passage
from wattos_offline.conditions import is_child
from wattos_offline.demands import Told, demand_met
from wattos_offline.facts import facts_in
from wattos_offline.matching import Kin, matches
from wattos_offline.question import Question
from wattos_offline.scoring import Scored, score_by_words
from wattos_offline.units import Unit

USUAL_MEANING, USUAL_CLOSENESS, USUAL_ANSWERS = 0.72, 0.28, 1.31
"""Means over the questions of the fit; they stand in when the models do not answer."""
_MOST_TELLING = 8
_HEAVY = 0.55
_HEADING, _BODY = 0.9, 0.8
_FURTHEST = 2.0
_ALIKE = 0.7
"""What words of like meaning count where the thing itself is asked for."""

_EXISTENCE = re.compile(
    r"\b(?:gibt es|gibts|habt ihr|haben sie|hat (?:die|das|der)|bietet|verkauf\w*)\b|\bis there\b"
    r"|\bare there\b|\bdo you (?:have|sell|offer)\b|\bvar m[ıi]\b|\bsat[ıi]yor",
    re.IGNORECASE,
)
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
        "telling": min(len(question.asked), _MOST_TELLING),
        **_coverage(question, best, passage),
        "other_year": _other_year(question, best, passage),
        "other_number": _other_number(question, best, passage),
        "behind": best.setting.behind,
        "rank": best.setting.rank,
        "ahead": best.score - read_on,
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


def is_order(text: str) -> bool:
    """Whether somebody is told to do something; quoted passages can do nothing."""
    return _ORDER.search(text) is not None


def _asks_of_the_past(text: str) -> bool:
    """Not when the asker only tells what happened: "My tablet was stolen, whom do I call?"."""
    return _PAST.search(text) is not None and _OF_THE_ASKER.search(text) is None


def _told(unit: Unit, passages: Sequence[Passage]) -> Told:
    return Told(unit.shown, passages[unit.passage].language, unit.kind == "row")


def _coverage(question: Question, best: Scored, passage: Passage) -> dict[str, float]:
    """How far the telling words of the question are from being met, by what they are met by.

    A service or a thing whose existence is asked for has to stand in the unit or its headings
    itself: words that only mean something alike are other services.
    """
    setting = best.setting
    near = [max(own, _HEADING * head) for own, head in zip(best.own, setting.heads, strict=True)]
    if best.features["condition"] > 0:  # "for children" is met by "under 24 years"
        children = [is_child(asked.word.text) for asked in question.asked]
        near = [1.0 if child else met for child, met in zip(children, near, strict=True)]
    around = [max(here, _BODY * body) for here, body in zip(near, setting.body, strict=True)]
    weights = [asked.weight for asked in question.asked]
    telling = [n for n, weight in enumerate(weights) if weight >= _HEAVY] or range(len(weights))
    worst = max((weights[n] * (1 - around[n]) for n in telling), default=0.0)
    total = sum(weights[n] for n in telling) or 1.0
    named = 0.0
    if _EXISTENCE.search(question.text):
        spelt = near if setting.foreign else _spelt(question, best, passage)
        spelt = [max(word, _ALIKE * kin) for word, kin in zip(spelt, near, strict=True)]
        named = max((weights[n] * (1 - spelt[n]) for n in telling), default=0.0)
    return {
        "worst_unmet": worst,
        "unmet_nearby": sum(weights[n] * (1 - near[n]) for n in telling) / total,
        "existence_unnamed": named,
        "existence": float(_EXISTENCE.search(question.text) is not None),
    }


def _spelt(question: Question, best: Scored, passage: Passage) -> list[float]:
    language = passage.language or question.language
    own = matches(question, f"{best.unit.text} {best.unit.shown}", language)
    heads = matches(question, " ".join((passage.title, *passage.heading_path)), language)
    return [max(here, _HEADING * head) for here, head in zip(own, heads, strict=True)]


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
