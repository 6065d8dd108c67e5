"""Whom to call or write to, and what to bring."""

from __future__ import annotations

from collections.abc import Sequence

from wattos.llm import RecordSource
from wattos.records import Contact, Requirement
from wattos_offline.question import Question
from wattos_offline.records.intent import Kind, Wish
from wattos_offline.records.stating import Statement, of_kind
from wattos_offline.records.subjects import fit_of, label_of
from wattos_offline.records.wording import say, word

_MOST_WORDS = 90


def answer_contact(
    records: Sequence[RecordSource], question: Question, wish: Wish
) -> Statement | None:
    """The number or address of the office or person that is named; None when two differ."""
    if not wish.subject:
        return None
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
    """The pieces that the question asks for: a number, a mail address, or both."""
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
