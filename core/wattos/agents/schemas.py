"""Agents, their versions and characters; a turn as it goes in and the answer that comes out."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from wattos.access import Principal
from wattos.events import Citation, Reading, Suggestion, Usage
from wattos.knowledge import KnowledgeFilter
from wattos.llm import AnswerStyle

AgentState = Literal["draft", "published", "archived"]
UnsupportedPolicy = Literal["mark", "drop"]


class SearchHelp(msgspec.Struct, frozen=True, kw_only=True):
    """Where a language model helps to find passages; each costs one more model call a turn.

    `rewrite` puts a follow-up question into words that stand alone, `rerank` reads the best
    passages and orders them. Both need a language model for the purposes `rewriting` and
    `reranking`; without one, or when it fails, the search does what it does without them.
    """

    rewrite: bool = False
    rerank: bool = False


class AgentSpec(msgspec.Struct, frozen=True, kw_only=True):
    """What makes an agent answer the way it does; a version keeps one, unchanged for ever."""

    instructions: str = ""
    """What the agent is for and how it should answer, in the tenant's words."""
    language: str = "de"
    """ISO 639-1; used when the language of a question cannot be told."""
    languages: tuple[str, ...] = ()
    """Languages it answers in; empty means whichever language the question is in."""
    tone: str = ""
    style: str = ""
    """How long and in which form to answer, for example "short, with steps"."""
    answering: AnswerStyle = AnswerStyle()
    """Length, language and order of answers, in terms that every model follows."""
    unsupported: UnsupportedPolicy = "mark"
    """What happens to a language model's sentence that its source does not support: a note follows
    it, or it is left out (then text is shown sentence by sentence)."""
    tools: tuple[str, ...] = ()
    """Names of the tools it may use."""
    knowledge: KnowledgeFilter | None = None
    """What it may search; None is everything of the tenant."""
    opening_topic: dict[str, str] = {}
    """What a first question that names nothing is about ("Was kostet das?"), by language; without
    an entry in the question's language the one in `language` holds."""
    search: SearchHelp = SearchHelp()
    """What a language model does for its search."""
    model: str | None = None
    """A model ("provider/model") to prefer; None follows the tenant's route."""
    greeting: dict[str, str] = {}
    """First words by language."""


class AgentType(msgspec.Struct, frozen=True, kw_only=True):
    """A starting point for new agents, offered by a plugin; names and descriptions by language."""

    name: str
    names: dict[str, str]
    description: dict[str, str]
    spec: AgentSpec


class NewCharacter(msgspec.Struct, frozen=True, kw_only=True):
    """How an agent presents itself; `voice_id` and `avatar_url` serve speech and picture."""

    name: str
    tone: str = ""
    greeting: dict[str, str] = {}
    language: str = "de"
    voice_id: str | None = None
    avatar_url: str | None = None


class Character(NewCharacter, frozen=True, kw_only=True):
    """A stored character."""

    id: UUID
    created_at: datetime


class NewAgent(msgspec.Struct, frozen=True, kw_only=True):
    """An agent to be made as a draft, with its first version.

    `slug` is made from the name when empty; it names the agent in addresses and never changes.
    """

    name: str
    spec: AgentSpec
    slug: str = ""
    description: str = ""
    character_id: UUID | None = None
    persona_id: UUID | None = None


class AgentChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to change about an agent itself; fields that are left out stay."""

    name: str | msgspec.UnsetType = msgspec.UNSET
    description: str | msgspec.UnsetType = msgspec.UNSET
    character_id: UUID | msgspec.UnsetType | None = msgspec.UNSET


class Agent(msgspec.Struct, frozen=True, kw_only=True):
    """An agent as the tenant sees it; `published_version` answers on channels."""

    id: UUID
    slug: str
    name: str
    description: str
    character_id: UUID | None
    persona_id: UUID | None
    state: AgentState
    state_reason: str | None
    published_version: int | None
    latest_version: int
    model: str | None
    """Switched for the whole agent while it runs; goes before the version's own."""
    created_at: datetime


class AgentVersion(msgspec.Struct, frozen=True, kw_only=True):
    """One immutable version of an agent; versions count from 1."""

    agent_id: UUID
    version: int
    spec: AgentSpec
    created_by: UUID | None
    created_at: datetime


class HistoryMessage(msgspec.Struct, frozen=True, kw_only=True):
    """An earlier message of the conversation, oldest first in a history."""

    role: Literal["person", "agent", "human"]
    text: str


class AgentTurn(msgspec.Struct, frozen=True, kw_only=True):
    """One question to an agent.

    `agent` is an id or a slug, None is the tenant's default. `agent_version` pins a version (a
    conversation keeps the one it started with; a smoke test asks a draft); None is the published
    one. `language` is what the person chose, None lets the question decide; where that cannot be
    told or is none the agent speaks, `likely_language` does, the page's. `principal` is on whose
    rights tools act. Without `conversation_id` nothing is offered across turns. `knowledge`
    replaces what the agent may search, for finding out what a part of the sources answers.

    `attended` says that a person can take the conversation over.

    `attempt` counts how often the turn has been begun, after crashes that is.

    A `rehearsal` leaves no trace: nothing is recorded, no use is counted, and tools with an effect
    do not run. `use_verified` False answers from the sources alone.
    """

    tenant_id: UUID
    question: str
    agent: UUID | str | None = None
    agent_version: int | None = None
    history: tuple[HistoryMessage, ...] = ()
    language: str | None = None
    likely_language: str | None = None
    model: str | None = None
    conversation_id: UUID | None = None
    turn_id: UUID | None = None
    attended: bool = False
    attempt: int = 1
    principal: Principal | None = None
    knowledge: KnowledgeFilter | None = None
    rehearsal: bool = False
    use_verified: bool = True


class AgentAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The whole answer: Markdown with source numbers, the sources, a short spoken form.

    `agent` is the slug, `timings` are milliseconds by stage. `reading` is None once everything that
    the agent may know has been read.
    """

    text: str
    spoken: str
    language: str
    agent: str
    agent_version: int
    citations: tuple[Citation, ...] = ()
    abstained: bool = False
    model: str = ""
    usage: Usage = Usage()
    timings: dict[str, float] = {}
    suggestions: tuple[Suggestion, ...] = ()
    verified_answer_id: UUID | None = None
    """The verified answer that this is."""
    quoted_language: str = ""
    """Of its words, where the text quotes them under a sentence in another language."""
    reading: Reading | None = None
