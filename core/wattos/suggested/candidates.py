"""Questions that a tenant's material seems to answer.

A heading that is a question is taken as it stands. Otherwise the title of a page and what it holds
(a record such as a fee, or words that speak of one) make a question in the language of who is to
ask it. The title stands before the question, so that it reads well whatever its gender and case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID

import msgspec

from wattos.knowledge import ChunkView, DocumentView, RecordView

LANGUAGES: Final = ("de", "en", "tr")
_TITLE_TAIL: Final = re.compile(r"\s+[|–—·]\s+.*$|\s+-\s+.*$|\s*\((?:PDF|DOCX).*\)$", re.IGNORECASE)
_LONGEST_NAME: Final = 4
"""Words of a title that names a thing; a longer one mostly tells news."""
_QUOTES: Final = re.compile(r"[„“”\"«»]")
_ASKS: Final = re.compile(
    r"\b(?:w(?:er|en|em|as|ann|o|ohin|ie|ieso|arum|elche[mnrs]?)|kann|können|darf|dürfen|muss|"
    r"müssen|soll|gibt|brauche|habe|werde|what|when|where|who|how|why|which|can|may|must|do|does|"
    r"is|are|will|ne|nasıl|nerede|kim|hangi|kaç|neden|m[ıiuü])\b",
    re.IGNORECASE,
)
_LEGAL: Final = re.compile(
    r"^willkommen|^welcome|^startseite|^home\b|impressum|datenschutz|imprint|privacy|"
    r"barrierefreiheit|cookie|sitemap|agb|terms|\b404\b|künye|gizlilik|hoş geldiniz|"
    r"\barchiv|\bnews\b|\baktuell|\bpresse|\bhaberler\b",
    re.IGNORECASE,
)
_CONTACT: Final = re.compile(
    r"kontakt|contact|iletişim|ansprechpartner|erreichen|reach us|ulaşım", re.IGNORECASE
)
"""A page that says how to reach somebody; what it speaks of beside opening hours is elsewhere."""

_FORMS: Final[dict[str, dict[str, str]]] = {
    "fee": {
        "de": "{title}: Was kostet das?",
        "en": "{title}: what does it cost?",
        "tr": "{title}: ücreti ne kadar?",
    },
    "requirement": {
        "de": "{title}: Welche Unterlagen brauche ich?",
        "en": "{title}: which documents do I need?",
        "tr": "{title}: hangi belgeler gerekli?",
    },
    "hours": {
        "de": "{title}: Wann ist geöffnet?",
        "en": "{title}: when is it open?",
        "tr": "{title}: ne zaman açık?",
    },
    "deadline": {
        "de": "{title}: Welche Frist gilt?",
        "en": "{title}: which deadline applies?",
        "tr": "{title}: son tarih ne zaman?",
    },
    "apply": {
        "de": "{title}: Wie beantrage ich das?",
        "en": "{title}: how do I apply?",
        "tr": "{title}: nasıl başvurabilirim?",
    },
}
"""What is asked, most telling first; all but `apply` are kinds of records too."""

_WORDS: Final[dict[str, dict[str, str]]] = {
    "fee": {
        "de": r"\d\s*(?:€|Euro\b)|\bEUR\s*\d",
        "en": r"[€$£]\s?\d|\d\s*(?:€|euros?\b)",
        "tr": r"\d\s*(?:€|Euro\b|avro|TL\b)",
    },
    "requirement": {
        "de": r"(?i)mitbringen|benötigte Unterlagen|Erforderliche Unterlagen",
        "en": r"(?i)please bring|documents (?:you )?need|required documents",
        "tr": r"(?i)gerekli belge|yanınızda getir",
    },
    "hours": {
        "de": r"(?i)Öffnungszeit|geöffnet",
        "en": r"(?i)opening hours|open from",
        "tr": r"(?i)çalışma saat|açılış saat|saatleri arasında",
    },
    "deadline": {
        "de": r"\bFrist\b|spätestens|innerhalb von",
        "en": r"deadline|at the latest|within \d+",
        "tr": r"(?i)en geç|son tarih|içinde başvur",
    },
    "apply": {"de": r"beantrag|Antrag stellen", "en": r"(?i)\bapply\b", "tr": r"(?i)başvuru"},
}


class Candidate(msgspec.Struct, frozen=True):
    """A question, the document that seems to answer it, and what it asks for."""

    question: str
    document_id: UUID
    kind: str = ""


def is_about_something(document: DocumentView) -> bool:
    """Whether a visitor may want to know something of it: no imprint, no start page."""
    return not _LEGAL.search(document.title)


def headings_that_ask(chunks: Sequence[ChunkView]) -> Iterator[str]:
    """Headings that are questions, in the words of the page."""
    seen: set[str] = set()
    for chunk in chunks:
        for heading in chunk.heading_path:
            if _says_what_it_is_about(heading) and heading not in seen:
                seen.add(heading)
                yield heading


def _says_what_it_is_about(heading: str) -> bool:
    """ "Wann anmelden?" asks well below its page's title only, "New and strange here?" nothing."""
    is_question = heading.endswith("?") and _ASKS.search(heading) is not None
    return is_question and len(heading) <= 90 and len(heading.split()) >= 4


def question_about(
    document: DocumentView, chunks: Sequence[ChunkView], language: str
) -> list[Candidate]:
    """A question that the document's text seems to answer, if there is one."""
    title = _short(document.title)
    text = " ".join(chunk.text for chunk in chunks)[:20_000]
    if title is None:
        return []
    return [
        Candidate(form[language].format(title=title), document.id, kind)
        for kind, form in _FORMS.items()
        if kind == "hours" or not _CONTACT.search(title)
        if re.search(_WORDS[kind][language], text)
    ][:1]


def questions_of_records(records: Sequence[RecordView], language: str) -> Iterator[Candidate]:
    """A question for each document with records of a kind that is asked for, kinds in turn."""
    seen: set[UUID] = set()
    for record in records:
        form = _FORMS.get(record.kind)
        title = _short(record.title)
        if form is None or title is None or _LEGAL.search(title) or record.document_id in seen:
            continue
        seen.add(record.document_id)
        question = form[language].format(title=title)
        yield Candidate(question, record.document_id, record.kind)


def mixed(verbatim: Sequence[Candidate], made: Sequence[Candidate]) -> list[Candidate]:
    """Questions of people's own wording first, then of as many kinds as there are; none twice."""
    by_kind: dict[str, list[Candidate]] = {}
    for candidate in made:
        by_kind.setdefault(candidate.kind, []).append(candidate)
    rounds = max((len(kind) for kind in by_kind.values()), default=0)
    turns = [kind[i] for i in range(rounds) for kind in by_kind.values() if i < len(kind)]
    ordered = [*verbatim[:2], *turns, *verbatim[2:]]
    return list({candidate.question: candidate for candidate in ordered}.values())


def _short(title: str) -> str | None:
    short = _QUOTES.sub("", _TITLE_TAIL.sub("", title)).strip()
    is_name = 3 <= len(short) <= 60 and len(short.split()) <= _LONGEST_NAME
    return short if is_name else None
