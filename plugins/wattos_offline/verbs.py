"""German verbs that stand in two places: "Wann läuft mein Pass ab?" asks about "ablaufen"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wattos_offline.vocabulary import is_stopword
from wattos_offline.words import Word, lower, stem

_PREFIXES = {
    "ab", "an", "auf", "aus", "bei", "ein", "fest", "her", "hin", "los", "mit", "nach", "um", "vor",
    "weg", "weiter", "zu", "zurück", "zusammen",
}  # fmt: skip
_CLAUSE_ENDS = re.compile(r"\s*(?:$|[?!.,;:]|\b(?:und|oder|wenn|falls)\b)")
_VERB_ENDS = re.compile(r"(?:e|en|st|t)$")
"""What leads a clause is a verb or, as people type, its subject: "bibliothek wie lang auf"."""
_ADVERB = re.compile(
    r"s$|^(?:heute|morgen|übermorgen|jetzt|gerade|momentan|aktuell|bald|immer|früh|spät|lang|lange)$"
)
_OPENS = 4
"""The verb stands first or second in a clause that asks; a long question word is two words."""


def joined(found: Sequence[Word], text: str) -> list[Word]:
    """The words of a question with the verb of each separated pair as one word.

    A prefix counts only at the end of its clause, where it cannot be a preposition.
    """
    said = list(found)
    opens = 0
    for at, word in enumerate(found):
        if not _CLAUSE_ENDS.match(text, word.start + len(word.text)):
            continue
        if word.text.lower() in _PREFIXES:
            verb = _verb(found[opens:at])
            if verb is not None:
                whole = word.text.lower() + verb.text.lower()
                joint = Word(whole, stem(whole, "de"), verb.start)
                said = [joint if each is verb else each for each in said if each is not word]
        opens = at + 1
    return said


def _verb(clause: Sequence[Word]) -> Word | None:
    """The first word of a clause's opening that may be a verb: small and no question word.

    A time is neither, as in "Habt ihr sonntags auf?".
    """
    for word in clause[:_OPENS]:
        if word.is_number or is_stopword(lower(word.text, "de"), "de"):
            continue
        leads = word is clause[0] and _VERB_ENDS.search(word.text)
        follows = word is not clause[0] and word.text.islower() and not _ADVERB.search(word.text)
        return word if leads or follows else None
    return None
