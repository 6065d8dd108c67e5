"""An agent version as a pydantic-ai agent; imported only when a turn runs."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import AsyncIterable, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
import pydantic_ai
from pydantic_ai import ModelRetry, RunContext, UsageLimits
from pydantic_ai.agent import AgentRun
from pydantic_ai.exceptions import UnexpectedModelBehavior, UsageLimitExceeded
from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    PartDeltaEvent,
    PartStartEvent,
    TextPart,
    TextPartDelta,
    UserPromptPart,
)

from wattos.agents.answer_writer import AnswerWriter
from wattos.agents.guard import SentenceGuard
from wattos.agents.links import LinkGate
from wattos.agents.schemas import HistoryMessage
from wattos.agents.tool_calls import ToolCaller, read_arguments
from wattos.agents.tools import Tool
from wattos.errors import InvalidInput, Unavailable
from wattos.llm import RoutedModel, inlined_schema

pydantic_ai.BANNER_ENABLED = False  # it would stand in the middle of an answer in a terminal

_LIMITS = UsageLimits(request_limit=8)
_KEPT_AGENTS = 256


class AgentGaveUp(Unavailable):
    """The model kept calling tools wrongly or without end."""

    code = "agent-gave-up"


@dataclass(kw_only=True)
class Run:
    """What one run of an engine needs besides the agent."""

    caller: ToolCaller
    writer: AnswerWriter
    links: LinkGate
    guard: SentenceGuard
    model: RoutedModel
    on_text: Callable[[], None]
    on_anew: Callable[[], Awaitable[None]]
    """Tells that what was shown so far is superseded."""


Engine = pydantic_ai.Agent[Run, str]


class Engines:
    """Builds the engine of an agent version once: ten tools take 6 ms to build."""

    def __init__(self) -> None:
        self._built: OrderedDict[tuple[UUID, int, tuple[str, ...]], Engine] = OrderedDict()

    def engine(self, agent_id: UUID, version: int, tools: Sequence[Tool]) -> Engine:
        """The engine for a version with the tools that the tenant has now."""
        key = (agent_id, version, tuple(tool.name for tool in tools))
        if key not in self._built:
            self._built[key] = pydantic_ai.Agent(
                deps_type=Run, tools=[_pydantic_tool(tool) for tool in tools]
            )
        self._built.move_to_end(key)
        while len(self._built) > _KEPT_AGENTS:
            self._built.popitem(last=False)
        return self._built[key]


async def run_engine(
    engine: Engine, run: Run, *, instructions: str, prompt: str, history: list[HistoryMessage]
) -> None:
    """Let the agent answer into the run's writer.

    Raises `AgentGaveUp`, and what the router raises.
    """
    try:
        async with engine.iter(
            prompt,
            message_history=_messages(history),
            deps=run,
            model=run.model,
            instructions=instructions,
            usage_limits=_LIMITS,
        ) as steps:
            await _follow(steps, run)
    except (UnexpectedModelBehavior, UsageLimitExceeded) as error:
        raise AgentGaveUp(
            "The agent did not come to an answer.",
            given=type(error).__name__,
            hint="Try another model, or give the agent fewer tools.",
        ) from error


async def _follow(steps: AgentRun[Run, Any], run: Run) -> None:
    async for node in steps:
        if not pydantic_ai.Agent.is_model_request_node(node):
            continue
        async with node.stream(steps.ctx) as events:
            await _write(events, run)


async def _write(events: AsyncIterable[object], run: Run) -> None:
    """Write the text of one request; another model that begins it anew takes back this text."""
    before = run.writer.written()
    separated = False

    async def take_back() -> None:
        nonlocal separated
        separated = False
        run.links.drop()
        run.guard.drop()
        if run.writer.return_to(before):
            await run.on_anew()
            await run.writer.show_again()

    run.model.on_anew = take_back
    async for event in events:
        text = _text_of(event)
        if text and not run.model.abstained:
            run.on_text()
            if before.text and not separated:
                text = f"\n\n{text}"
            separated = True
            if run.model.generative:
                text = run.guard.take(run.links.take(text))
            await run.writer.write(text, run.model.take_quotes())
    await run.writer.write(run.guard.take(run.links.rest()) + run.guard.rest())


def _text_of(event: object) -> str:
    if isinstance(event, PartStartEvent) and isinstance(event.part, TextPart):
        return event.part.content
    if isinstance(event, PartDeltaEvent) and isinstance(event.delta, TextPartDelta):
        return event.delta.content_delta
    return ""


def _messages(history: list[HistoryMessage]) -> list[ModelMessage]:
    return [
        ModelRequest(parts=[UserPromptPart(content=message.text)])
        if message.role == "person"
        else ModelResponse(parts=[TextPart(content=message.text)])
        for message in history
    ]


def _pydantic_tool(tool: Tool) -> pydantic_ai.Tool[Run]:
    return pydantic_ai.Tool[Run].from_schema(
        _function(tool),
        name=tool.name,
        description=tool.description.get("en") or next(iter(tool.description.values()), ""),
        json_schema=inlined_schema(tool.parameters),
        takes_ctx=True,
        sequential=True,  # tools of one turn share its order, so that effects have one too
    )


def _function(tool: Tool) -> Callable[..., Awaitable[str]]:
    async def call(ctx: RunContext[Run], **arguments: Any) -> str:
        try:
            read = read_arguments(tool, arguments)
        except InvalidInput as error:
            raise ModelRetry(str(error)) from error
        result = await ctx.deps.caller.call(tool, read)
        said = f"{result.content}\n{result.summary}"
        ctx.deps.links.learn(said)
        ctx.deps.guard.learn(said)
        return msgspec.json.encode(result).decode()

    return call
