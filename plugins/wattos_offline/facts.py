"""Kinds of facts that questions ask for, recognised in questions and in texts by their form.

German, English and Turkish share one expression a kind: forms that mean nothing in another
language do no harm there, and one passage may mix languages.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

Fact = Literal[
    "money", "clock", "date", "duration", "number", "percent", "phone", "mail", "web", "place",
    "person", "negation",
]  # fmt: skip

_MONTHS = (
    "januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember"
    "|january|february|march|may|june|july|october|december"
    "|ocak|şubat|mart|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık"
)
_DAYS = (
    "montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|werktag|feiertag"
    "|monday|tuesday|wednesday|thursday|friday|saturday|sunday|weekday|weekend"
    "|pazartesi|salı|çarşamba|perşembe|cuma|cumartesi|pazar"
)
_SMALL = (
    "eine[rnms]?|ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|zwanzig|halbe[nrs]?"
    r"|\w+einhalb|one|an?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|half"
    "|bir|iki|üç|dört|beş|altı|yedi|sekiz|dokuz|on|yarım"
)
_AMOUNT = rf"(?:\d+(?:[.,]\d+)*|\b(?:{_SMALL}))"
_SPANS = (
    r"sekunden?|minuten?|stunden?|tag(?:en?|s)?|werktage?n?|arbeitstage?n?|kalendertage?n?"
    r"|wochen?|monate?[ns]?|jahre?[ns]?|seconds?|minutes?|hours?|(?:working |business )?days?"
    "|weeks?|months?|years?|saniye|dakika|saat|gün|iş günü|hafta|ay|yıl"
)
_PATTERNS: dict[Fact, str] = {
    "money": r"(?:\d|–|,-) ?(?:€|eur\b|euros?\b|cents?\b|avro)|[€$£] ?\d|promille"
    r"|\b(?:gebühren|kosten|beitrags|eintritts?)frei|kostenlos|kostenfrei|umsonst|gratis|ücretsiz"
    r"|\bfree\b(?! to)|free of charge|freie[nr]? eintritt|unentgeltlich|keine (?:kosten|gebühr)",
    "clock": r"\b\d{1,2}(?:[:.]\d{2})? ?(?:uhr|h\b|[ap]\.?m\b)|\b\d{1,2}[:.]\d{2}\b"
    r"|\bsaat \d|\b\d{1,2} ?[–-] ?\d{1,2}(?:[:.]\d{2})? ?(?:uhr|[ap]\.?m)|rund um die uhr|24/7",
    "date": rf"\b(?:{_DAYS})|\b(?:{_MONTHS})\b|\b\d{{1,2}}\.\d{{1,2}}\.(?:\d{{2,4}})?"
    r"|\btäglich|\bdaily|\bher gün|\b(?:mo|di|mi|do|fr|sa|so)(?:[–-]|/)(?:mo|di|mi|do|fr|sa|so)\b"
    r"|\b20[2-4]\d\b|\bsofort\b|immediately|derhal|\bhemen\b|ganzjährig",
    "duration": rf"{_AMOUNT}(?:[- ](?:bis|to|or|oder|und|-|–|ila|veya) ?{_AMOUNT})?"
    rf"(?:\w{{0,3}} | ?[-–] ?|)(?:\w+ )?(?:{_SPANS})\b|\bsofort\b|unbefristet|\b(?:wochen|monate)lang",
    "number": rf"\d|\b(?:{_SMALL})\b",
    "percent": r"\d ?(?:%|prozent|percent|promille)|yüzde|% ?\d",
    "phone": r"(?:\+|\b0)\d[\d /()–-]{4,}\d|\b1[01]\d\b|\b11\d{4}\b|durchwahl|\bext\. ?\d",
    "mail": r"[\w.+-]+@[\w-]+\.\w+",
    "web": r"\bhttps?://|\bwww\.|\b[\w-]+\.(?:de|com|org|net|example)\b|\bonline|portal",
    "place": r"\w+(?:straße|strasse|str\.|gasse|platz|weg|allee|ring|berg|hof|street|road|caddesi)"
    r"(?: \d+)?\b|\b\d{5} [A-ZÄÖÜ]|\b(?:zimmer|raum|room|oda|schalter|theke|stock|etage|floor"
    r"|obergeschoss|erdgeschoss|rathaus|lager|regal|schrank|desk|counter|town hall)\b"
    r"|\w+(?:büro|amt|stelle|haus|zentrum|center|kasse|schule|halle)\b",
    "person": r"\b(?:herr|frau|dr\.|mr|mrs|ms|bay|bayan)\b\.? ?[A-ZÄÖÜ]"
    r"|\b[A-ZÄÖÜÇŞİ][a-zäöüßçğış]+ [A-ZÄÖÜÇŞİ][a-zäöüßçğış]+",
    "negation": r"\bnicht\b|\bkein\w*|\bnie\b|\bnur\b|verboten|unzulässig|\bnot\b|\bno\b|n't\b"
    r"|\bnever\b|\bonly\b|\bdeğil|\byok|\w+m[ae]z\b|yasak",
}
_COMPILED = {
    fact: re.compile(pattern, 0 if fact == "person" else re.IGNORECASE)
    for fact, pattern in _PATTERNS.items()
}


@lru_cache(maxsize=8192)
def facts_in(text: str) -> frozenset[Fact]:
    """The kinds of facts that stand in a text."""
    return frozenset(fact for fact, pattern in _COMPILED.items() if pattern.search(text))


_WANTED: tuple[tuple[Fact, str], ...] = (
    ("money", r"\bkost(?:et|en)\b|\bgebühr|\bpreis|\bteuer|\b(?:be)?zahl(?:e|en|t)\b|\beuro\b|€"
     r"|nehmt ihr|verlang(?:t|en)|(?:be|ver)rechnet|wie hoch (?:ist|sind|war|wäre)|\bbußgeld"
     r"|was kommt .*(?:obendrauf|dazu)|\bsteuer\b.*dazu|wie ?viel (?:geld|steuer)|\bmiete\b"
     r"|\bcosts?\b|\bhow much\b(?! (?:time|notice|space|storage))|\bfees?\b|\bprice|\bcharge"
     r"|\bpay\b|\bfine\b|\bcheap|\bexpensive|\bücret|\bkaç (?:para|avro|euro|lira)|ne kadar\b(?! sür)"
     r"|\bfiyat|\bharç|\bödüyor|\bödemeli|\bmasraf"),
    ("clock", r"\bwann\b|\buhrzeit|um wie ?viel uhr|öffnungszeit|geöffnet|\boffen\b|\bmacht .* auf\b"
     r"|\bwhen\b|\bopening hours|\bopen\b|what time|\bne zaman|\bsaat kaç|\baçık\b|kaçta|çalışma saat"),
    ("date", r"\bwann\b|\b(?:bis|ab|seit) wann|an welche[mn] (?:tag|datum)|welche[nrm]? (?:tag|monat)"
     r"|\bdatum|\btermin|\bwhen\b|what (?:day|date|month)|which (?:day|month)|\bdeadline|by when"
     r"|\bne zaman|hangi (?:gün|ay|tarih)|\bson tarih|öffnungszeit|geöffnet|\bopen\b|\baçık\b|\bfrist"),
    ("duration", r"wie lange|wie ?viele? (?:tage|wochen|monate|stunden|minuten|jahre|zeit|sekunden)"
     r"|\bwie (?:früh|schnell|bald|oft)|\bdauer|\bfrist\b|wie viel früher|how (?:long|soon|many (?:days"
     r"|weeks|months|hours|minutes|years)|much (?:time|notice)|quickly|early|often)|ne kadar sür"
     r"|kaç (?:gün|hafta|ay|yıl|saat|dakika)|innerhalb welcher|\bgültig|\bvalid|\bgeçerli"),
    ("number", r"\bwie ?viele?\b|how (?:many|much|old|big|large|heavy|high|far|fast)|\bkaç\b"
     r"|\bwie (?:groß|alt|schwer|hoch|weit|breit|lang|heiß|warm|tief|stark)\b|\bne kadar|\banzahl"
     r"|ab welchem alter|what age|temperatur|\bmindestens\b|\bhöchstens\b|welche (?:nummer|größe)"),
    ("percent", r"prozent|percent|\brabatt|\bdiscount|\bskonto|yüzde|\bindirim|wie berechnet"),
    ("phone", r"telefon|\banruf|\brufnummer|\bnummer\b|\bhotline|\bphone|\bcall\b|\bnumber\b|\bara"
     r"(?:yabil|ma)|\bnotruf|\bdurchwahl"),
    ("mail", r"\be-?mail|\bmailadresse|e-posta|\bmail\b.*(?:adresse|address)|schreib"),
    ("place", r"^(?:und )?(?:wo|wohin|woher)\b|\bwo (?:ist|finde|kann|gibt|krieg|muss|bekomm|steht)"
     r"|\badresse|\banschrift|\bwhere\b|\baddress|\bnerede|\bnereye|\bnereden|\bwelche[sm]? (?:stelle|amt"
     r"|büro|raum|zimmer)|\badres|zuständig|which (?:office|room)|hangi (?:daire|oda)"),
    ("person", r"^(?:und )?wer\b|\bwer (?:ist|sind|leitet|macht|hilft)|\bwho\b|\bkim(?:dir|ler)?\b"
     r"|\bwem\b|\bwen\b|\bwhom\b|\bname[sn]?\b|wie heißt|zuständig"),
)  # fmt: skip
_WANTED_COMPILED = [(fact, re.compile(pattern, re.IGNORECASE)) for fact, pattern in _WANTED]


def facts_wanted(question: str) -> frozenset[Fact]:
    """The kinds of facts of which an answer holds at least one; empty when the form says none."""
    found = {fact for fact, pattern in _WANTED_COMPILED if pattern.search(question)}
    if "duration" in found:
        found -= {"number", "date", "clock"}
    if "money" in found:
        found -= {"number"}
    return frozenset(found)
