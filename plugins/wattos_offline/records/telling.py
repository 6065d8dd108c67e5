"""Whom to call or write to, and what to bring."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wattos.llm import RecordSource
from wattos.records import Contact, Requirement
from wattos_offline.question import Question
from wattos_offline.records.intent import Kind, Wish
from wattos_offline.records.own import names_own_house, own_contacts
from wattos_offline.records.stating import Statement, of_kind
from wattos_offline.records.subjects import fit_of, label_of
from wattos_offline.records.wording import say, word
from wattos_offline.words import lower

_MOST_WORDS = 90
_OWN_OFFICE = re.compile(
    r"(?:vereins)?(?:geschäftsstelle|büro|sekretariat)|zentrale|verein|club"
    r"|office|headquarters|club|association|society|organi[sz]ation"
    r"|(?:ofis|dernek|derneğ|kulüp|kulüb|büro|merkez)\w*|sekreter\w*",
    re.IGNORECASE,
)
"""The desk of the organisation itself, in the words of who asks and of who writes."""
_UNTOLD = re.compile(r"[\s/()–-]")


def answer_contact(
    records: Sequence[RecordSource], question: Question, wish: Wish
) -> Statement | None:
    """How to reach the office or person that is named, or where it is; None when two differ.

    Words such as "the office", "the club" name the organisation's own desk in any language, and who
    names nobody asks for the organisation itself.
    """
    if not wish.subject:
        return _agreed(own_contacts(records), question, wish)
    if all(_OWN_OFFICE.fullmatch(lower(asked.text, question.language)) for asked in wish.subject):
        return _own_office(records, question, wish)
    named = _named_office(records, question, wish)
    if named is None and names_own_house(wish.subject, question.language):
        return _agreed(own_contacts(records), question, wish)
    return named


def _own_office(
    records: Sequence[RecordSource], question: Question, wish: Wish
) -> Statement | None:
    """The desk that the page calls so; None where there is none, or where two differ."""
    return _agreed(
        [
            (source, contact)
            for source, contact in of_kind(records, Contact)
            if _OWN_OFFICE.fullmatch(contact.office.strip())
        ],
        question,
        wish,
    )


def _agreed(
    found: Sequence[tuple[RecordSource, Contact]], question: Question, wish: Wish
) -> Statement | None:
    """The fullest of the contacts, where no other says anything else."""
    if not found:
        return None
    source, contact = max(found, key=lambda each: len(_ways(each[1], wish.kind)))
    ways = _ways(contact, wish.kind)
    if not ways or not all(_ways(other, wish.kind) <= ways for _, other in found):
        return None
    told = _told(contact, wish.kind, question.language)
    text = f"{contact.office}: {told}" if contact.office else told[:1].upper() + told[1:]
    return Statement(f"{text}.", (source,))


def _ways(contact: Contact, kind: Kind) -> frozenset[str]:
    """What the question asks for, told apart by digits and letters alone."""
    phones = contact.phones if kind in ("phone", "contact") else ()
    mails = contact.mails if kind in ("mail", "contact") else ()
    place = (contact.address,) if kind == "place" and contact.address else ()
    return frozenset(_UNTOLD.sub("", way.lower()) for way in (*phones, *mails, *place))


def _named_office(
    records: Sequence[RecordSource], question: Question, wish: Wish
) -> Statement | None:
    found: list[tuple[float, RecordSource, Contact, str]] = []
    for source, contact in of_kind(records, Contact):
        own = " ".join([contact.office, contact.person]).strip() or label_of(source)
        fit = fit_of(wish.subject, source, own=own, language=question.language)
        told = _told(contact, wish.kind, question.language)
        if fit.own == 1.0 and fit.named >= 0.5 and told:
            found.append((fit.named, source, contact, told))
    if not found:
        return None
    best = max(found, key=lambda each: each[0])
    if len({told for named, _, _, told in found if named == best[0]}) > 1:
        return None
    _, source, contact, told = best
    name = contact.office or contact.person or label_of(source)
    return Statement(f"{name}: {told}.", (source,))


def _told(contact: Contact, kind: Kind, language: str) -> str:
    """The pieces that the question asks for: a number, a mail address, or both; or the way."""
    if kind == "place":
        return contact.address
    pieces: list[str] = []
    if contact.phones and kind in ("phone", "contact"):
        pieces.append(f"{word('phone', language)} {' / '.join(contact.phones)}")
    if contact.mails and kind in ("mail", "contact"):
        pieces.append(f"{word('mail', language)} {' / '.join(contact.mails)}")
    return ", ".join(pieces)


def answer_requirement(
    records: Sequence[RecordSource], question: Question, wish: Wish
) -> Statement | None:
    """The list of what to bring, when the question names just its service."""
    if not wish.subject:
        return None
    found: list[tuple[float, RecordSource, Requirement]] = []
    for source, needed in of_kind(records, Requirement):
        own = f"{source.subject} {source.place.title}"
        fit = fit_of(wish.subject, source, own=own, language=question.language)
        if fit.own == 1.0 and fit.named >= 0.5 and len(needed.items) > 1:
            found.append((fit.named, source, needed))
    best = max((named for named, _, _ in found), default=0.0)
    chosen = [(source, needed) for named, source, needed in found if named == best]
    if len(chosen) != 1 or len(chosen[0][0].place.text.split()) > _MOST_WORDS:
        return None
    source, needed = chosen[0]
    lines = [f"- {item}" for item in needed.items]
    opening = say("bring", question.language, title=source.place.title)
    return Statement("\n".join([opening, *lines]), (source,))
