"""Conversations whose answers a test plays itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from redis.asyncio import Redis

from wattos.access import Principal
from wattos.conversations import (
    AgentRef,
    Conversations,
    Emit,
    InboundMessage,
    Question,
    build_conversations,
)
from wattos.database import new_id
from wattos.delivery import Inbox, Jobs, Outbox
from wattos.events import SequencedEvent, TextDelta, TurnCompleted
from wattos.tenancy import TenantClock

Play = Callable[[Question, Emit], Awaitable[TurnCompleted]]


class PlayedAnswers:
    """An answerer and agent directory for tests; set `play` to what should happen."""

    def __init__(self, tenant_id: UUID) -> None:
        self._tenant_id = tenant_id
        self.play: Play = self.echo
        self.asked: list[Question] = []

    async def answer(self, question: Question, emit: Emit) -> TurnCompleted:
        """Do what the test asks; the worker also finds turns that other tests left behind."""
        if question.tenant_id != self._tenant_id:
            return await self.echo(question, emit)
        self.asked.append(question)
        return await self.play(question, emit)

    async def echo(self, question: Question, emit: Emit) -> TurnCompleted:
        """Say the question again, word by word."""
        text = f"You asked: {question.text}"
        for word in text.split(" "):
            await emit(TextDelta(text=f"{word} "))
        return TurnCompleted(text=text, language="en")

    async def find(
        self, tenant_id: UUID, slug: str | None, version: int | None = None
    ) -> AgentRef | None:
        """No agents here."""
        return None

    async def describe(self, tenant_id: UUID, agent_id: UUID) -> AgentRef | None:
        """No agents here."""
        return None


@pytest.fixture
def answers(tenant: UUID) -> PlayedAnswers:
    """What answers in this test."""
    return PlayedAnswers(tenant)


@pytest.fixture
def staff_rights() -> set[str]:
    """The permissions of every member of staff in this test."""
    return {"job:read", "knowledge:read"}


@pytest.fixture
def build(
    jobs: Jobs, answers: PlayedAnswers, staff_rights: set[str]
) -> Callable[[Redis], Conversations]:
    """`build(redis)` makes the service, answering through `answers`."""

    async def principal_of(tenant_id: UUID, user_id: UUID) -> Principal:
        return Principal(
            tenant_id=tenant_id,
            kind="user",
            id=str(user_id),
            permissions=frozenset(staff_rights),
            language="en",
        )

    def make(redis: Redis) -> Conversations:
        return build_conversations(
            jobs=jobs,
            inbox=Inbox(),
            outbox=Outbox(jobs),
            redis=redis,
            answerer=answers,
            agents=answers,
            principal_of=principal_of,
            clock=TenantClock(zone="Europe/Berlin", region="DE"),
        )

    return make


@pytest.fixture
def conversations(build: Callable[[Redis], Conversations], redis: Redis) -> Conversations:
    """The service on the session's Valkey."""
    return build(redis)


@pytest.fixture
def message() -> Callable[..., InboundMessage]:
    """`message("text")` is a new message of a visitor in a new conversation."""

    def make(text: str = "When is the town hall open?", **changes: Any) -> InboundMessage:
        values: dict[str, Any] = {
            "channel": "web",
            "channel_message_id": str(new_id()),
            "channel_conversation_id": str(new_id()),
            "visitor_id": "visitor-1",
            "text": text,
        }
        return InboundMessage(**{**values, **changes})

    return make


@pytest.fixture
def events_of() -> Callable[..., Awaitable[list[SequencedEvent]]]:
    """All events of a turn until it ends."""

    async def collect(
        conversations: Conversations, tenant_id: UUID, turn_id: UUID, after: int = 0
    ) -> list[SequencedEvent]:
        return [event async for event in conversations.events(tenant_id, turn_id, after)]

    return collect
