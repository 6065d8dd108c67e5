"""Where to go when there is no answer: the likely page, and whom to ask."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from wattos.agents.wording import (
    ASK_AT,
    ASK_DIFFERENTLY,
    CONTACT_QUERY,
    LIKELY_PAGE,
    PHONE,
    say,
)
from wattos.llm import Passage
from wattos.verified import profile_of

# The minutes of "9:00 - 18:00" are no number.
_PHONE = re.compile(r"(?<![\w.,:/-])(?:\+\d|0)(?=(?:[ /()-]*\d){5})\d[\d /()-]{4,}\d(?![\w,.:]\d)")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_CONTACT_PAGE = re.compile(
    r"kontakt|impressum|erreichen|anfahrt|contact|imprint|reach us|directions|iletişim|iletisim"
    r"|künye|ulaşım",
    re.IGNORECASE,
)
_SHARED = 0.5
"""Of the words that a question is about; a page that shares fewer is about something else."""
_SHORTEST = 4
"""Letters of a word that part of a compound is known by: "Boot" in "Drachenboot"."""
_PAGES_READ = 5
_TOLD = frozenset({"ticket", "conversation"})


def contact_query(language: str) -> str:
    """What finds the organisation's contact page; `language` is the organisation's own."""
    return say(CONTACT_QUERY, language)


def next_step(
    question: str, language: str, passages: Sequence[Passage], contacts: Sequence[Passage]
) -> str:
    """One or two sentences in the person's language; they answer nothing and cite nothing.

    `passages` were found for the question, `contacts` for `contact_query`. The page comes from the
    passages that share words with the question, those in the person's language first; phone or
    mail from that page, else from the contacts.
    """
    page = _likely_page(question, language, passages)
    own = [
        passage
        for passage in passages
        # A page's mail address alone may be for applications or the press.
        if page and passage.document_id == page.document_id and _PHONE.search(passage.text)
    ]
    sentences: list[str] = []
    if page is not None:
        sentences.append(say(LIKELY_PAGE, language).format(page=_link(page)))
    general = sorted(_pages(contacts), key=lambda passage: not is_contact_page(passage))
    ways = _ways(own, language) or _ways(general, language)
    if ways:
        sentences.append(say(ASK_AT, language).format(ways=ways))
    return " ".join(sentences)


def ask_differently(language: str) -> str:
    """The last resort where nothing and nobody can be named."""
    return say(ASK_DIFFERENTLY, language)


def _likely_page(question: str, language: str, passages: Sequence[Passage]) -> Passage | None:
    """The first page about the question's subject; asking words ("was kostet") are none of it.

    Across languages shared words tell nothing, so there only the best passage is trusted.
    """
    subject = profile_of(question, language).subject
    for page in _pages(passages)[:_PAGES_READ]:
        if page.language in {"", language} and _is_about(page, subject, language):
            return page
    best = _pages(passages[:1])
    return best[0] if best and best[0].language not in {"", language} else None


def _pages(passages: Iterable[Passage]) -> list[Passage]:
    """What people may be sent to: nobody's ticket or chat."""
    return [passage for passage in passages if passage.source_kind not in _TOLD and passage.title]


def is_contact_page(passage: Passage) -> bool:
    """Whether a page tells how the organisation is reached.

    One department's number is no help with another's business.
    """
    return _CONTACT_PAGE.search(f"{passage.title} {passage.url}") is not None


def _is_about(page: Passage, subject: Sequence[str], language: str) -> bool:
    """Whether the page's title names a word of the subject, or its text at least half of them."""
    if not subject:
        return False
    titles = profile_of(page.title, language).subject
    if any(_names(word, title) for word in subject for title in titles):
        return True
    said = set(profile_of(" ".join((*page.heading_path, page.text)), language).subject)
    return len(said.intersection(subject)) >= _SHARED * len(subject)


def _names(word: str, title: str) -> bool:
    """One word, or a compound that the title begins or ends with, or whose kind it is."""
    if word == title:
        return True
    whole = len(word) >= _SHORTEST and (title.startswith(word) or title.endswith(word))
    return whole or (len(title) >= _SHORTEST and word.endswith(title))


def _link(page: Passage) -> str:
    title = page.title.replace("[", "(").replace("]", ")")
    if not page.url.startswith(("https://", "http://")):
        return f"„{title}“"
    address = re.sub(r"[\s()<>]", lambda sign: f"%{ord(sign.group()):02X}", page.url)
    return f"[{title}]({address})"


def _ways(passages: Sequence[Passage], language: str) -> str:
    """Phone and mail of the first passage that has either."""
    for passage in passages:
        phone, mail = _PHONE.search(passage.text), _MAIL.search(passage.text)
        ways = [f"{say(PHONE, language)} {phone.group().strip()}"] if phone else []
        ways += [mail.group()] if mail else []
        if ways:
            return ", ".join(ways)
    return ""
