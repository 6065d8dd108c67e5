"""A model whose answers a test queues."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence

import msgspec

from wattos.llm import (
    ChatDelta,
    ChatRequest,
    ModelFailed,
    Quote,
    TokenCount,
    ToolCallDelta,
)


class ScriptedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One answer in the queue.

    `deltas` are streamed one by one; `failure` is a reason of `ModelFailed`, raised after them;
    with `hold` the stream waits before its last delta until the event is set.
    """

    deltas: tuple[ChatDelta, ...] = ()
    failure: str | None = None
    hold: asyncio.Event | None = None


class ScriptedModel:
    """A `ModelProvider` that answers from a queue and keeps the requests it got.

    Its models are named `<prefix>/<anything>`. An empty queue is an error of the test.
    """

    def __init__(self, prefix: str = "scripted", *, generative: bool = True) -> None:
        self.prefix = prefix
        self.generative = generative
        self.region = "local"
        self.requests: list[ChatRequest] = []
        self._answers: deque[ScriptedAnswer | Callable[[ChatRequest], ScriptedAnswer]] = deque()

    def queue(
        self,
        text: str = "",
        *,
        quotes: Sequence[Quote] = (),
        abstained: bool = False,
        failure: str | None = None,
        hold: asyncio.Event | None = None,
    ) -> None:
        """Queue an answer, streamed word by word."""
        words = text.split(" ") if text else []
        pieces = [word + " " for word in words[:-1]] + words[-1:]
        deltas = [ChatDelta(text=piece) for piece in pieces]
        if quotes or abstained:
            deltas.insert(0, ChatDelta(quotes=tuple(quotes), abstained=abstained))
        if deltas and failure is None:
            deltas.append(ChatDelta(tokens=TokenCount(input_tokens=10, output_tokens=len(pieces))))
        self._answers.append(ScriptedAnswer(deltas=tuple(deltas), failure=failure, hold=hold))

    def queue_tool_call(self, name: str, arguments: dict[str, object], *, text: str = "") -> None:
        """Queue an answer that calls a tool, as a language model does."""
        call = ToolCallDelta(
            index=0,
            call_id=f"call_{len(self.requests) + len(self._answers) + 1}",
            name=name,
            arguments=msgspec.json.encode(arguments).decode(),
        )
        before = (ChatDelta(text=text),) if text else ()
        self._answers.append(ScriptedAnswer(deltas=(*before, ChatDelta(tool_call=call))))

    def queue_json(self, value: object) -> None:
        """Queue a structured answer."""
        self.queue(msgspec.json.encode(value).decode())

    def queue_answer(
        self, answer: ScriptedAnswer | Callable[[ChatRequest], ScriptedAnswer]
    ) -> None:
        """Queue exact deltas, or a function that makes them from the request."""
        self._answers.append(answer)

    @property
    def last_request(self) -> ChatRequest:
        """The request answered last."""
        return self.requests[-1]

    async def stream(self, request: ChatRequest) -> AsyncIterator[ChatDelta]:
        self.requests.append(request)
        if not self._answers:
            raise AssertionError("The scripted model was asked, but no answer is queued.")
        answer = self._answers.popleft()
        if not isinstance(answer, ScriptedAnswer):
            answer = answer(request)
        for position, delta in enumerate(answer.deltas):
            if answer.hold is not None and position == len(answer.deltas) - 1:
                await answer.hold.wait()
            yield delta
        if answer.failure is not None:
            raise ModelFailed(f"{self.prefix}/{request.model}", answer.failure)
