"""Whether a text holds the fact that a question demands, read more strictly than by its form.

"How many guests" wants a number of guests, not any number; "who" wants a name that the question
has not said itself; "how old" wants an age.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import msgspec

from wattos_offline.facts import Fact, facts_in, places_in
from wattos_offline.matching import Kin
from wattos_offline.question import Question
from wattos_offline.vocabulary import Concepts, concepts_of
from wattos_offline.words import Word, likeness, lower, words

_COUNT = re.compile(
    r"(?i:\bwie ?viele?r?)\s+(?:[a-zäöüß]+e[rn]?\s+(?=[A-ZÄÖÜ]))?([^\W\d_][\w-]+)"
    r"|(?i:\bhow (?:many|much))\s+([\w-]+)|(?i:\bkaç)\s+(?:tane\s+)?([\w-]+)"
)
_COUNTED_BY_FORM = re.compile(
    r"(?:wie ?viele?|how (?:many|much)|kaç(?: tane)?) (?:tage?n?|wochen|monate|stunden|minuten"
    r"|jahre|zeit|sekunden|days|weeks|months|hours|minutes|years|time|gün|hafta|ay|yıl|saat|dakika"
    r"|geld|steuern?|euro|prozent|avro|para(?:ydı)?)\b"
    r"|wie ?viel (?:kost|zahl|\w+(?:geld|gebühr|steuer|rabatt|lohn|miete|zuschuss)\b)"
    r"|how much (?:is|does|do|are|will)",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"\bwie ?viel\b|\bhow much\b", re.IGNORECASE)
"""What is not counted but measured is told in a unit of its own: "how much data" by "20 GB"."""
_AGE_WANTED = re.compile(r"\bwie alt\b|welche[ms] alter|how old|what age|kaç yaş", re.IGNORECASE)
_AGE = re.compile(
    r"\d[- ]?(?:jahr|jährig|years?|yaş)|\b(?:ab|unter|über|bis|von|from|under|over|aged?) \d{1,2}\b"
    r"|\bgeb(?:oren|\.)",
    re.IGNORECASE,
)
_SIZE_WANTED = re.compile(
    r"\bwie (?:tief|lang|breit|groß|weit)\b|how (?:deep|wide|big|large|far|tall)", re.IGNORECASE
)
_ONE_SIZE = (
    (r"\btief\b|\bdeep\b|\bderin", r"tief|deep|depth|derin"),
    (r"\bbreit\b|\bwide\b|\bgeniş", r"breit|wide|width|geniş"),
    (r"höhe\b|\btall\b|\bheight\b", r"hoch|hohe|höhe|high|height|tall"),
)
"""How deep, wide or high something is has to be said in so many words: a length is no depth."""
_LOOKS_WANTED = re.compile(r"\bfarben?\b|\bcolou?rs?\b|\brenk", re.IGNORECASE)
_LOOKS = re.compile(
    r"\b(?:rot|blau|gelb|grün|schwarz|weiß|grau|braun|orange|rosa|lila|silber|beige|oliv|türkis"
    r"|petrol|anthrazit|\w+(?:rot|blau|gelb|grün|grau|schwarz|braun))(?:e[nmrs]?)?\b"
    r"|\b(?:red|blue|yellow|green|black|white|gr[ea]y|brown|pink|silver|purple)\b"
    r"|kırmızı|mavi|sarı|yeşil|siyah|beyaz|gri\b|turuncu",
    re.IGNORECASE,
)
_CLOCK_WANTED = re.compile(
    r"um wie ?viel uhr|\buhrzeit|what time\b|\bsaat kaç|\bkaçta\b", re.IGNORECASE
)
_CLOCK = re.compile(
    r"\d[.:]\d\d|\d ?(?:uhr|h\b|[ap]\.?m\b)|\bsaat \d|\d ?[–-] ?\d|mitternacht|mittags?\b|midnight"
    r"|\bnoon\b|24/7|rund um die uhr|öğle|gece yarısı",
    re.IGNORECASE,
)
_FAX = re.compile(r"\bfax|\bfaks", re.IGNORECASE)
_MOBILE_WANTED = re.compile(
    r"handynummer|mobilnummer|mobile number|cell(?:phone)? number|\bcep tel", re.IGNORECASE
)
_MOBILE = re.compile(r"mobil|handy|\bcell|\bcep\b|\b01[567]\d", re.IGNORECASE)
_LENGTH = re.compile(r"\d[- ]?(?:\w{0,8}meter\w?|[mck]m|m[²³]?|metres?|hektar|zoll|inch)\b")
_WEIGHT_WANTED = re.compile(r"\bwie schwer|how heavy|wiegt|gewicht|weigh", re.IGNORECASE)
_WEIGHT = re.compile(r"\d[- ]?(?:kilo\w*|gramm?|[km]?g|tonnen?|tons?)\b", re.IGNORECASE)
_STATE = re.compile(r"\b(?:auf|offen|geöffnet|gesperrt|zu|open|closed|açık)\b", re.IGNORECASE)
_UNTIL = re.compile(r"gültig|valid|geçerli|\bbis\b|until", re.IGNORECASE)
_ARTICLES = frozenset({"ein", "eine", "einen", "einem", "einer", "eines", "a", "an", "one", "bir"})
_NAMED: frozenset[Fact] = frozenset({"person", "place", "number"})
_LIKE = 0.4


class Told(msgspec.Struct, frozen=True):
    """A text as it is checked; `row` says that it is a row of a table."""

    text: str
    language: str
    row: bool = False


def demand_met(question: Question, told: Told, kin: Kin = ()) -> float:
    """1 when the fact stands there, -1 when a fact of that kind is missing, 0 without a demand.

    A question for yes or no demands none: "can I pay by card?" is answered without a sum.
    """
    if question.yes_no:
        return 0.0
    for check in (_by_name, _count, _by_adjective, _by_kind):
        met = check(question, told, kin)
        if met is not None:
            return 1.0 if met else -1.0
    return 0.0


def _by_name(question: Question, told: Told, _kin: Kin) -> bool | None:
    """What is asked for by a name of its own and has a form of its own: a fax number, a colour."""
    asked = question.text
    for wanted, held in (
        (_FAX, _FAX),
        (_MOBILE_WANTED, _MOBILE),
        (_LOOKS_WANTED, _LOOKS),
        (_CLOCK_WANTED, _CLOCK),
    ):
        if wanted.search(asked):
            return held.search(told.text) is not None
    return None


def _count(question: Question, told: Told, kin: Kin) -> bool | None:
    """Whether a number of what is counted stands there: right before it, or in its row."""
    found = _COUNT.search(question.text)
    if found is None or _COUNTED_BY_FORM.search(question.text) or _AMOUNT.search(question.text):
        return None
    counted = words(next(group for group in found.groups() if group), question.language)[-1]
    places = [n for n, asked in enumerate(question.asked) if asked.word.stem == counted.stem]
    alike = kin[places[0]] if kin and places else {}
    concepts = concepts_of(counted.stem, question.language)
    said = words(told.text, told.language)
    fits = _fits(counted, alike, concepts, told.language)
    return any(fits(word) and _has_number(said, at, told) for at, word in enumerate(said))


def _fits(
    counted: Word, alike: Mapping[str, float], concepts: Concepts, language: str
) -> Callable[[Word], bool]:
    def fits(word: Word) -> bool:
        same = bool(concepts & concepts_of(word.stem, language))
        like = max(likeness(counted.stem, word.stem), alike.get(word.stem, 0.0))
        return same or like >= _LIKE

    return fits


def _has_number(said: Sequence[Word], at: int, told: Told) -> bool:
    near = said if told.row else [*said[max(0, at - 2) : at], *said[at + 1 : at + 2]]
    return any(
        word.stem[0].isdigit() and lower(word.text, told.language) not in _ARTICLES for word in near
    )


def _by_adjective(question: Question, told: Told, _kin: Kin) -> bool | None:
    """ "How deep" wants a length; "how long" may want a duration and is left to the kinds."""
    asked = question.text
    if _AGE_WANTED.search(asked):
        return _AGE.search(told.text) is not None
    for wanted, named in _ONE_SIZE:
        if re.search(wanted, asked, re.IGNORECASE):
            return re.search(named, told.text, re.IGNORECASE) is not None and any(
                kind in facts_in(told.text) for kind in ("measure", "number")
            )
    if _SIZE_WANTED.search(asked) and "duration" not in question.wants:
        return _LENGTH.search(told.text) is not None or "measure" in facts_in(told.text)
    if _WEIGHT_WANTED.search(asked):
        return _WEIGHT.search(told.text) is not None
    return None


def _by_kind(question: Question, told: Told, _kin: Kin) -> bool | None:
    if not question.wants:
        return None
    held = _accepted(question) & facts_in(told.text)
    asked = {word.stem for word in words(question.text, question.language)}
    return any(kind not in _NAMED or _is_news(kind, told, asked) for kind in held)


def _accepted(question: Question) -> frozenset[Fact]:
    """ "Until when" is answered by a span too, "how long is it open" by clock times."""
    accepted = set(question.wants)
    if accepted & {"date", "clock"}:
        accepted |= {"duration", "date", "clock"}
    elif "duration" in accepted and _STATE.search(question.text):
        accepted |= {"clock", "date"}
    elif "duration" in accepted and _UNTIL.search(question.text):
        accepted.add("date")
    return frozenset(accepted)


def _is_news(kind: Fact, told: Told, asked: set[str]) -> bool:
    """Whether a name or number stands there that the question has not said itself."""
    return any(
        word.stem not in asked
        for place in places_in(told.text, kind)
        for word in words(place, told.language)
    )
