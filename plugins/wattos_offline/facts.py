"""Kinds of facts that questions ask for, recognised in questions and in texts by their form.

German, English and Turkish share one expression a kind: forms that mean nothing in another
language do no harm there, and one passage may mix languages.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from wattos.months import MONTH_PATTERN

Fact = Literal[
    "money", "clock", "date", "duration", "number", "percent", "measure", "temperature", "phone",
    "mail", "place", "person", "negation",
]  # fmt: skip

_DAYS = (
    "montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|werktag|feiertag"
    "|monday|tuesday|wednesday|thursday|friday|saturday|sunday|weekday|weekend"
    "|pazartesi|salı|çarşamba|perşembe|cuma|cumartesi|pazar"
)
# Runs of letters and digits are entered at their begin alone, and digits are never given back: a
# text may hold a run of thousands, and every other way through it takes minutes.
_SMALL = (
    "eine[rnms]?|ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|zwanzig|halbe[nrs]?"
    r"|\w+einhalb|one|an?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|half"
    "|bir|iki|üç|dört|beş|altı|yedi|sekiz|dokuz|on|yarım"
)
_AMOUNT = rf"(?:(?<!\d)\d++(?:[.,]\d++)*+|\b(?:{_SMALL}))"
_SPANS = (
    r"sekunden?|minuten?|stunden?|tag(?:en?|s)?|werktage?n?|arbeitstage?n?|kalendertage?n?"
    r"|wochen?|monate?[ns]?|jahre?[ns]?|seconds?|minutes?|hours?|(?:working |business )?days?"
    "|weeks?|months?|years?|saniye|dakika|saat|gün|iş günü|hafta|ay|yıl"
)
_BEFORE_NOUNS = (
    "Der|Die|Das|Den|Dem|Ein|Eine|Im|Am|Zum|Zur|Vom|Beim|Bei|Mit|Für|Auf|Nach|Ab|Bis|Und|In|An|Zu"
    r"|Sie|Ihre?n?|Unser\w*|Wir|Es|Ist|Alle|Jede\w*|Kein\w*|Diese\w*|Anfang|Mitte|Ende"
    "|The|Our|Your|Bu"
)
# "How much caffeine" asks for no sum.
_OF_MONEY = (
    "is|are|was|were|does|do|did|will|would|for|to|if|when|per|money|rent|tax|discount|extra|more"
    "|less|should|must|can|could|have|has|i|we|you|it|an?|the|each|one|in|at|on|with"
)
_NAME = "[A-ZÄÖÜÇŞİ][a-zäöüßçğış]+"

_HELD: dict[Fact, str] = {
    "money": (
        r"(?:\d|–|,-) ?(?:€|eur\b|euros?\b|cents?\b|avro)|[€$£] ?\d|promille"
        r"|\b(?:gebühren|kosten|beitrags|eintritts?)frei|kostenlos|umsonst|gratis|ücretsiz"
        r"|\bfree\b(?! to)|freie[nr]? eintritt|unentgeltlich|keine (?:kosten|gebühr)"
    ),
    "clock": (
        r"\b\d{1,2}(?:[:.]\d{2})? ?(?:uhr|h\b|[ap]\.?m\b)|\b\d{1,2}[:.]\d{2}\b|\bsaat \d|24/7"
        r"|\b\d{1,2} ?[–-] ?\d{1,2}(?:[:.]\d{2})? ?(?:uhr|[ap]\.?m)|rund um die uhr"
    ),
    "date": (
        rf"\b(?:{_DAYS})|\b(?:{MONTH_PATTERN})\b|\b\d{{1,2}}\.\d{{1,2}}\.(?:\d{{2,4}})?|\b20[2-4]\d\b"
        r"|\b(?:mo|di|mi|do|fr|sa|so)(?:[–-]|/)(?:mo|di|mi|do|fr|sa|so)\b|ganzjährig"
        r"|\btäglich|\bdaily|\bher gün|\bsofort\b|immediately|derhal|\bhemen\b"
    ),
    "duration": (
        rf"{_AMOUNT}(?:[- ](?:bis|to|or|oder|und|-|–|ila|veya) ?{_AMOUNT})?"
        rf"(?:\w{{0,3}} | ?[-–] ?|)(?:\w+ )?(?:{_SPANS})\b"
        r"|\bsofort\b|unbefristet|\b(?:wochen|monate)lang"
    ),
    "number": rf"\d|\b(?:{_SMALL})\b",
    "percent": r"\d ?(?:%|prozent|percent|promille)|yüzde|% ?\d",
    "measure": (
        rf"{_AMOUNT} ?(?:(?:kilo|zenti|milli|quadrat|kubik)?(?:meter|gramm|liter)|[km]?g"
        r"|[mck]?m[²³]?"
        r"|kb|mb|gb|tb|metre|litre|pound|inch|ton|tonnen|zoll|seiten|zeichen|characters|pages"
        r"|metrekare|kilo)\b"
    ),
    "temperature": r"\d ?(?:°|grad\b|degrees|derece)",
    "phone": r"(?:\+|\b0)\d[\d /()–-]{4,}\d|\b1[01]\d\b|\b11\d{4}\b|durchwahl|\bext\. ?\d",
    "mail": r"(?<![\w.+-])[\w.+-]+@[\w-]+\.\w+",
    "place": (
        r"\b\w+(?:straße|strasse|str\.|gasse|platz|weg|allee|ring|berg|hof|street|road|caddesi)"
        r"(?: \d+)?\b|\b\d{5} [A-ZÄÖÜ]|\b(?:zimmer|raum|room|oda|schalter|theke|stock|etage|floor"
        r"|obergeschoss|erdgeschoss|rathaus|lager|regal|schrank|desk|counter|town hall)\b"
        r"|\b\w+(?:büro|amt|stelle|haus|zentrum|center|kasse|schule|halle|station)\b"
        r"|\b(?:foyer|empfang|pforte|keller|filiale|reception|lobby|basement)\b"
    ),
    "person": (
        r"\b(?:Herr|Frau|Dr\.|Mr|Mrs|Ms|Bay|Bayan)\b\.? ?[A-ZÄÖÜÇŞİ]"
        rf"|\b(?!(?:{_BEFORE_NOUNS})\b){_NAME} {_NAME}"
        r"|\b[A-ZÄÖÜ][a-zäöüß]*(?:leitung|leiter(?:in)?|vorstand|sführung|amt|behörde)\b"
    ),
    "negation": (
        r"\bnicht\b|\bkein\w*|\bnie\b|\bnur\b|verboten|unzulässig|\bnot\b|\bno\b|n't\b|\bnever\b"
        r"|\bonly\b|\bdeğil|\byok|\b\w+m[ae]z\b|yasak"
    ),
}

_WANTED: dict[Fact, str] = {
    "money": (
        r"\bkost(?:et|en)\b|\bgebühr|beitr[aä]ge? (?:im|pro|je) (?:monat|jahr)"
        r"|\beintritt(?:s?preise?)?\b|\bpreis|\bteuer|\b(?:be)?zahl(?:e|en|t)\b|\beuro\b|€"
        r"|nehmt ihr|verlang(?:t|en)|(?:be|ver)rechnet|wie hoch (?:ist|sind|war|wäre)|\bbußgeld"
        r"|was kommt .*(?:obendrauf|dazu)|\bsteuer\b.*dazu|wie ?viel (?:geld|steuer)|\bmiete\b"
        rf"|\bcosts?\b|\bhow much\b(?:\W*$| (?:{_OF_MONEY})\b)|\bfees?\b|\bprice|\bcharge"
        r"|\bpay\b|\bfine\b|\bcheap|\bexpensive|\bücret|\bkaç (?:para|avro|euro|lira)"
        r"|(?<!süresi )ne kadar\b(?! sür)|\bfiyat|\bharç|\bödüyor|\bödemeli|\bmasraf"
    ),
    "clock": (
        r"\bwann\b|\buhrzeit|um wie ?viel uhr|öffnungszeit|geöffnet|\boffen\b|\bmacht .* auf\b"
        r"|\bwhen\b|\bopening hours|\bopen\b|what time|\bne zaman|\bsaat kaç|\baçık\b|kaçta"
        r"|çalışma saat"
    ),
    "date": (
        r"\bwann\b|an welche[mn] (?:tag|datum)|welche[nrm]? (?:tag|monat)|\bdatum|\btermin|\bfrist"
        r"|öffnungszeit|geöffnet|\bwhen\b|what (?:day|date|month)|which (?:day|month)|\bdeadline"
        r"|\bopen\b|\bne zaman|hangi (?:gün|ay|tarih)|\bson tarih|\baçık\b"
    ),
    "duration": (
        r"wie lange|wie lang\b(?! (?:ist|sind|darf|dürfen|muss)\b)"
        r"|wie ?viele? (?:tage|wochen|monate|stunden|minuten|jahre|zeit|sekunden)"
        r"|\bwie (?:früh|schnell|bald|oft)|\bdauer|\bfrist\b|wie viel früher|\bgültig"
        r"|how (?:long|soon|quickly|early|often|much (?:time|notice))"
        r"|how many (?:days|weeks|months|hours|minutes|years)|\bvalid"
        r"|ne kadar sür|süresi (?:ne kadar|kaç)|kaç (?:gün|hafta|ay|yıl|saat|dakika)|\bgeçerli"
    ),
    "number": (
        r"\bwie ?viele?\b|\bwie (?:groß|alt|schwer|hoch|weit|breit|lang|tief|stark)\b"
        r"|\banzahl|ab welchem alter|\bmindestens\b|\bhöchstens\b"
        r"|welche (?:nummer|größe)"
        r"|how (?:many|much|old|big|large|heavy|high|far|fast)|what age|\bkaç\b|\bne kadar"
    ),
    "measure": (
        r"\bwie (?:groß|schwer|hoch|weit|breit|tief)\b(?! (?:ist|sind|war|wäre)\b.*(?:gebühr|kosten"
        r"|miete|steuer|preis|geld|lohn))|\bgewicht|\bwiegt\b"
        r"|how (?:big|large|heavy|high|far|wide|deep)|\bweigh"
    ),
    "temperature": (
        r"wie (?:heiß|warm|kalt)\b|wie ?viele? grad|temperatur|how (?:hot|warm|cold)"
        r"|how many degrees|sıcaklı|kaç derece"
    ),
    "percent": r"prozent|percent|\brabatt|\bdiscount|\bskonto|yüzde|\bindirim|wie berechnet",
    "phone": (
        r"telefon|\banruf|\brufnummer|\bnummer\b|\bhotline|\bnotruf|\bdurchwahl|\bphone|\bcall\b"
        r"|\bnumber\b|\bara(?:yabil|ma)"
    ),
    "mail": r"\be-?mail|\bmailadresse|e-posta|\bmail\b.*(?:adresse|address)|schreib",
    "place": (
        r"^(?:und )?(?:wo|wohin|woher)\b|\bwo (?:ist|finde|kann|gibt|krieg|muss|bekomm|steht)"
        r"|(?<!meine )(?<!neue )(?<!neuen )\badresse|\banschrift"
        r"|\bwelche[sm]? (?:stelle|amt|büro|raum|zimmer)|zuständig"
        r"|\bwhere\b|(?<!my )(?<!new )\baddress|which (?:office|room)"
        r"|\bnerede|\bnereye|\badres|hangi (?:daire|oda)"
    ),
    "person": (
        r"^(?:und )?wer\b|\bwer (?:ist|sind|leitet|macht|hilft)|\bwe[mn]\b|\bname[sn]?\b|wie heißt"
        r"|zuständig|\bwhom?\b|\bkim(?:dir|ler)?\b"
    ),
}


def _compiled(patterns: dict[Fact, str]) -> dict[Fact, re.Pattern[str]]:
    # Only capitals tell a name from other words.
    return {
        fact: re.compile(pattern, 0 if pattern is _HELD["person"] else re.IGNORECASE)
        for fact, pattern in patterns.items()
    }


# What asks for the first has the form of the others too.
_IMPLIED: dict[Fact, tuple[Fact, ...]] = {
    "duration": ("number", "date", "clock"),
    "money": ("number",),
    "temperature": ("number",),
}

_HELD_PATTERNS = _compiled(_HELD)
_WANTED_PATTERNS = _compiled(_WANTED)


@lru_cache(maxsize=8192)
def facts_in(text: str) -> frozenset[Fact]:
    """The kinds of facts that stand in a text."""
    return frozenset(fact for fact, pattern in _HELD_PATTERNS.items() if pattern.search(text))


def places_in(text: str, fact: Fact) -> list[str]:
    """The stretches of a text that have the form of a fact."""
    return [match.group() for match in _HELD_PATTERNS[fact].finditer(text)]


def facts_wanted(question: str) -> frozenset[Fact]:
    """The kinds of facts of which an answer holds at least one; empty when the form says none."""
    found: set[Fact] = {f for f, pattern in _WANTED_PATTERNS.items() if pattern.search(question)}
    for fact in tuple(found):
        found.difference_update(_IMPLIED.get(fact, ()))
    return frozenset(found)
