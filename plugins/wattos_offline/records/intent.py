"""What of a record a question asks for, and the words left that name whose record it is."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from wattos.months import MONTH_PATTERN
from wattos_offline.question import Question
from wattos_offline.words import Word, lower

Kind = Literal["hours", "fee", "phone", "mail", "contact", "place", "requirement", "stock"]

_HOURS = re.compile(
    r"\b(?:offen|geöffnet|(?:auf|da)(?=\s*(?:\?|$))|aufgemacht|öffnungszeiten|öffnet|schließt|schliesst|zu"
    r"(?=\s*(?:\?|$))|geschlossen|open|opens|opened|opening|close[sd]?|closing|shut"
    r"|açık(?: mı| mi|s\w+)?|kapalı|açılıyor|açılır|kapanıyor|kapanır"
    r"|çalışma saat\w*)\b",
    re.IGNORECASE,
)
_FEE = re.compile(
    r"\bkoste[tn]?\b|\bwie teuer\b|\bgebühr\w*|\bpreis\w*|\bwie viel .*\b(?:zahle?n?|euro)\b"
    r"|\bwas (?:zahle?n?|zahlt|nehmt)\b|\bhow much\b|\bcosts?\b|\bprices?\b|\bfees?\b"
    r"|\bücret\w*|\bkaç (?:avro|euro|para)\b|\bne kadar\b|\bfiyat\w*",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"\btelefon\w*|\brufnummer|\bnummer\b|\banrufen\b|\bruf\w* .*\ban\b|\bhotline\b"
    r"|\bphone\b|\bnumber\b|\bcall\b"
    r"|\bnumarası\b",
    re.IGNORECASE,
)
_MAIL = re.compile(r"\be-?mail\w*|\bmail-?adresse|\be-?posta\w*", re.IGNORECASE)
_CONTACT = re.compile(
    r"\berreiche\w*|\bkontakt\w*|\bimpressum\b|\breach\b|\bcontact\b|\bimprint\b"
    r"|\bulaş(?!ım\b)\w*|\bkünye\b|\biletişim\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\bwo (?:is|ist|sind|seid|liegt|finde ich|find ich|befinde\w*)\b"
    r"|(?<!meine )(?<!neue )(?<!neuen )\b(?:adresse|anschrift)\b|\banfahrt\b"
    r"|\bwhere(?:'s| is| are| do i find| can i find)\b|(?<!my )(?<!new )\baddress\b|\bdirections\b"
    r"|\bnerede\w*|\badres\w*|\bulaşım\b",
    re.IGNORECASE,
)
_BRING = re.compile(
    r"mitbring|mitzubring|\bbringen .*\bmit\b|unterlagen|\bwelche (?:dokumente|papiere|nachweise)\b"
    r"|\bto bring\b|\bwhat (?:documents|papers)\b|\bwhich (?:documents|papers)\b"
    r"|documents do i need"
    r"|\bhangi belge|belgeler|\bgetirmem",
    re.IGNORECASE,
)
_STOCK = re.compile(
    r"\blieferbar\b|\bvorrätig\b|\bauf lager\b|\bausverkauft\b|\bin stock\b|\bsold out\b"
    r"|\bavailable\b"
    r"|\bstokta\b",
    re.IGNORECASE,
)
_ORDER: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("requirement", _BRING),
    ("stock", _STOCK),
    ("fee", _FEE),
    ("phone", _PHONE),
    ("mail", _MAIL),
    ("hours", _HOURS),
    ("contact", _CONTACT),
    ("place", _PLACE),
)
# Words of the asking itself, of days and of times; whatever else stands in the question names
# something, and a record has to name it too.
_ASKING = re.compile(
    r"offen|geöffnet|auf|zu|öffnungszeit\w*|öffn\w*|schließ\w*|schliess\w*|geschlossen|zeit\w*"
    r"|stunde\w*"
    r"|open\w*|clos\w*|shut|hours?|times?|açık\w*|kapalı\w*|aç[ıi]l\w*|kapan\w*|saat\w*|zaman|mı|mi|mu|mü"
    r"|heute|morgen|übermorgen|jetzt|gerade|momentan|aktuell|today|tomorrow|now|right|currently"
    r"|bugün|yarın|şu|şimdi|anda|an|noch|still|uhr|bis|ab|wochenende|weekend|sonu|hafta"
    r"|(?:mon|diens|donners|frei|sams|sonn)tags?|mittwochs?|sonnabends?|vormittags?|nachmittags?"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|pazartesi\w*|salı\w*|çarşamba\w*|perşembe\w*"
    r"|cuma\w*|cumartesi\w*|pazar\w*|günü|günleri|day|tag"
    r"|kost\w*|teuer|gebühr\w*|preis\w*|zahl\w*|bezahl\w*|viel|euro|geld|nehmt|much|costs?|prices?"
    r"|fees?|pay"
    r"|ücret\w*|avro|kaç|kadar|fiyat\w*|ne|etwas|extra"
    r"|telefon\w*|rufnummer|nummer\w*|anrufen|ruf\w*|phone|telephone|number|call|numara\w*|mail\w*"
    r"|email\w*"
    r"|laute[tn]?|e|posta\w*|address|adres\w*|hotline|impressum|künye"
    r"|iletişim|imprint|erreich\w*|kontakt\w*|reach|contact|ulaş\w*|handy"
    r"|mitbring\w*|mitzubring\w*|bring\w*|mit|unterlagen|dokumente|papiere|nachweise|benötig\w*"
    r"|brauch\w*"
    r"|welche|documents?|papers?|need|hangi|belge\w*|getir\w*|gerek\w*|lazım|muss|müssen|take|along"
    r"|(?:auf|zu)?mach\w*|da|lieferbar|vorrätig|lager|ausverkauft|stock|sold|out|available|stokta"
    rf"|\d+\w*|{MONTH_PATTERN}"
    r"|bitte|please|lütfen|haben|hat|habt|is|are|ist|sind|does|do|will|gibt|have|has|get|what|when"
    r"|var"
    r"|wann|was|wie|lange|long|einen?|eine[nmrs]?|mein\w*|my|euer|eure\w*|your|ihr|der|die|das|den"
    r"|dem|the|a"
    r"|where|you|wo|seid|euch|sie|sich|euer|çalış\w*|lieg\w*|befind\w*"
    r"|find|finde|anschrift|anfahrt|directions|how|here|ulaşım|nasıl|gelinir|nerede\w*"
    r"|laden|geschäft|shop|store|dükkan|mağaza|stadt|neue[rnms]?|neu|new",
    re.IGNORECASE,
)


class Wish(msgspec.Struct, frozen=True):
    """The kind of fact a question asks for, and the words that name whose."""

    kind: Kind
    subject: tuple[Word, ...]


def wish_of(question: Question) -> Wish | None:
    """What the question asks of the records; None when it asks for something else."""
    kinds: list[Kind] = [kind for kind, pattern in _ORDER if pattern.search(question.text)]
    if not kinds:
        return None
    subject = tuple(
        asked.word
        for asked in question.asked
        if not _asks(lower(asked.word.text, question.language))
        or (kinds[0] != "hours" and asked.word.is_number)
    )
    return Wish(kinds[0], subject)


def _asks(lowered: str) -> bool:
    """Whether a word, or each of a term's, belongs to the asking itself ("opening hours")."""
    return all(_ASKING.fullmatch(part) for part in lowered.split())
