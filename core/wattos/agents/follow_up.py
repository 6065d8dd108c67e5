"""Follow-up questions: which cannot be understood alone, and what they take along."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wattos.agents.schemas import HistoryMessage

_FEW_WORDS = 4
_MOST_WORDS = 10
"""A longer question says itself what it is about."""
_WORD = re.compile(r"[^\W_]+")

_OPENING_WORDS = """
und aber oder dann dort da dafür dazu davon damit das dies diese dieser dieses er sie es ihn ihm
sein seine deren dessen auch noch sonst jetzt
and but or then there that this these those it its they them he she his her also else too
ve ama peki o bu şu onu bunu orada buna ona onun bunun onlar de da
"""
_OPENS = frozenset(_OPENING_WORDS.split())
_CLOSES = frozenset(
    {"das", "es", "dafür", "dazu", "dort", "denn", "dann", "that", "this", "it", "there", "them"}
    | {"then", "bu", "şu", "bunun", "orada"}
)
_INTRODUCES = frozenset({"ein", "eine", "einen", "einem", "einer", "a", "an", "bir"})
_POINTS_BACK = re.compile(
    # "is there" and "dabei sein" point nowhere, and neither does "da" that means "because".
    r"\b(?:da|dann|dort|dorthin|hierfür|dafür|dazu|davon|daran|darauf|darüber|dagegen)\b"
    # "das" is no article where no thing follows: "muss ich das auch begründen".
    r"|\b(?:das|dies) (?:alles|auch|dann|denn|eigentlich|hier|immer|jetzt|noch|nur|online|schon"
    r"|selbst|so|überhaupt|vorher|wieder|nicht|machen|tun|ab|am|an|auf|bei|beim|bis|für|im|in|mit"
    r"|per|um|von|vom|zu|zum|zur)\b"
    r"|\b(?:ich|wir|man) (?:sie|ihn|ihm|ihnen|es)\b"
    r"|\b(?:i|we|you|one) \w+ (?:it|them)\b|\b(?:for|with|about|of|to) (?:it|them|that)\b"
    # "How much does it cost?", "Wie lange ist er gültig?"
    r"|\b(?:is|are|does|do|did|will) (?:it|they) \w+\W*$"
    r"|\b(?:ist|sind|gilt|hat|wird|kostet) (?:er|sie|es) \w+\W*$"
    r"|\b(?:onu|bunu|ona|buna|onun|bunun|orada|oraya|onlar[ıi]?)\b",
    re.IGNORECASE,
)
_CLAUSES = re.compile(
    r"[,;:]|\b(?:wenn|falls|weil|nachdem|sobald|if|because|after|once|çünkü|eğer)\b", re.IGNORECASE
)
"""With these, a pointing word may point at another part of the question itself."""
_ASKED_ABOUT = tuple(
    re.compile(frame)
    for frame in (
        r"(?:was|wann|wo|wie|wer) \w+ (?:der|die|das|den|dem) (.+)",
        r"(?:was|wieviel) (?:kostet|kosten) (.+)",
        r"wie (?:viel|teuer) (?:kostet|kosten|ist|sind) (.+)",
        r"wo (?:ist|sind|liegt|liegen|finde ich) (.+)",
        r"wann (?:ist|sind|hat|haben|öffnet|schließt|kommt|beginnt) (.+)",
        r"(?:ist|sind|hat|haben) (?:der|die|das) (.+) (?:offen|auf|geöffnet|zu|geschlossen)",
        r"(?:ist|sind) (?:der|die|das) (.+) (?:frei|kostenlos|kostenfrei)",
        r"(?:what|when|where|who) \w+ the (.+)",
        r"how much (?:is|are|does|do|for) (.+?)(?: cost)?",
        r"where (?:is|are|do i find) (.+)",
        r"when (?:is|are|does|do) (.+?)(?: open| close| closed| start| begin)?",
        r"(?:is|are) (?:the )?(.+) (?:open|closed|free)",
        r"(.+) (?:ne kadar|ne zaman|nerede|nerde|kaçta|kaça|kaç (?:para|lira|euro)|nasıl)(?: \w+)?",
        r"(.+) (?:açık|kapalı|ücretli|ücretsiz|paralı|bedava) m[ıi]",
    )
)
"""Short questions after the price, place, time or way of a thing, with that thing."""
_NO_THING_WORDS = """
das dies es er sie ihn ihm alles offen auf zu geöffnet geschlossen schluss start einlass
genau ungefähr etwa insgesamt zusammen pro mehr weniger heute morgen übermorgen abends
wochenende feiertag feiertage feiertagen montag dienstag mittwoch donnerstag freitag samstag
sonnabend sonntag montags dienstags mittwochs donnerstags freitags samstags sonntags
kind kinder schüler studierende studenten jugendliche erwachsene senioren rentner familien
gruppen person personen
the a an it this that they he she him her one everything open closed free cost total exactly
today tomorrow weekend weekends holiday holidays monday tuesday wednesday thursday friday
saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays entry admission
child children student students kids teenagers adults seniors pensioners families groups
person per
en az çok fazla toplam yaklaşık tam tamamı hepsi her kişi başı başına sadece acaba
bugün yarın sabah akşam öğlen gün günü hafta haftasonu sonu tatil bayram bayramda pazartesi salı
çarşamba perşembe cuma cumartesi pazar pazarları cumartesileri
çocuk çocuklar öğrenci öğrenciler emekli emekliler yetişkin yetişkinler yaşlılar aileler
ücret ücreti ücretler ücretleri fiyat fiyatı fiyatlar fiyatları harç harcı masraf masrafı
bedel bedeli giriş girişi çıkış adres adresi yer yeri süre süresi saat saati saatler saatleri
numara numarası başvuru başvurusu kayıt kaydı randevu yenileme yenilemesi iptal iptali ödeme
ödemesi teslim teslimat form formu belge belgesi belgeler belgeleri evrak evraklar ceza cezası
indirim son ilk
"""
_NO_THING = frozenset(_NO_THING_WORDS.split())
"""Words that name no thing by themselves: days, groups of people, measures, and in Turkish what
belongs to a thing ("ücreti")."""
_HOW_OR_WHERE = re.compile(
    r"\b(?:ile|için|göre|sonra|önce|olarak)\b|(?:[dt][ea]n|[ıiuü]nd[ea]|yl[ea]|[^aeıioöuü]l[ea])$"
)
"""A Turkish way, place or purpose ("otobüsle", "internetten"), which is not what is asked about."""
_OF_SOMETHING = re.compile(
    r"(?:kosten|gebühr|gebühren|preise?|eintritt|tarife?|frist|fristen|zeiten|dauer|beginn|ende"
    r"|adresse|anschrift|nummer|anfahrt|eingang|unterlagen|nachweise?|antrag|formular|termine?"
    r"|meldung|verlängerung|abholung|zahlung|rückgabe|bearbeitung|prüfung|lieferung"
    r"|schluss|pause|stunden?|zeit|voraussetzung|voraussetzungen|ausnahmen?|ermäßigung"
    r"|ermäßigungen|strafe|unterschied"
    r"|costs?|fees?|prices?|deadline|hours|address|number|entrance|form|requirements?|difference"
    r"|penalty|discount|exceptions?)$",
    re.IGNORECASE,
)
"""What belongs to a thing that was named before: "Was kostet die Verlängerung?"."""
_ENDED = ("?", "!", ".")


def standalone_question(question: str, history: Sequence[HistoryMessage]) -> str:
    """The question with what it leans on: a short or pointing follow-up takes its subject along.

    "Und am Samstag?" after "Wann hat das Bürgerbüro offen?" searches for both, and so does "Und am
    Montag?" after that: the subject stands in the last question that leaned on none.
    """
    if not _leans(question):
        return question
    asked = [message.text for message in history if message.role == "person"]
    if not asked:
        return question
    subject = next((text for text in reversed(asked) if not _leans(text)), asked[-1])
    return f"{_ended(subject)} {_ended(question)}"


def _ended(text: str) -> str:
    """As people type, questions have no mark; together they need one to be told apart."""
    text = text.strip()
    return text if text.endswith(_ENDED) else f"{text}?"


def _leans(question: str) -> bool:
    """Whether it can hardly be understood alone.

    A short question with a thing of its own ("Was kostet ein Reisepass?", "Park yeri nerede?")
    begins a new subject.
    """
    # The Turkish "İ" would leave a letter and a lone dot.
    words = [word.lower() for word in _WORD.findall(question.replace("İ", "i"))]
    if not words:
        return False
    if words[0] in _OPENS or (words[-1] in _CLOSES and len(words) <= _FEW_WORDS + 3):
        return True
    one_clause = len(words) <= _MOST_WORDS and not _CLAUSES.search(question)
    if one_clause and _POINTS_BACK.search(question):
        return True
    if len(words) > _FEW_WORDS or any(word in _INTRODUCES for word in words[:-1]):
        return False
    return not _names_its_thing(" ".join(words))


def _names_its_thing(question: str) -> bool:
    """Whether a short question says what it is about: "Pasaport ne kadar?"."""
    for frame in _ASKED_ABOUT:
        if asked := frame.fullmatch(question):
            thing = asked[1]
            own = set(thing.split()) - _NO_THING
            return bool(own) and not (_OF_SOMETHING.search(thing) or _HOW_OR_WHERE.search(thing))
    return False
