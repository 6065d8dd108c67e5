"""One turn of an agent: from the question to an answer with its sources."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec

from wattos.agents.answer_writer import AnswerWriter
from wattos.agents.grounding import Grounder, KnowledgeSource
from wattos.agents.guard import SentenceGuard
from wattos.agents.handoff import asks_for_person
from wattos.agents.links import LinkGate
from wattos.agents.next_step import ask_differently, contact_query, next_step
from wattos.agents.offers import (
    Agreed,
    Declined,
    Taken,
    offer_suggestion,
    offer_text,
    offering_tool,
    read_reply,
)
from wattos.agents.prompts import instructions_for, prompt_for, recent
from wattos.agents.retrieval import CONTACT_HITS, passages_within
from wattos.agents.runs import Offer, begin_run, finish_run, keep_understood, pending_offer
from wattos.agents.schemas import AgentAnswer, AgentTurn
from wattos.agents.search_help import HELP_SECONDS, SearchHelper
from wattos.agents.sentence_check import SentenceCheck
from wattos.agents.service import Agents, RunnableAgent
from wattos.agents.small_talk import asks_for_help, help_answer, small_talk_answer
from wattos.agents.timing import Stopwatch
from wattos.agents.tool_calls import Emit, ToolCaller, read_arguments
from wattos.agents.tools import AgentRegistry, Tool, ToolResult
from wattos.agents.turns import (
    BegunTurn,
    build_answer,
    language_of,
    restart_teller,
    said,
    said_verified,
)
from wattos.agents.wording import (
    ABSTAINED,
    DECLINED,
    HANDED_OVER,
    NOBODY_HERE,
    STILL_READING,
    UNSOURCED,
    say,
)
from wattos.database import new_id, tenant_scope
from wattos.errors import NotFound, WattosError
from wattos.events import HandoffRequested, Reading
from wattos.llm import CallContext, Grounding, Passage, Router
from wattos.tenancy import TenantClock
from wattos.verified import VerifiedAnswers

if TYPE_CHECKING:
    from wattos.agents.engine import Engines, Run

_SMALL_TALK_WORDS = 25
"""An answer without a source that is longer than this says so."""


class AgentRuntime:
    """Runs turns; holds no state of a conversation, so any process can run any turn.

    A turn waits `help_seconds` at most for each help that a model gives to its search.
    """

    def __init__(
        self,
        agents: Agents,
        router: Router,
        knowledge: KnowledgeSource,
        registry: AgentRegistry,
        verified: VerifiedAnswers | None = None,
        *,
        clock: TenantClock,
        help_seconds: float = HELP_SECONDS,
    ) -> None:
        self._agents = agents
        self._router = router
        self._knowledge = knowledge
        self._registry = registry
        self._verified = verified
        helper = SearchHelper(router, seconds=help_seconds)
        self._grounder = Grounder(knowledge, helper, clock)
        self._engines: Engines | None = None

    async def run(self, turn: AgentTurn, emit: Emit) -> AgentAnswer:
        """Answer one question; text, citations and tool calls are emitted while they happen.

        Emits `TextDelta`, `CitationAdded`, `ToolStarted` and `ToolFinished`, and `HandoffRequested`
        where somebody asks for a person and one can take over; the start and the end of the turn
        are the caller's to tell. When a model breaks off and the next one answers anew,
        `TurnStarted` comes again, and after it all that still stands. No transaction is open while
        a model or a tool works. Raises `NotFound` for an agent that is not there or not published,
        and what the router raises; the run is then recorded as failed, or as stopped when the task
        is cancelled.
        """
        begun = await self._begin(turn)
        try:
            answer, offer = await self._answer(begun, emit)
        except asyncio.CancelledError:
            await asyncio.shield(_finish(begun, "stopped"))
            raise
        except Exception as error:
            reason = error.code if isinstance(error, WattosError) else type(error).__name__
            await _finish(begun, "failed", error=reason)
            raise
        state = "abstained" if answer.abstained else "succeeded"
        await _finish(begun, state, offer=offer)
        return answer

    async def call(
        self, turn: AgentTurn, tool_name: str, arguments: dict[str, object], emit: Emit
    ) -> ToolResult:
        """Call one of the agent's tools directly, with the same rights, record and single effect.

        Raises `NotFound` for a tool the agent does not have, `InvalidInput` for its arguments.
        """
        agent = await self._agents.runnable(turn.tenant_id, turn.agent, turn.agent_version)
        tool = next((t for t in await self._tools(turn, agent) if t.name == tool_name), None)
        if tool is None:
            raise NotFound("The agent has no such tool.", given=tool_name)
        read = read_arguments(tool, arguments)
        begun = await self._begin(turn)
        try:
            result = await ToolCaller(begun.tool_context, emit).call(tool, read)
        except Exception as error:
            await finish_run(turn.tenant_id, begun.run_id, "failed", error=type(error).__name__)
            raise
        await finish_run(turn.tenant_id, begun.run_id, "succeeded" if result.ok else "failed")
        return result

    async def warm(self) -> None:
        """Import the engine off the event loop; call it once the server is up."""
        await self._router.warm()
        await self._engine_room()

    async def _begin(self, turn: AgentTurn) -> BegunTurn:
        watch = Stopwatch()
        async with tenant_scope(turn.tenant_id):
            agent = await self._agents.runnable(turn.tenant_id, turn.agent, turn.agent_version)
            if turn.rehearsal:
                return BegunTurn(turn, agent, new_id(), language_of(turn, agent), None, watch)
            offer = await pending_offer(turn.conversation_id) if turn.conversation_id else None
            run_id = await begin_run(
                agent.id,
                agent.version,
                turn.question,
                tenant_id=turn.tenant_id,
                conversation_id=turn.conversation_id,
                turn_id=turn.turn_id,
            )
        return BegunTurn(turn, agent, run_id, language_of(turn, agent), offer, watch)

    async def _answer(self, begun: BegunTurn, emit: Emit) -> tuple[AgentAnswer, Offer | None]:
        tools = await self._tools(begun.turn, begun.agent)
        reply = read_reply(begun.offer, tools, begun.turn, begun.language)
        if reply is not None:
            return await self._follow_offer(begun, reply, emit)
        if asks_for_person(begun.turn.question):
            own = await self._answer_verified(begun, begun.turn.question, emit)
            return own or await self._hand_over(begun, emit), None
        if asks_for_help(begun.turn.question):
            own = await self._answer_verified(begun, begun.turn.question, emit)
            return own or await said(begun, help_answer(begun.language), emit), None
        words = small_talk_answer(begun.turn.question, begun.language, begun.agent.spec.greeting)
        if words and not await self._router.has_language_model(begun.turn.tenant_id, "chat"):
            return await said(begun, words, emit), None
        question = begun.turn.question if words else await self._understand(begun)
        verified = await self._answer_verified(begun, question, emit)
        if verified is not None:
            return verified, None
        return await self._answer_from_sources(begun, question, tools, emit)

    async def _understand(self, begun: BegunTurn) -> str:
        """The question in words that stand alone; editors see a follow-up in these."""
        question = await self._grounder.standalone(begun)
        if question != begun.turn.question and not begun.turn.rehearsal:
            await keep_understood(begun.turn.tenant_id, begun.run_id, question)
        return question

    async def _answer_verified(
        self, begun: BegunTurn, question: str, emit: Emit
    ) -> AgentAnswer | None:
        """What an editor has answered to this question; it goes before what is retrieved."""
        turn, verified = begun.turn, self._verified
        if verified is None or not turn.use_verified:
            return None
        match = await verified.find(
            turn.tenant_id, question, language=begun.language, agent_id=begun.agent.id
        )
        if match is None:
            return None
        answer = await said_verified(begun, match, emit)
        if not turn.rehearsal:
            await verified.count_use(turn.tenant_id, match.verified_answer_id)
        return answer

    async def _tools(self, turn: AgentTurn, agent: RunnableAgent) -> list[Tool]:
        found = await self._registry.tools(turn.tenant_id)
        named = [tool for tool in found if tool.name in agent.spec.tools]
        return [t for t in named if t.available is None or await t.available(turn.tenant_id)]

    async def _follow_offer(
        self, begun: BegunTurn, reply: Taken | Agreed | Declined, emit: Emit
    ) -> tuple[AgentAnswer, Offer | None]:
        """Answer a reply to the last answer's offer; no model is needed for that."""
        if isinstance(reply, Taken):
            caller = ToolCaller(begun.tool_context, emit)
            result = await caller.call(reply.tool, reply.arguments)
            return await said(begun, result.summary or result.content, emit), None
        if isinstance(reply, Agreed):
            words = offer_text(reply.tool, begun.language)
            return await said(begun, words, emit), begun.offer
        return await said(begun, say(DECLINED, begun.language), emit), None

    async def _answer_from_sources(
        self, begun: BegunTurn, question: str, tools: list[Tool], emit: Emit
    ) -> tuple[AgentAnswer, Offer | None]:
        from wattos.agents.engine import Run, run_engine

        engines = await self._engine_room()
        turn, agent, watch = begun.turn, begun.agent, begun.watch
        watch.lap("begin_ms")
        grounding, reading = await asyncio.gather(
            self._grounder.ground(begun, question), self._reading(begun)
        )
        watch.lap("retrieve_ms")
        model = self._router.pydantic_model("chat", await self._call_context(begun, grounding))
        places = [record.place for record in grounding.records]
        writer = AnswerWriter(grounding.passages, begun.language, emit, records=places)
        run = Run(
            caller=ToolCaller(begun.tool_context, emit, rehearsal=turn.rehearsal),
            writer=writer,
            links=_links(begun, grounding),
            guard=_guard(begun, grounding),
            model=model,
            on_text=lambda: watch.first("first_token_ms"),
            on_anew=restart_teller(begun, emit),
        )
        await run_engine(
            engines.engine(agent.id, agent.version, tools),
            run,
            instructions=instructions_for(agent.name, agent.spec, begun.language),
            prompt=prompt_for(turn.question, grounding.passages),
            history=recent(turn.history),
        )
        abstained = await self._settle(writer, run, begun.language)
        tool = offering_tool(tools) if abstained and turn.conversation_id else None
        if abstained:
            await self._lead_on(begun, grounding, writer, offered=tool is not None)
        if reading is not None:
            words = say(STILL_READING, begun.language)
            await writer.append(words.format(read=reading.read, total=reading.total))
        if tool is not None:
            await writer.append(offer_text(tool, begun.language))
        watch.lap("model_ms")
        answer = build_answer(
            begun,
            writer,
            abstained=abstained,
            model=model.answered_by,
            usage=model.usage,
            suggestions=(offer_suggestion(tool, begun.language),) if tool else (),
            reading=reading,
        )
        return answer, Offer(tool=tool.name, question=question) if tool else None

    async def _settle(self, writer: AnswerWriter, run: Run, language: str) -> bool:
        """End the text: our words for an abstention, a source or a word about its absence."""
        await writer.finish()
        if writer.abstained or run.model.abstained or not writer.text:
            await writer.replace_abstention(say(ABSTAINED, language))
            return True
        if not writer.citations and not run.caller.any_called:
            await writer.attribute()
            if not writer.citations and len(writer.text.split()) > _SMALL_TALK_WORDS:
                await writer.append(say(UNSOURCED, language))
        return False

    async def _hand_over(self, begun: BegunTurn, emit: Emit) -> AgentAnswer:
        """Ask a person to join where one can, and say how else people are reached."""
        turn, language = begun.turn, begun.language
        words = say(HANDED_OVER if turn.attended else NOBODY_HERE, language)
        ways = next_step("", language, (), await self._contacts(begun))
        if turn.attended and not turn.rehearsal:
            await emit(HandoffRequested(reason="asked"))
        return await said(begun, f"{words} {ways}".strip(), emit)

    async def _contacts(self, begun: BegunTurn) -> tuple[Passage, ...]:
        """The passages that say how the organisation is reached."""
        allowed = begun.turn.knowledge or begun.agent.spec.knowledge
        query = contact_query(begun.agent.spec.language)
        return passages_within(
            await self._knowledge.search(
                begun.turn.tenant_id, query, k=CONTACT_HITS, filter=allowed
            )
        )

    async def _lead_on(
        self, begun: BegunTurn, grounding: Grounding, writer: AnswerWriter, *, offered: bool
    ) -> None:
        """Say where to go instead: no refusal is a dead end."""
        words = next_step(
            grounding.question, begun.language, grounding.passages, await self._contacts(begun)
        )
        if words or not offered:
            await writer.append(words or ask_differently(begun.language))

    async def _reading(self, begun: BegunTurn) -> Reading | None:
        """How far the agent's sources are read, or None once they all are."""
        allowed = begun.turn.knowledge or begun.agent.spec.knowledge
        reading = await self._knowledge.reading(begun.turn.tenant_id, allowed)
        return None if reading.complete else reading

    async def _call_context(self, begun: BegunTurn, grounding: Grounding) -> CallContext:
        turn, agent = begun.turn, begun.agent
        chosen = turn.model or agent.model
        if chosen is None:
            chosen = await self._registry.select_model(turn.tenant_id, "chat", agent.spec)
        return msgspec.structs.replace(
            begun.call_context,
            model=chosen or agent.spec.model,
            grounding=grounding,
        )

    async def _engine_room(self) -> Engines:
        if self._engines is None:
            self._engines = await asyncio.to_thread(_build_engines)
        return self._engines


async def _finish(
    begun: BegunTurn, state: str, *, offer: Offer | None = None, error: str | None = None
) -> None:
    if not begun.turn.rehearsal:
        await finish_run(begun.turn.tenant_id, begun.run_id, state, offer=offer, error=error)


def _guard(begun: BegunTurn, grounding: Grounding) -> SentenceGuard:
    """What holds a language model to the sources; small talk states nothing that needs one."""
    turn, spec, language = begun.turn, begun.agent.spec, begun.language
    check = None
    talk = small_talk_answer(turn.question, language, spec.greeting) is not None
    if grounding.passages and not talk:  # without passages the whole answer is told unsourced
        beside = [f"{record.subject}\n{record.place.text}" for record in grounding.records]
        asked = "\n".join((grounding.question, *begun.typed))
        check = SentenceCheck(grounding.passages, language, asked=asked, beside=beside)
    return SentenceGuard(check, spec.unsupported, language)


def _links(begun: BegunTurn, grounding: Grounding) -> LinkGate:
    """What lets a language model link to nothing but what it was given."""
    known = (text for passage in grounding.passages for text in (passage.url, passage.text))
    return LinkGate((*known, *begun.typed, begun.agent.spec.instructions))


def _build_engines() -> Engines:
    from wattos.agents.engine import Engines

    return Engines()
