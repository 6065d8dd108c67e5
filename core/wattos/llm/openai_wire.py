"""The body of an OpenAI chat completion, and the chunks of its stream."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from wattos.llm.provider import ModelFailed
from wattos.llm.schemas import (
    ChatDelta,
    ChatMessage,
    ChatRequest,
    TokenCount,
    ToolCallDelta,
    ToolDefinition,
)


class _Function(msgspec.Struct):
    name: str | None = None
    arguments: str | None = None


class _ToolCall(msgspec.Struct):
    index: int = 0
    id: str | None = None
    function: _Function = msgspec.field(default_factory=_Function)


class _Delta(msgspec.Struct):
    content: str | None = None
    tool_calls: list[_ToolCall] | None = None


class _Choice(msgspec.Struct):
    delta: _Delta = msgspec.field(default_factory=_Delta)
    finish_reason: str | None = None


class _Usage(msgspec.Struct):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class Chunk(msgspec.Struct):
    """One chunk of a stream."""

    choices: list[_Choice] = []
    usage: _Usage | None = None
    error: Any = None

    @property
    def ends(self) -> bool:
        """Whether the model says that its answer is complete."""
        return any(choice.finish_reason for choice in self.choices)

    def deltas(self) -> Iterator[ChatDelta]:
        """What the chunk adds to the answer."""
        for choice in self.choices[:1]:
            if choice.delta.content:
                yield ChatDelta(text=choice.delta.content)
            for call in choice.delta.tool_calls or ():
                yield ChatDelta(
                    tool_call=ToolCallDelta(
                        index=call.index,
                        call_id=call.id,
                        name=call.function.name,
                        arguments=call.function.arguments or "",
                    )
                )
        if self.usage is not None:
            yield ChatDelta(
                tokens=TokenCount(
                    input_tokens=self.usage.prompt_tokens,
                    output_tokens=self.usage.completion_tokens,
                )
            )


_decoder = msgspec.json.Decoder(Chunk)


def chat_messages(request: ChatRequest) -> list[dict[str, Any]]:
    """The request's instructions and messages in OpenAI's form."""
    system = [{"role": "system", "content": request.instructions}] if request.instructions else []
    return [*system, *(_message(message) for message in request.messages)]


def chat_body(request: ChatRequest, limit_field: str) -> dict[str, Any]:
    """The JSON body of a streamed chat completion."""
    settings = request.settings
    body: dict[str, Any] = {
        "model": request.model,
        "messages": chat_messages(request),
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if request.tools:
        body["tools"] = chat_tools(request.tools)
    if settings.temperature is not None:
        body["temperature"] = settings.temperature
    if settings.max_tokens is not None:
        body[limit_field] = settings.max_tokens
    if settings.output_schema is not None:
        body["response_format"] = output_format(settings.output_schema)
    return body


def chat_tools(tools: tuple[ToolDefinition, ...]) -> list[dict[str, Any]]:
    """Tool definitions in OpenAI's form."""
    return [{"type": "function", "function": msgspec.to_builtins(tool)} for tool in tools]


def output_format(schema: dict[str, Any]) -> dict[str, Any]:
    """A `response_format` for one document of `schema`."""
    # Not strict: that mode wants every field required, which msgspec's schemas do not promise.
    return {"type": "json_schema", "json_schema": {"name": "output", "schema": schema}}


def _message(message: ChatMessage) -> dict[str, Any]:
    if message.role == "tool":
        return {"role": "tool", "tool_call_id": message.call_id, "content": message.text}
    body: dict[str, Any] = {"role": message.role, "content": message.text or None}
    if message.tool_calls:
        body["tool_calls"] = [
            {
                "id": call.call_id,
                "type": "function",
                "function": {"name": call.name, "arguments": call.arguments},
            }
            for call in message.tool_calls
        ]
    else:
        body["content"] = message.text
    return body


def read_chunk(model: str, data: str) -> Chunk:
    """One chunk of the stream; raises `ModelFailed` for a broken or error chunk."""
    try:
        chunk = _decoder.decode(data)
    except msgspec.MsgspecError as error:
        raise ModelFailed(model, "broken", detail="a chunk that is no chat completion") from error
    if chunk.error is not None:
        raise ModelFailed(model, "broken", detail="an error in the stream")
    return chunk
