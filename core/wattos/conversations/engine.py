"""The turn engine: one job answers one turn as one stream of events."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from uuid import UUID

import msgspec

from wattos.conversations import turn_rows
from wattos.conversations.commands import Commands
from wattos.conversations.event_rows import last_seq
from wattos.conversations.live import REDIS_AWAY, LiveTail
from wattos.conversations.outgoing import Outgoing
from wattos.conversations.recorder import TurnRecorder
from wattos.conversations.rendering import OutgoingAnswer
from wattos.conversations.schemas import AgentDirectory, Answerer, Question
from wattos.conversations.texts import FAILED, STOPPED, localized, storable
from wattos.database import tenant_scope, utcnow
from wattos.delivery import DATABASE_AWAY, JobContext, JobFailure, write_persistently
from wattos.errors import WattosError
from wattos.events import (
    PlatformEvent,
    SequencedEvent,
    Track,
    TurnCompleted,
    TurnFailed,
    TurnStarted,
)
from wattos.llm import turn_usage

logger = logging.getLogger(__name__)

ANSWER_SECONDS = 300.0
STOP_LOOK_SECONDS = 0.25
STOP_LOOKS_PER_QUERY = 8


HandOver = Callable[[UUID], Awaitable[None]]
"""Lets a conversation wait for a person, in the caller's transaction."""


class AnswerTookTooLong(WattosError):
    """No answer came within the time a turn may take."""

    code = "turn-timeout"
    status = 408


class TurnEngine:
    """Runs turns: who owns the conversation, operator command, agent; and shows how it ended."""

    def __init__(
        self,
        answerer: Answerer,
        agents: AgentDirectory,
        commands: Commands,
        live: LiveTail,
        outgoing: Outgoing,
        track: Track,
        hand_over: HandOver,
    ) -> None:
        self._answerer = answerer
        self._agents = agents
        self._commands = commands
        self._live = live
        self._outgoing = outgoing
        self._track = track
        self._hand_over = hand_over

    async def run(self, context: JobContext) -> None:
        """The job `conversations.turn`; a repeat after a crash answers anew.

        An attempt's events carry numbers above all earlier ones and begin with `turn.started`,
        which tells readers to drop what they showed before.
        """
        turn_id = UUID(context.payload["turn_id"])
        async with tenant_scope(context.tenant_id):
            started = await turn_rows.start(turn_id, context.attempt)
        if started is None:
            return
        question = started.question
        recorder = TurnRecorder(context.tenant_id, turn_id, context.attempt, self._live)
        began = time.monotonic()
        async with recorder:
            if started.owner != "bot":
                completed, stopped = TurnCompleted(text=""), False
            else:
                completed, stopped = await self._answer_or_stop(
                    question, recorder, stop_now=started.stop_requested
                )
        timings = {**completed.timings, "turn": round((time.monotonic() - began) * 1000, 1)}
        await self._finish(question, _with(completed, timings), recorder, stopped=stopped)

    async def show_failure(self, context: JobContext, failure: JobFailure) -> None:
        """End the turn visibly when its job failed for good or was cancelled."""
        turn_id = UUID(context.payload["turn_id"])
        stopped = failure.state == "cancelled"
        async with tenant_scope(context.tenant_id):
            language = await turn_rows.language_of(turn_id)
            words = localized(STOPPED if stopped else FAILED, language)
            event = SequencedEvent(
                seq=last_seq(max(context.attempt, 1)),
                turn_id=turn_id,
                at=utcnow(),
                event=TurnFailed(code="stopped" if stopped else failure.code, message=words),
            )
            shown = await turn_rows.fail(turn_id, failure.reason, event, stopped=stopped)
            if shown:
                await self._outgoing.put(
                    OutgoingAnswer(turn_id=turn_id, text=words, language=language)
                )
        if shown:
            self._track(_failed(context.tenant_id, turn_id, failure.code))
            try:
                await self._live.append(turn_id, [event], ended=True)
            except REDIS_AWAY as error:
                logger.warning("turn %s: no live tail (%s)", turn_id, type(error).__name__)

    async def _answer_or_stop(
        self, question: Question, recorder: TurnRecorder, *, stop_now: bool
    ) -> tuple[TurnCompleted, bool]:
        """The answer, or what was said until somebody stopped it."""
        answering = asyncio.create_task(self._answer(question, recorder))
        watching = asyncio.create_task(self._wait_for_stop(question, now=stop_now))
        try:
            await asyncio.wait({answering, watching}, return_when=asyncio.FIRST_COMPLETED)
            if answering.done():
                return await answering, False
            answering.cancel()
            await asyncio.gather(answering, return_exceptions=True)  # it books what it consumed
            return await self._said_so_far(question, recorder), True
        finally:
            for task in (answering, watching):
                task.cancel()
            await asyncio.gather(answering, watching, return_exceptions=True)

    async def _said_so_far(self, question: Question, recorder: TurnRecorder) -> TurnCompleted:
        """A stopped answer; nothing when a person took over before the bot had said anything."""
        async with tenant_scope(question.tenant_id):
            language = await turn_rows.language_of(question.turn_id) or ""
            owner = await turn_rows.owner_of(question.turn_id)
        text = recorder.text.strip()
        if not text and owner == "bot":
            text = localized(STOPPED, language)
        return TurnCompleted(
            text=text,
            citations=recorder.citations,
            language=language,
            usage=await turn_usage(question.tenant_id, question.turn_id),
        )

    async def _answer(self, question: Question, recorder: TurnRecorder) -> TurnCompleted:
        agent = None
        if question.agent_id is not None:
            agent = await self._agents.describe(question.tenant_id, question.agent_id)
        await recorder.emit(
            TurnStarted(
                turn_id=question.turn_id,
                conversation_id=question.conversation_id,
                agent=agent.slug if agent else None,
                language=question.language,
                attempt=question.attempt,
            )
        )
        command = await self._commands.match(question)
        if command is not None:
            return await command.answer(recorder.emit)
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await self._answerer.answer(question, recorder.emit)
        except TimeoutError as error:
            raise AnswerTookTooLong(
                "No answer came in time.", expected=f"{ANSWER_SECONDS:.0f} seconds"
            ) from error

    async def _wait_for_stop(self, question: Question, *, now: bool) -> None:
        """Return when somebody asks to stop: Redis says so at once, Postgres remembers it."""
        looks = 0
        while not now:
            await asyncio.sleep(STOP_LOOK_SECONDS)
            looks += 1
            try:
                now = await self._live.is_asked_to_stop(question.turn_id)
            except REDIS_AWAY:
                looks = 0
            if looks % STOP_LOOKS_PER_QUERY == 0 and not now:
                now = await self._stored_stop(question)

    async def _stored_stop(self, question: Question) -> bool:
        try:
            async with tenant_scope(question.tenant_id):
                return await turn_rows.stop_is_requested(question.turn_id)
        except DATABASE_AWAY:
            return False

    async def _finish(
        self, question: Question, completed: TurnCompleted, recorder: TurnRecorder, *, stopped: bool
    ) -> None:
        final = recorder.number(completed)
        events = [*recorder.unstored, final]

        async def write() -> None:
            await turn_rows.complete(question, completed, events, stopped=stopped)
            if recorder.handed_over:
                await self._hand_over(question.conversation_id)
            await self._outgoing.put(
                OutgoingAnswer(
                    turn_id=question.turn_id,
                    text=completed.text,
                    language=completed.language or question.language,
                    citations=completed.citations,
                    suggestions=completed.suggestions,
                    hands_over=recorder.handed_over,
                )
            )

        await write_persistently(question.tenant_id, write)
        await recorder.send_live([final], ended=True)
        if completed.text:
            self._track(_completed(question, completed, stopped=stopped))


def _with(completed: TurnCompleted, timings: dict[str, float]) -> TurnCompleted:
    return msgspec.structs.replace(
        completed,
        text=storable(completed.text),
        spoken=storable(completed.spoken),
        timings=timings,
    )


def _completed(question: Question, completed: TurnCompleted, *, stopped: bool) -> PlatformEvent:
    return PlatformEvent(
        name="turn.completed",
        tenant_id=question.tenant_id,
        data={
            "turn_id": question.turn_id,
            "conversation_id": question.conversation_id,
            "agent": completed.agent,
            "model": completed.model,
            "language": completed.language,
            "abstained": completed.abstained,
            "verified": completed.verified_answer_id is not None,
            "stopped": stopped,
            "usage": msgspec.to_builtins(completed.usage),
            "timings": completed.timings,
        },
    )


def _failed(tenant_id: UUID, turn_id: UUID, code: str) -> PlatformEvent:
    return PlatformEvent(
        name="turn.failed", tenant_id=tenant_id, data={"turn_id": turn_id, "code": code}
    )
