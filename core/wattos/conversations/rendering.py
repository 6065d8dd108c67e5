"""An answer as a channel can show it: its dialect, its length, its buttons."""

from __future__ import annotations

import re
from collections.abc import Sequence
from uuid import UUID

import msgspec

from wattos.conversations.channels import Capabilities
from wattos.conversations.plain_text import plain_text
from wattos.conversations.splitting import split_text
from wattos.conversations.texts import PAGE, REPLY_WITH_NUMBER, SOURCES, localized
from wattos.events import Citation, Suggestion

_MARKS = re.compile(r"([\\`*_\[\]<>#|])")
_HARD_BREAK = "  \n"


class OutgoingAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What an outbox row of a push channel holds: the answer as it stood when its turn ended.

    `delivered` are the channel's ids (or None) of the messages that have left, `disclosed` whether
    the first of them said that an AI answers. A colleague's message belongs to no turn and is
    `by_person`; an answer that `hands_over` says that a person is asked for, so it is sent although
    the bot keeps silent from then on.
    """

    turn_id: UUID | None = None
    text: str
    language: str | None = None
    citations: list[Citation] = []
    suggestions: list[Suggestion] = []
    delivered: list[str | None] = []
    disclosed: bool = False
    by_person: bool = False
    hands_over: bool = False


def render(
    answer: OutgoingAnswer, capabilities: Capabilities, *, disclosure: str | None = None
) -> list[str]:
    """The texts of the messages that show an answer, in order.

    The disclosure comes first, then the answer, its sources by their numbers, and the suggestions
    for which the channel has no buttons.
    """
    parts = [
        f"*{disclosure}*" if disclosure else "",
        answer.text,
        _sources(answer.citations, answer.language),
        _choices(numbered(answer.suggestions, capabilities), answer.language),
    ]
    markdown = "\n\n".join(part for part in parts if part)
    text = markdown if capabilities.markup == "markdown" else plain_text(markdown)
    return split_text(text, capabilities.max_length)


def numbered(suggestions: Sequence[Suggestion], capabilities: Capabilities) -> list[Suggestion]:
    """The suggestions that become numbered text, because the buttons do not suffice."""
    return list(suggestions[capabilities.buttons :])


def _sources(citations: Sequence[Citation], language: str | None) -> str:
    numbers: dict[tuple[str, str, int | None], str] = {}
    for number, citation in enumerate(citations, start=1):
        key = (citation.title, citation.url, citation.page)
        numbers[key] = f"{numbers.get(key, '')}\\[{number}\\]"
    lines = [
        f"{marks} {_source(title, url, page, language)}"
        for (title, url, page), marks in numbers.items()
    ]
    return _HARD_BREAK.join([f"{localized(SOURCES, language)}:", *lines]) if lines else ""


def _source(title: str, url: str, page: int | None, language: str | None) -> str:
    name = _literal(title)
    if page is not None:
        name += f", {localized(PAGE, language)} {page}"
    is_web = url.startswith(("http://", "https://"))
    return f"{name}: <{url}>" if is_web and not re.search(r"[\s<>]", url) else name


def _choices(suggestions: Sequence[Suggestion], language: str | None) -> str:
    lines = [
        f"{number}. {_literal(suggestion.label)}"
        for number, suggestion in enumerate(suggestions, start=1)
    ]
    return f"{localized(REPLY_WITH_NUMBER, language)}:\n\n" + "\n".join(lines) if lines else ""


def _literal(text: str) -> str:
    """`text` as Markdown that shows exactly it."""
    return _MARKS.sub(r"\\\1", text)
