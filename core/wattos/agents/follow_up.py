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
    r"|\b(?:onu|bunu|ona|buna|onun|bunun|orada|oraya|onlar[ıi]?)\b",
    re.IGNORECASE,
)
_CLAUSES = re.compile(
    r"[,;:]|\b(?:wenn|falls|weil|nachdem|sobald|if|because|after|once|çünkü|eğer)\b", re.IGNORECASE
)
"""With these, a pointing word may point at another part of the question itself."""
_NAMES_ITS_THING = re.compile(
    r"(?:was|wann|wo|wie|wer) \w+ (?:der|die|das|den|dem) (\w{4,})"
    r"|(?:what|when|where|who) \w+ the (\w{4,})",
    re.IGNORECASE,
)
_OF_SOMETHING = re.compile(
    r"(?:kosten|gebühr|gebühren|preise?|eintritt|tarife?|frist|fristen|zeiten|dauer|beginn|ende"
    r"|adresse|anschrift|nummer|anfahrt|eingang|unterlagen|nachweise?|antrag|formular|termine?"
    r"|meldung|verlängerung|abholung|zahlung|rückgabe|bearbeitung|prüfung|lieferung"
    r"|voraussetzung|voraussetzungen|ausnahmen?|ermäßigung|ermäßigungen|strafe|unterschied"
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

    A short question with a thing of its own ("Was kostet ein Reisepass?", "Was kostet die
    Hundesteuer?") begins a new subject.
    """
    words = [word.lower() for word in _WORD.findall(question)]
    if not words:
        return False
    if words[0] in _OPENS or (words[-1] in _CLOSES and len(words) <= _FEW_WORDS + 3):
        return True
    one_clause = len(words) <= _MOST_WORDS and not _CLAUSES.search(question)
    if one_clause and _POINTS_BACK.search(question):
        return True
    if len(words) > _FEW_WORDS or any(word in _INTRODUCES for word in words[:-1]):
        return False
    named = _NAMES_ITS_THING.fullmatch(" ".join(words))
    return named is None or bool(_OF_SOMETHING.search(" ".join(words)))
