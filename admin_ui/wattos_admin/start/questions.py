"""Questions that a tenant's material answers, made of it and tried before anybody sees them.

A heading that is a question is taken as it stands. Otherwise a page's title and what its text
speaks of (a price, opening hours, papers to bring) make one, in a form that suits every title.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final
from uuid import UUID

from wattos.agents import AgentTurn
from wattos.errors import WattosError
from wattos.knowledge import ChunkView, DocumentView

if TYPE_CHECKING:
    from wattos.events import TurnEvent
    from wattos.platform import Platform
    from wattos.tenancy import Tenant

LANGUAGES: Final = ("de", "en", "tr")
WANTED: Final = 3
MOST_TRIES: Final = 9
MOST_DOCUMENTS: Final = 40
_TITLE_TAIL: Final = re.compile(r"\s+[|–—·]\s+.*$|\s+-\s+.*$|\s*\((?:PDF|DOCX).*\)$", re.IGNORECASE)
_LEGAL: Final = re.compile(
    r"^willkommen|^welcome|^startseite|^home\b|impressum|datenschutz|imprint|privacy|barrierefreiheit|cookie|sitemap|agb|terms|\b404\b",
    re.IGNORECASE,
)

# What a text speaks of, and the question about it, most telling first.
_CUES: Final[dict[str, tuple[tuple[re.Pattern[str], str], ...]]] = {
    "de": (
        (re.compile(r"\d\s*(?:€|Euro\b)|\bEUR\s*\d"), "{title}: Was kostet das?"),
        (
            re.compile(r"mitbringen|benötigte Unterlagen|Erforderliche Unterlagen", re.IGNORECASE),
            "{title}: Welche Unterlagen brauche ich?",
        ),
        (re.compile(r"Öffnungszeit|geöffnet", re.IGNORECASE), "{title}: Wann ist geöffnet?"),
        (re.compile(r"\bFrist\b|spätestens|innerhalb von"), "{title}: Welche Frist gilt?"),
        (re.compile(r"beantrag|Antrag stellen"), "{title}: Wie beantrage ich das?"),
    ),
    "en": (
        (re.compile(r"[€$£]\s?\d|\d\s*(?:€|euros?\b)"), "{title}: What does it cost?"),
        (
            re.compile(r"please bring|documents (?:you )?need|required documents", re.IGNORECASE),
            "{title}: Which documents do I need?",
        ),
        (re.compile(r"opening hours|open from", re.IGNORECASE), "{title}: When is it open?"),
        (re.compile(r"deadline|at the latest|within \d+"), "{title}: Which deadline applies?"),
        (re.compile(r"\bapply\b", re.IGNORECASE), "{title}: How do I apply?"),
    ),
}
_OFF_TOPIC: Final[dict[str, tuple[str, ...]]] = {
    "de": (
        "Was kostet ein Flug nach Lissabon?",
        "Wie wird das Wetter am nächsten Wochenende?",
        "Wie hoch ist der Eiffelturm?",
    ),
    "en": (
        "What does a flight to Lisbon cost?",
        "What will the weather be like next weekend?",
        "How tall is the Eiffel Tower?",
    ),
}


class Trial:
    """Asks the tenant's first agent in this process; nothing is kept as a conversation."""

    def __init__(self, platform: Platform, tenant_id: UUID, language: str) -> None:
        self._platform = platform
        self._tenant_id = tenant_id
        self.language = language if language in _CUES else "en"

    async def answered(self) -> list[str]:
        """Up to three questions that are answered with a source, each of another document."""
        found: list[str] = []
        for tries, question in enumerate(await self._candidates()):
            if len(found) == WANTED or tries == MOST_TRIES:
                break
            if await self._is_answered(question):
                found.append(question)
        return found

    async def refused(self) -> str | None:
        """A question that the agent says it has no source for."""
        for question in _OFF_TOPIC[self.language]:
            if await self._is_answered(question) is False:
                return question
        return None

    async def _candidates(self) -> list[str]:
        knowledge = self._platform.knowledge
        documents = await knowledge.documents(self._tenant_id, state="ready", limit=200)
        chosen = [
            document
            for document in sorted(documents, key=lambda document: (document.depth, document.id))
            if document.language in (self.language, "") and not _LEGAL.search(document.title)
        ]
        verbatim: list[str] = []
        made: list[str] = []
        for document in chosen[:MOST_DOCUMENTS]:
            chunks = await knowledge.chunks(self._tenant_id, document.id)
            verbatim += list(headings_that_ask(chunks))[:1]
            made += question_about(document, chunks, self.language)
        return mixed(verbatim, made)

    async def _is_answered(self, question: str) -> bool | None:
        """Whether a source answers it; None when it could not be asked."""
        try:
            answer = await self._platform.runtime.run(
                AgentTurn(tenant_id=self._tenant_id, question=question, language=self.language),
                _ignore,
            )
        except WattosError:
            return None
        return bool(answer.citations) and not answer.abstained


async def main_language(platform: Platform, tenant: Tenant) -> str:
    """The language most of the material is written in, the tenant's where that is unclear."""
    documents = await platform.knowledge.documents(tenant.id, state="ready", limit=200)
    counted = Counter(one.language for one in documents if one.language in LANGUAGES)
    return counted.most_common(1)[0][0] if counted else tenant.language


def headings_that_ask(chunks: Sequence[ChunkView]) -> Iterator[str]:
    """Headings that are questions, in the words of the page."""
    seen: set[str] = set()
    for chunk in chunks:
        for heading in chunk.heading_path:
            if heading.endswith("?") and 12 <= len(heading) <= 90 and heading not in seen:
                seen.add(heading)
                yield heading


def question_about(document: DocumentView, chunks: Sequence[ChunkView], language: str) -> list[str]:
    """A question that the document's text seems to answer, if there is one."""
    title = _TITLE_TAIL.sub("", document.title).strip()
    if not 3 <= len(title) <= 60:
        return []
    text = " ".join(chunk.text for chunk in chunks)[:20_000]
    return [form.format(title=title) for cue, form in _CUES[language] if cue.search(text)][:1]


def mixed(verbatim: Sequence[str], made: Sequence[str]) -> list[str]:
    """Questions of people's own wording first, then of as many kinds as there are."""
    by_kind: dict[str, list[str]] = {}
    for question in made:
        by_kind.setdefault(question.rpartition(": ")[2], []).append(question)
    rounds = max((len(kind) for kind in by_kind.values()), default=0)
    turns = [kind[i] for i in range(rounds) for kind in by_kind.values() if i < len(kind)]
    return list(dict.fromkeys([*verbatim[:2], *turns, *verbatim[2:]]))


async def _ignore(_event: TurnEvent) -> None:
    """The trial shows nobody anything."""
