"""The router as a pydantic-ai model; imported only when a turn runs (pydantic-ai takes seconds)."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pydantic_ai import RunContext
from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    ModelResponseStreamEvent,
    PartStartEvent,
    SystemPromptPart,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)
from pydantic_ai.models import Model, ModelRequestParameters, StreamedResponse
from pydantic_ai.settings import ModelSettings
from pydantic_ai.usage import RequestUsage

from wattos.events import Usage
from wattos.llm.provider import ModelFailed
from wattos.llm.schemas import (
    CallContext,
    ChatDelta,
    ChatMessage,
    ChatRequest,
    GenerationSettings,
    Quote,
    ToolCall,
    ToolDefinition,
)

if TYPE_CHECKING:
    from wattos.llm.call import OpenCall
    from wattos.llm.service import Router


async def _nothing_shown() -> None:
    """For runs that show nothing before their end."""


class RoutedModel(Model[None]):
    """One run's way to the route's models.

    What pydantic-ai has no field for is read from here after the run: the quotes and the
    abstention that a model declared, the model that answered last and what all consumed. When a
    model breaks off and the next begins the answer anew, `on_anew` takes back what was shown of it.
    """

    def __init__(self, router: Router, purpose: str, context: CallContext) -> None:
        super().__init__()
        self._router = router
        self._purpose = purpose
        self._context = context
        self._quotes: list[Quote] = []
        self.on_anew: Callable[[], Awaitable[None]] = _nothing_shown
        self.abstained = False
        self.answered_by = ""
        self.generative = False
        self.usage = Usage()

    @property
    def model_name(self) -> str:
        return self.answered_by or self._purpose

    @property
    def system(self) -> str:
        return "wattos"

    def note(self, delta: ChatDelta) -> None:
        """Keep what a delta declares besides text."""
        self._quotes.extend(delta.quotes)
        self.abstained = self.abstained or delta.abstained

    def answered_from_now_by(self, call: OpenCall) -> None:
        """Keep which model answers."""
        self.answered_by, self.generative = call.model, call.generative

    async def begin_anew(self, call: OpenCall) -> None:
        """Drop what a broken answer declared and showed."""
        self._quotes, self.abstained = [], False
        self.answered_from_now_by(call)
        await self.on_anew()

    def take_quotes(self) -> list[Quote]:
        """The quotes that came since the last call."""
        taken, self._quotes = self._quotes, []
        return taken

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        async with self.request_stream(
            messages, model_settings, model_request_parameters
        ) as response:
            async for _ in response:
                pass
            return response.get()

    @asynccontextmanager
    async def request_stream(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
        run_context: RunContext[Any] | None = None,
    ) -> AsyncGenerator[StreamedResponse]:
        model_settings, parameters = self.prepare_request(model_settings, model_request_parameters)
        request = _chat_request(messages, model_settings, parameters, self._context)
        async with self._router.open(self._purpose, request, self._context) as call:
            self.answered_from_now_by(call)
            try:
                yield _RoutedResponse(
                    model_request_parameters=parameters, routed_model=self, call=call
                )
            finally:
                self.usage = self.usage.plus(call.usage)


@dataclass(kw_only=True)
class _RoutedResponse(StreamedResponse):
    routed_model: RoutedModel
    call: OpenCall
    _parts: set[int] = field(default_factory=set[int])
    _timestamp: datetime = field(default_factory=lambda: datetime.now(UTC))

    async def _get_event_iterator(self) -> AsyncIterator[ModelResponseStreamEvent]:
        ended = False
        while not ended:
            try:
                async for delta in self.call.deltas():
                    self.routed_model.note(delta)
                    for event in self._events(delta):
                        yield event
                ended = True
            except ModelFailed as failure:
                await self._begin_anew(failure)
        self._usage = RequestUsage(
            input_tokens=self.call.input_tokens, output_tokens=self.call.output_tokens
        )

    async def _begin_anew(self, failure: ModelFailed) -> None:
        await self.call.begin_anew(failure)
        await self.routed_model.begin_anew(self.call)
        begun = len(self._parts)
        del self._parts_manager  # the property makes a fresh one
        for _ in range(begun):  # pydantic-ai has told of these parts by their place
            self._parts_manager.handle_part(vendor_part_id=None, part=TextPart(content=""))

    def _events(self, delta: ChatDelta) -> list[ModelResponseStreamEvent]:
        parts = self._parts_manager
        events: list[ModelResponseStreamEvent] = []
        if delta.text or delta.abstained:
            # An abstention has no words of its own; pydantic-ai wants a text part to end the run.
            events += parts.handle_text_delta(vendor_part_id="text", content=delta.text or " ")
        if (piece := delta.tool_call) is not None:
            events += parts.handle_tool_call_delta_events(
                vendor_part_id=piece.index,
                tool_name=piece.name,
                args=piece.arguments or None,
                tool_call_id=piece.call_id,
            )
        self._parts.update(event.index for event in events if isinstance(event, PartStartEvent))
        return events

    async def close_stream(self) -> None:
        """Nothing to do: the router's block closes the provider's connection."""

    @property
    def model_name(self) -> str:
        return self.call.model

    @property
    def provider_name(self) -> str:
        return "wattos"

    @property
    def provider_url(self) -> None:
        return None

    @property
    def timestamp(self) -> datetime:
        return self._timestamp


def _chat_request(
    messages: list[ModelMessage],
    settings: ModelSettings | None,
    parameters: ModelRequestParameters,
    context: CallContext,
) -> ChatRequest:
    grounding = context.grounding
    return ChatRequest(
        model="",
        messages=tuple(chat for message in messages for chat in _chat_messages(message)),
        instructions=_instructions(messages),
        tools=tuple(
            ToolDefinition(
                name=tool.name,
                description=tool.description or "",
                parameters=tool.parameters_json_schema,
            )
            for tool in parameters.function_tools
        ),
        passages=grounding.passages,
        records=grounding.records,
        now=grounding.now,
        region=grounding.region,
        question=grounding.question,
        language=grounding.language,
        style=grounding.style,
        settings=GenerationSettings(
            temperature=(settings or {}).get("temperature"),
            max_tokens=(settings or {}).get("max_tokens"),
        ),
    )


def _instructions(messages: list[ModelMessage]) -> str:
    requests = [message for message in messages if isinstance(message, ModelRequest)]
    latest = requests[-1].instructions if requests else None
    system = [
        part.content
        for request in requests
        for part in request.parts
        if isinstance(part, SystemPromptPart)
    ]
    return "\n\n".join([*system, *([latest] if latest else [])])


def _chat_messages(message: ModelMessage) -> list[ChatMessage]:
    if isinstance(message, ModelResponse):
        return [_assistant_message(message)]
    found: list[ChatMessage] = []
    for part in message.parts:
        if isinstance(part, UserPromptPart):
            found.append(ChatMessage(role="user", text=_text(part)))
        elif isinstance(part, ToolReturnPart):
            text = part.model_response_str()
            found.append(ChatMessage(role="tool", text=text, call_id=part.tool_call_id))
    return found


def _assistant_message(message: ModelResponse) -> ChatMessage:
    text = "".join(part.content for part in message.parts if isinstance(part, TextPart))
    calls = tuple(
        ToolCall(call_id=part.tool_call_id, name=part.tool_name, arguments=part.args_as_json_str())
        for part in message.parts
        if isinstance(part, ToolCallPart)
    )
    return ChatMessage(role="assistant", text=text, tool_calls=calls)


def _text(part: UserPromptPart) -> str:
    if isinstance(part.content, str):
        return part.content
    return "\n".join(item for item in part.content if isinstance(item, str))
