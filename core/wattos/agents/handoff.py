"""Whoever asks for a person gets one: a typed act of the platform, no word for a model to find."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+")
_PEOPLE_DE = (
    r"(?:mensch(?:en)?|person|mitarbeiter(?:in)?|mitarbeitende[nr]?|kolleg(?:e|en|in)|berater(?:in)?"
    r"|sachbearbeiter(?:in)?|ansprechpartner(?:in)?|jemand(?:em|en)?|support|kundendienst"
    r"|kundenservice)"
)
_KIND_DE = r"(?:(?:echte|richtige|reale)[nmr]? |von (?:euch|ihnen) |aus fleisch und blut )?"
_PEOPLE_EN = (
    r"(?:human(?: being)?|person|people|someone|somebody|agent|employee|staff(?: member)?|operator"
    r"|representative|advisor|support)"
)
_KIND_EN = r"(?:a |an |any |some |one of your |your |the )?(?:real |live |actual )?"
_PEOPLE_TR = r"(?:insan|kişi|yetkili|temsilci|çalışan|görevli|müşteri temsilcisi|biri|birisi)"
_ENDING_TR = r"(?:yle|yla|le|la|siyle|sıyla|ne|na|ye|ya|e|a)?"
_ASKS = re.compile(
    r"(?:bitte |ich |lieber |hallo )*(?:(?:kann|könnte|darf|möchte|will|würde|muss)(?: ich)?"
    r"(?: bitte| lieber| gerne?| mal| jetzt| direkt| auch)* )?"
    r"(?:mit |zu )?(?:eine[mnr]? |nem |ner |eure[mnr] |ihre[mnr] |dem |der )?"
    rf"{_KIND_DE}{_PEOPLE_DE}"
    r"(?: von (?:euch|ihnen))?"
    r"(?: (?:sprechen|reden|chatten|schreiben|telefonieren|verbunden werden))?(?: bitte| können)?"
    r"|(?:verbinde|verbinden sie) mich (?:bitte )?mit "
    rf"(?:eine[mnr]? )?{_KIND_DE}{_PEOPLE_DE}"
    r"|(?:please |i |hello )*(?:(?:can|could|may|want|need|would like|d like|let me)"
    r"(?: i| to| please)* )?"
    r"(?:(?:talk|speak|chat|get|connect me|transfer me|be connected)(?: to| with)? )?"
    rf"{_KIND_EN}{_PEOPLE_EN}(?: please)?"
    rf"|(?:ben )?(?:bir |gerçek |canlı )*{_PEOPLE_TR}{_ENDING_TR}"
    r"(?: (?:konuş\w*|görüş\w*|bağla\w*|yaz\w*))?(?: (?:istiyorum|mümkün|miyim|mıyım|musun|mısınız"
    r"|lütfen|mü|mu))*",
)
# "Support" or "somebody" alone is a subject ("Support-Zeiten?") or nobody in particular.
_TOO_LITTLE = re.compile(
    r"(?:support|kundendienst|kundenservice|jemand\w*|someone|somebody|people|biri|birisi|agent"
    r"|staff|person|der person|kişi|kişiye|the person)"
)


def asks_for_person(text: str) -> bool:
    """Whether a message asks for nothing but a person: "Kann ich mit einem Menschen sprechen?"."""
    said = " ".join(_WORD.findall(text.replace("İ", "i").lower()))
    return _ASKS.fullmatch(said) is not None and _TOO_LITTLE.fullmatch(said) is None
