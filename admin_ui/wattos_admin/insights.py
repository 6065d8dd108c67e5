"""Target groups and personas as the API under `/api/analytics` tells them, and their words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar, cast
from uuid import UUID

import msgspec

from wattos.database import fetch, tenant_scope
from wattos.errors import NotFound
from wattos.llm import AnswerStyle
from wattos_admin.page import key_of

if TYPE_CHECKING:
    from wattos_admin.view import View

API: Final = "/api/analytics"
Kind = Literal["target-groups", "personas"]
_T = TypeVar("_T")
_Told = TypeVar("_Told", "Group", "Persona")
_TITLES: Final = "select id, title from document where id = any($1)"
_STILL_THERE: Final = (
    "select id from document where id = any($1) "
    "union all select id from conversation where id = any($1)"
)
CLAIMS: Final = ("goals", "pains", "questions")
FIELD_WORDS: Final = {
    "name": key_of("Name"),
    "description": key_of("Description"),
    "goals": key_of("What they want"),
    "pains": key_of("What makes it hard"),
    "questions": key_of("What they ask"),
    "answering": key_of("How to answer"),
}
ORIGIN_WORDS: Final = {
    "analysis": key_of("by an analysis"),
    "edit": key_of("written by a person"),
    "decision": key_of("decided by a person"),
}
LENGTH_WORDS: Final = {
    "short": key_of("A sentence or two"),
    "normal": key_of("A short paragraph"),
    "full": key_of("Everything that belongs to it"),
}
ADDRESS_WORDS: Final = {
    "formal": key_of("Formal address"),
    "informal": key_of("Informal address"),
    "neutral": key_of("Address left open"),
}
FIRST_WORDS: Final = {
    "cost": key_of("Costs first"),
    "hours": key_of("Opening hours first"),
    "deadline": key_of("Deadlines first"),
    "duration": key_of("Duration first"),
    "contact": key_of("Contact first"),
}
STEADINESS_WORDS: Final = {
    "stable": key_of("Stable"),
    "fairly": key_of("Fairly stable"),
    "unsteady": key_of("Unsteady"),
    "unknown": key_of("Too little material to tell how stable"),
}
WEAK_WORDS: Final = {
    "splits": key_of(
        "Kept, but weak: when a fifth of the material is left out, it mostly falls apart. It may "
        "be several needs; more pages or requests about it will tell."
    ),
    "mixes": key_of(
        "Kept, but weak: when a fifth of the material is left out, it mostly runs together with "
        "other groups. Where it ends is open; more pages or requests about it will tell."
    ),
}
GAP_WORDS: Final = {
    "unanswered": key_of("Not answered"),
    "disliked": key_of("Disliked"),
    "not covered": key_of("Nothing in the material"),
}


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """A place in a document."""

    document_id: UUID
    chunk_id: UUID
    url: str
    quote: str
    title: str = ""
    """What the document is called now; empty where it is gone, and of a conversation."""


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """What an analysis says of a group or persona, for staff who read another language."""

    name: str
    description: str = ""
    goals: list[str] = []
    pains: list[str] = []
    channels: list[str] = []


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """A target group; shares and qualities are 0 to 1."""

    id: UUID
    name: str
    description: str
    languages: dict[str, float]
    size: int
    share: float
    confidence: float
    cohesion: float
    stability: float
    weak: Literal["splits", "mixes"] | None = None
    """What happens to a group that is unsteady, when it was measured."""
    terms: list[str]
    evidence: list[Evidence]
    edited: list[str]
    lost: list[str]
    lost_at: datetime | None = None
    language: str = ""
    also: dict[str, Words] = {}

    @property
    def steadiness(self) -> str:
        """A key of `STEADINESS_WORDS`, by the limits of Hennig (2007); 0 is not measured."""
        if self.stability >= 0.75:
            return "stable"
        if self.stability >= 0.6:
            return "fairly"
        return "unsteady" if self.stability else "unknown"

    @property
    def weakness(self) -> str:
        """The words, a key of the catalogue, that say why it is unsteady; empty where it is not."""
        return WEAK_WORDS[self.weak] if self.weak else ""

    def spoken(self, language: str) -> Group:
        """In the words for a language, but for what a person wrote; else as it stands."""
        words = self.also.get(language)
        if words is None:
            return self
        free = [field for field in ("name", "description") if field not in self.edited]
        return msgspec.structs.replace(self, **{field: getattr(words, field) for field in free})


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """One thing said about a persona."""

    text: str
    evidence: list[Evidence]


class Tone(msgspec.Struct, frozen=True, kw_only=True):
    """How to speak with a persona."""

    answering: AnswerStyle
    style: str


class Persona(msgspec.Struct, frozen=True, kw_only=True):
    """A role with a need."""

    id: UUID
    target_group_id: UUID
    name: str
    goals: list[Claim]
    pains: list[Claim]
    questions: list[Claim]
    evidence: list[Evidence]
    channels: list[Claim]
    tone: Tone
    knows_first: list[str] = []
    languages: list[str]
    edited: list[str]
    lost: list[str]
    language: str = ""
    also: dict[str, Words] = {}

    def spoken(self, language: str) -> Persona:
        """In the words for a language, but for what a person wrote; else as it stands.

        Questions stay in the words of those who ask.
        """
        words = self.also.get(language)
        if words is None:
            return self
        changed: dict[str, Any] = {} if "name" in self.edited else {"name": words.name}
        for field in ("goals", "pains", "channels"):
            claims: list[Claim] = getattr(self, field)
            texts: list[str] = getattr(words, field)
            if field not in self.edited and len(claims) == len(texts):
                changed[field] = [
                    msgspec.structs.replace(claim, text=text)
                    for claim, text in zip(claims, texts, strict=True)
                ]
        return msgspec.structs.replace(self, **changed)


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """A passage that a group's people need; `adapted` is the original unless a model put it."""

    evidence: Evidence
    language: str
    adapted: str
    method: str


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What a version says otherwise than the one before."""

    field: str
    before: Any
    after: Any


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """How a group or persona looked from a moment on."""

    number: int
    created_at: datetime
    origin: str
    changes: list[Change]
    content: dict[str, Any]


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """A field that a person wrote and about which the analysis now says something else."""

    field: str
    current: Any
    proposed: Any
    lost: bool


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """Something that people ask and the material does not answer."""

    question: str
    language: str
    reason: str
    evidence: Evidence


class Analysis(msgspec.Struct, frozen=True, kw_only=True):
    """One look at all sources."""

    id: UUID
    created_at: datetime
    state: str
    counts: dict[str, int]
    trials: list[dict[str, float]]
    gaps: list[Gap]
    error: str | None = None


async def read(view: View, path: str, kind: type[_T], **query: Any) -> _T:
    """What an address below the API answers; raises `NotFound` where there is nothing."""
    found = await view.api.get(f"{API}/{path}", **query)
    if found is None:
        raise NotFound("There is no such page here.", given=path)
    named = {UUID(place["document_id"]) for place in _places(found)}
    async with tenant_scope(view.tenant_id):
        titles = {row["id"]: row["title"] for row in await fetch(_TITLES, list(named))}
    for place in _places(found):
        place["title"] = titles.get(UUID(place["document_id"]), "")
    return msgspec.convert(found, kind)


def _places(found: Any) -> Iterator[dict[str, Any]]:
    """Every `Evidence` in an answer of the API, however deep it stands."""
    if isinstance(found, list):
        for one in cast("list[Any]", found):
            yield from _places(one)
    elif isinstance(found, dict):
        known = cast("dict[str, Any]", found)
        if "chunk_id" in known and "quote" in known:
            yield known
        for one in known.values():
            yield from _places(one)


async def with_sources(view: View, found: Sequence[_Told]) -> list[_Told]:
    """Those of which a page, a document or a conversation is left.

    Deleted sources leave groups behind until the next analysis, and lost ones for ever.
    """
    named = {place.document_id for one in found for place in one.evidence}
    async with tenant_scope(view.tenant_id):
        there = {row["id"] for row in await fetch(_STILL_THERE, list(named))}
    return [
        one
        for one in found
        if not one.evidence or any(place.document_id in there for place in one.evidence)
    ]


def said(content: Mapping[str, Any], field: str) -> Any:
    """What a stored content says of a field, in the form in which it is edited."""
    if field == "answering":
        return content["tone"]["answering"]
    if field in CLAIMS:
        return [claim["text"] for claim in content[field]]
    return content[field]


def lines(view: View, value: Any) -> list[str]:
    """A field's value as lines to read."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [str(one) for one in value]  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    style = msgspec.convert(value, AnswerStyle, from_attributes=True)
    found = [LENGTH_WORDS[style.length], ADDRESS_WORDS[style.address]]
    found += [key_of("Plain language")] if style.plain else []
    return [view._(key) for key in (*found, *(FIRST_WORDS[one] for one in style.first))]
