"""Keeps personal data that a person typed from models outside the installation."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import aclosing
from typing import Any, Protocol, cast
from uuid import UUID

import msgspec

from wattos.llm.provider import ModelProvider
from wattos.llm.schemas import ChatDelta, ChatMessage, ChatRequest, ToolCall, ToolCallDelta


class FoundSpan(Protocol):
    """Personal data in a text: its characters and its type."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def type(self) -> str: ...


class MessageRedactor(Protocol):
    """Finds what must not leave in what a person wrote."""

    async def find_in_message(self, text: str, *, tenant_id: UUID) -> Sequence[FoundSpan]: ...


async def placeholders_for(
    texts: Iterable[str], redactors: Sequence[MessageRedactor], tenant_id: UUID
) -> dict[str, str]:
    """A placeholder such as `[IBAN_1]` for each personal value in the texts."""
    found: dict[str, str] = {}
    for text in texts:
        for redactor in redactors:
            for span in await redactor.find_in_message(text, tenant_id=tenant_id):
                value = text[span.start : span.end]
                found.setdefault(value, f"[{span.type}_{len(found) + 1}]")
    return found


class Placeholders:
    """Puts the placeholders of some values in their place, the longest value first."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        longest_first = sorted(values, key=len, reverse=True)
        self._found = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")

    def hide(self, text: str) -> str:
        """The text with placeholders wherever one of the values stands."""
        if not self._values:
            return text
        return self._found.sub(lambda value: self._values[value.group()], text)


async def without_personal_data(
    texts: Sequence[str], redactors: Sequence[MessageRedactor], tenant_id: UUID
) -> list[str]:
    """The texts with placeholders for what the tenant's policy for conversations takes out.

    The same value has the same placeholder in all of them.
    """
    hidden = Placeholders(await placeholders_for(texts, redactors, tenant_id))
    return [hidden.hide(text) for text in texts]


class WithholdingProvider:
    """A provider that is shown placeholders, and whose answer has the values put back.

    Values are hidden wherever they stand in messages, the sources among them included, so that the
    model sees one name for one thing.
    """

    def __init__(self, provider: ModelProvider, placeholders: Mapping[str, str]) -> None:
        self._provider = provider
        self._placeholders = placeholders
        self._hide = Placeholders(placeholders).hide

    @property
    def prefix(self) -> str:
        return self._provider.prefix

    @property
    def generative(self) -> bool:
        return self._provider.generative

    @property
    def region(self) -> str:
        return self._provider.region

    async def stream(self, request: ChatRequest) -> AsyncIterator[ChatDelta]:
        """What the provider answers to the request without the values, with them put back."""
        hidden = msgspec.structs.replace(
            request,
            question=self._hide(request.question),
            messages=tuple(map(self._message, request.messages)),
        )
        as_json = request.settings.output_schema is not None
        text = _Restorer(self._placeholders, as_json=as_json)
        calls: dict[int, _Restorer] = {}
        # Providers stream by async generators, which close their connection when they are closed.
        deltas = cast("Any", self._provider.stream(hidden))
        async with aclosing(deltas):
            async for delta in deltas:
                yield _restored(delta, text, calls, self._placeholders)
        if rest := text.rest():
            yield ChatDelta(text=rest)
        for index, restorer in calls.items():
            if rest := restorer.rest():
                yield ChatDelta(tool_call=ToolCallDelta(index=index, arguments=rest))

    def _message(self, message: ChatMessage) -> ChatMessage:
        calls = tuple(
            ToolCall(call_id=call.call_id, name=call.name, arguments=self._hide(call.arguments))
            for call in message.tool_calls
        )
        return msgspec.structs.replace(message, text=self._hide(message.text), tool_calls=calls)


class _Restorer:
    """Puts values back into a text that comes in pieces; holds a placeholder that has begun."""

    def __init__(self, placeholders: Mapping[str, str], *, as_json: bool) -> None:
        self._values = {
            placeholder: json.dumps(value, ensure_ascii=False)[1:-1] if as_json else value
            for value, placeholder in placeholders.items()
        }
        self._held = ""

    def take(self, piece: str) -> str:
        text = self._held + piece
        for placeholder, value in self._values.items():
            text = text.replace(placeholder, value)
        begun = text.rfind("[")
        if begun < 0 or not any(known.startswith(text[begun:]) for known in self._values):
            begun = len(text)
        self._held = text[begun:]
        return text[:begun]

    def rest(self) -> str:
        held, self._held = self._held, ""
        return held


def _restored(
    delta: ChatDelta, text: _Restorer, calls: dict[int, _Restorer], known: Mapping[str, str]
) -> ChatDelta:
    call = delta.tool_call
    if call is not None:
        restorer = calls.setdefault(call.index, _Restorer(known, as_json=True))
        call = msgspec.structs.replace(call, arguments=restorer.take(call.arguments))
    return msgspec.structs.replace(delta, text=text.take(delta.text), tool_call=call)
