"""What a price in a sentence is for: the words around it, and what is said to be free."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from wattos_records.money import Amount, free_words

PER = re.compile(
    r"^\s*(?:(?:im|pro|je|jede[nrs]?|am|in der|per|a|an"
    r"|each)\s+(?:angefangene[rn]?\s+)?(?:halbe[rn]?\s+)?[\wäöüß]+"
    r"|/\s?\w+|für (?:ein|sechs|zwei|drei) \w+|monatlich|jährlich|monthly)",
    re.IGNORECASE,
)
"""The unit or interval right behind an amount."""
_LEADING = re.compile(
    r"^(?:(?:und|oder|aber|sowie|auch|dann|bitte|danach|davon|and|or|but|ve|wir|für|die|der|das"
    r"|den|dem|ein|eine|einen|einer"
    r"|the|a|an|is|are|it|dafür|es|er|sie|gebühr|gebühren|preis|wird|werden|mit|zu|je|von|with|for"
    r"|at|to|of|im|in|on|ja"
    r"|yes|kostet|kosten|costs?|beträgt|zahlt|zahlen)\b[\s,:]*)+",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"(?:[\s,:–-]+|\b(?:wird|werden|mit|zu|je|von|with|for|at|to|of|für|ab|und|and|in|is|are"
    r"|berechnen|wir|pauschal|jeweils"
    r"|höchstens|mindestens|nur|ersetzen|you|pay|die|der|das|gibt|es|fällt|an|eine|ein|abgerechnet"
    r"|zahlt|zahlen|ist|sind|können|kann man)\b\s*)+$",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\s(?:kostet|kosten|costs?|beträgt|betragen|zahlt|zahlen)\b|,\s(?:die|der|das|which)$",
    re.IGNORECASE,
)
_IS_FREE = re.compile(
    r"(?:^|[.;:,]\s|\bund\s|\band\s)(?P<what>[^.;:,]{3,90}?(?:, [^.;:,]{3,30}? (?:und"
    r"|and) [^.;:,]{3,30}?)?)\s+(?:ist|sind|is|are)\s+(?:[^.;,]{0,40}?\s)?"
    r"(?:kostenlos|kostenfrei|gebührenfrei|beitragsfrei|unentgeltlich|gratis|free of charge"
    r"|free(?=\s*(?:[.,;:!)–-]|$|(?:for|until|on|every|during|if|with|when|in|at|all|as|but|up)\b"
    r"|and (?:open to|needs|requires|takes))))\b(?!\s+(?:von|to|from))",
    re.IGNORECASE,
)
_GOES_FREE = re.compile(
    r"(?:^|[.;,]\s)(?P<what>[^.;,]{3,60}?)\s+(?:frei(?=\s*(?:[.,;]|$))|haben freien Eintritt"
    r"|leihen kostenlos|ücretsizdir)",
    re.IGNORECASE,
)
_PAYS_NOTHING = re.compile(
    r"(?P<what>[^.;]{6,200}?),?\s+(?:zahlt|zahlen|pays?)\s[^.;]{0,30}?(?:nichts|keine\s\w+"
    r"|nothing)",
    re.IGNORECASE,
)


_NOT_FREE = re.compile(
    r"\b(?:bleibt|halten|steht|Weg|Straße|Platz)\b|\b(?:Sie|wir|ihr)$|\b(?:apply|liegt)\b"
)


class Clause(msgspec.Struct, frozen=True, kw_only=True):
    """The words around an amount.

    `listed` says that the price stands right behind its name: "Kandis weiß, 500 g, 4,20 €".
    """

    whole: str
    what: str
    per: str
    listed: bool


def read_clause(text: str, before: int, amount: Amount, limit: int) -> Clause:
    """What an amount is for; the words reach from the amount before it to the one after it."""
    lead = text[before : amount.start]
    if before:  # a clause that ended behind the amount before ("… im Jahr, ermäßigt …")
        lead = re.split(r"^[^,;.]{0,25}[,;.]\s*", lead, maxsplit=1)[-1]
    plain = re.sub(r"\([^()]*\)", " ", lead)
    parts = [part for part in re.split(r"[;.:!?](?:\s|$)|\(", plain) if part.strip(" ,(–-")]
    head = parts[-1] if parts else ""
    if (free := free_words(head)) and "," in head[free.end() :]:
        head = head[free.end() :].split(",", 1)[1]  # "the first is free, every other …"
    tail = re.split(r"[,;.()](?:\s|$)|\s(?:und|and|ve)\s", text[amount.end : limit])[0]
    per = PER.match(tail)
    what = _tidy(_before_verb(head))
    if len(what) < 3:
        what = _tidy(tail[per.end() :] if per else tail)
    behind = re.search(r"(?:[(,:–-]|\bfür)\s*$", lead)
    listed = behind is not None and len(what.split()) <= (14 if ":" in behind[0] else 8)
    return Clause(
        whole=head + text[amount.start : amount.end] + tail,
        what=what,
        per=per[0].strip() if per else "",
        listed=listed,
    )


def _before_verb(head: str) -> str:
    verb = _VERB.search(head)
    return head[: verb.start()] if verb and len(head[: verb.start()].strip()) > 3 else head


def _tidy(words: str) -> str:
    return " ".join(_TRAILING.sub("", _LEADING.sub("", words.strip(" ,.:–-("))).split())


def free_things(text: str) -> Iterator[str]:
    """What a sentence says costs nothing."""
    for pattern in (_IS_FREE, _GOES_FREE, _PAYS_NOTHING):
        for match in pattern.finditer(text):
            what = _tidy(match["what"])
            if len(what) > 3 and not _NOT_FREE.search(what):
                yield what
