"""A turn on its way: what is known of it once its run is on record, and how it ends."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from itertools import count
from uuid import UUID

import msgspec

from wattos.agents.answer_writer import AnswerWriter
from wattos.agents.runs import Offer
from wattos.agents.schemas import AgentAnswer, AgentTurn
from wattos.agents.service import RunnableAgent
from wattos.agents.spoken import spoken_form
from wattos.agents.timing import Stopwatch
from wattos.agents.tool_calls import Emit
from wattos.agents.tools import ToolContext
from wattos.events import Reading, Suggestion, TurnStarted, Usage
from wattos.knowledge import detect_language
from wattos.llm import CallContext
from wattos.verified import VerifiedMatch

_ADDRESS = re.compile(r"\S+@\S+|https?://\S+")


class Meter:
    """Sums what the calls beside the answer itself consume."""

    def __init__(self) -> None:
        self.usage = Usage()

    def add(self, usage: Usage) -> None:
        """One more call."""
        self.usage = self.usage.plus(usage)


class BegunTurn(msgspec.Struct, frozen=True):
    """A turn whose run is on record."""

    turn: AgentTurn
    agent: RunnableAgent
    run_id: UUID
    language: str
    offer: Offer | None
    watch: Stopwatch
    meter: Meter = msgspec.field(default_factory=Meter)

    @property
    def call_context(self) -> CallContext:
        """For whom models are called in this turn."""
        return CallContext(
            tenant_id=self.turn.tenant_id,
            agent_id=self.agent.id,
            conversation_id=self.turn.conversation_id,
            turn_id=self.turn.turn_id,
            user_id=self.turn.principal.user_id if self.turn.principal else None,
            typed=self.typed,
        )

    @property
    def typed(self) -> tuple[str, ...]:
        """What people wrote in the conversation."""
        said = (message.text for message in self.turn.history if message.role != "agent")
        return (self.turn.question, *said)

    @property
    def tool_context(self) -> ToolContext:
        """For whom the turn's tools run."""
        return ToolContext(
            tenant_id=self.turn.tenant_id,
            agent_id=self.agent.id,
            agent_run_id=self.run_id,
            language=self.language,
            conversation_id=self.turn.conversation_id,
            turn_id=self.turn.turn_id,
            principal=self.turn.principal,
        )


def language_of(turn: AgentTurn, agent: RunnableAgent) -> str:
    """The language to answer in: chosen, else the question's, the one spoken before, the likely."""
    if turn.language:
        return turn.language
    spoken = agent.spec.languages
    likely = (turn.likely_language or "")[:2]
    home = likely if likely and likely in (spoken or (likely,)) else agent.spec.language
    earlier = [message.text for message in turn.history if message.role == "person"]
    default = detect_language(earlier[-1], home) if earlier else home
    found = detect_language(_ADDRESS.sub("", turn.question), default)
    return found if not spoken or found in spoken else home


def restart_teller(begun: BegunTurn, emit: Emit) -> Callable[[], Awaitable[None]]:
    """What tells the turn's readers that all they were shown is superseded, each time it is called.

    Outside a conversation nobody reads along.
    """
    turn = begun.turn
    attempts = count(turn.attempt + 1)

    async def tell() -> None:
        if turn.turn_id is not None and turn.conversation_id is not None:
            await emit(
                TurnStarted(
                    turn_id=turn.turn_id,
                    conversation_id=turn.conversation_id,
                    agent=begun.agent.slug,
                    language=begun.language,
                    attempt=next(attempts),
                )
            )

    return tell


async def said(begun: BegunTurn, words: str, emit: Emit) -> AgentAnswer:
    """An answer in the platform's own words, without a model."""
    writer = AnswerWriter((), begun.language, emit)
    await writer.append(words)
    return build_answer(begun, writer)


async def said_verified(begun: BegunTurn, match: VerifiedMatch, emit: Emit) -> AgentAnswer:
    """An editor's answer with the sources that the editor gave."""
    writer = AnswerWriter((), begun.language, emit)
    writer.citations.extend(match.sources)
    await writer.append(match.text)
    return build_answer(
        begun,
        writer,
        verified_answer_id=match.verified_answer_id,
        quoted_language=match.quoted_language,
    )


def build_answer(
    begun: BegunTurn,
    writer: AnswerWriter,
    *,
    abstained: bool = False,
    model: str = "",
    usage: Usage | None = None,
    suggestions: tuple[Suggestion, ...] = (),
    verified_answer_id: UUID | None = None,
    quoted_language: str = "",
    reading: Reading | None = None,
) -> AgentAnswer:
    """The answer in what the writer showed; `usage` is the answering model's."""
    return AgentAnswer(
        text=writer.text,
        spoken=spoken_form(writer.text, begun.language),
        language=begun.language,
        agent=begun.agent.slug,
        agent_version=begun.agent.version,
        citations=tuple(writer.citations),
        abstained=abstained,
        model=model,
        usage=begun.meter.usage.plus(usage or Usage()),
        timings=begun.watch.timings(),
        suggestions=suggestions,
        verified_answer_id=verified_answer_id,
        quoted_language=quoted_language,
        reading=reading,
    )
