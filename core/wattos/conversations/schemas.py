"""What the conversations room takes in and hands out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

import msgspec

from wattos.events import Citation, Suggestion, TurnCompleted, TurnEvent

Owner = Literal["bot", "human", "paused"]
Role = Literal["person", "agent", "human", "system"]
TurnState = Literal["queued", "running", "completed", "failed", "stopped"]


class InboundMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message as a channel delivered it.

    `channel_message_id` is the sender's own id: a repeat of it has no second effect.
    `channel_conversation_id` groups messages into a conversation within the channel. `user_id` is
    set only when the channel knows by a verified sign-in that a member of staff writes, and
    `agent_version` when such a person tries a version, published or not. `language`
    is the one of the person's client, for the platform's own words; answers follow the question.
    """

    channel: str
    channel_message_id: str
    channel_conversation_id: str
    text: str
    visitor_id: str | None = None
    user_id: UUID | None = None
    agent_slug: str | None = None
    agent_version: int | None = None
    language: str | None = None
    model: str | None = None


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """A message that is stored and will be answered; `duplicate` marks a sender's repeat."""

    conversation_id: UUID
    turn_id: UUID
    duplicate: bool


class HistoryMessage(msgspec.Struct, frozen=True, kw_only=True):
    """An earlier message of a conversation, as an agent reads it."""

    role: Role
    text: str


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What the answering side gets for one turn; `history` is oldest first.

    `language` is the one last spoken, or the client's before that: for the platform's own words.
    """

    tenant_id: UUID
    conversation_id: UUID
    turn_id: UUID
    attempt: int
    text: str
    history: list[HistoryMessage]
    agent_id: UUID | None = None
    agent_version: int | None = None
    language: str | None = None
    model: str | None = None
    user_id: UUID | None = None
    visitor_id: str | None = None


Emit = Callable[[TurnEvent], Awaitable[None]]


class Answerer(Protocol):
    """Answers a question; the agents' runtime stands behind it."""

    async def answer(self, question: Question, emit: Emit) -> TurnCompleted:
        """Answer, emitting text, citations and tool events meanwhile.

        No database transaction may be open while a model streams. What raises a `WattosError` with
        a status below 500 fails the turn at once, anything else is tried again.
        """
        ...


class AgentRef(msgspec.Struct, frozen=True, kw_only=True):
    """The agent that a conversation talks to."""

    id: UUID
    slug: str
    name: str
    version: int
    language: str | None = None
    greeting: str | None = None


class AgentDirectory(Protocol):
    """Finds the agent a conversation starts with; called inside the tenant's scope."""

    async def find(
        self, tenant_id: UUID, slug: str | None, version: int | None = None
    ) -> AgentRef | None:
        """The published agent called `slug`; without one, the tenant's first. Raises NotFound.

        With `version` it is that one, of a draft too.
        """
        ...

    async def describe(self, tenant_id: UUID, agent_id: UUID) -> AgentRef | None:
        """The agent with this id, or None when it is gone."""
        ...


class ConversationInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation as lists show it."""

    id: UUID
    channel: str
    channel_conversation_id: str
    owner: Owner
    created_at: datetime
    updated_at: datetime
    agent_id: UUID | None = None
    user_id: UUID | None = None
    visitor_id: str | None = None
    language: str | None = None
    model: str | None = None
    title: str | None = None
    tags: list[str] = []
    disclosure: str = ""
    """The notice that an AI answers, to be shown before the first message."""


class TurnInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A turn as it stands."""

    id: UUID
    conversation_id: UUID
    state: TurnState
    created_at: datetime
    finished_at: datetime | None = None


class FeedbackInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A person's verdict on a turn's answer."""

    kind: Literal["thumb", "stars"]
    value: int
    comment: str | None = None


class MessageInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A message of a conversation with its sources and the verdicts on it.

    `suggestions` are what an answer offered to tap, `quoted_language` that of an editor's words
    which it quotes under a sentence in `language`.
    """

    id: UUID
    role: Role
    text: str
    created_at: datetime
    turn_id: UUID | None = None
    turn_state: TurnState | None = None
    citations: list[Citation] = []
    abstained: bool = False
    language: str | None = None
    verified_answer_id: UUID | None = None
    suggestions: list[Suggestion] = []
    quoted_language: str = ""
    feedback: list[FeedbackInfo] = []


class MessageAdded(msgspec.Struct, frozen=True, kw_only=True, tag="message.added"):
    """Somebody wrote into the conversation."""

    message: MessageInfo


class OwnerChanged(msgspec.Struct, frozen=True, kw_only=True, tag="owner.changed"):
    """Who answers from now on; also the first event, so that a reader knows where it stands."""

    owner: Owner


ConversationEvent = MessageAdded | OwnerChanged
