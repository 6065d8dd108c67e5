"""The providers that speak their own protocol (Anthropic, Google and the rest), through litellm.

litellm takes seconds to import, so it is imported in a thread: when a worker has started that is
to answer through it, else on the first request.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import AsyncIterator, Awaitable
from functools import cache
from types import ModuleType
from typing import Any

from wattos.llm.openai_wire import chat_messages, chat_tools, output_format
from wattos.llm.provider import ModelFailed, retry_seconds
from wattos.llm.schemas import ChatDelta, ChatRequest, TokenCount, ToolCallDelta
from wattos.settings import Secret

_SILENCE_SECONDS = 60.0


class LitellmProvider:
    """Serves `<prefix>/<model>` as litellm's `<route>/<model>`.

    Without `api_key` litellm reads the environment variable that it documents for the provider.
    """

    generative = True

    def __init__(
        self,
        prefix: str,
        *,
        route: str,
        api_key: Secret | None = None,
        api_base: str | None = None,
        region: str = "",
        silence_seconds: float = _SILENCE_SECONDS,
    ) -> None:
        self._prefix = prefix
        self._route = route
        self._api_key = api_key
        self._api_base = api_base
        self._region = region
        self._silence_seconds = silence_seconds

    @property
    def prefix(self) -> str:
        return self._prefix

    @property
    def region(self) -> str:
        return self._region

    async def warm(self) -> None:
        """Import litellm, which takes seconds."""
        await asyncio.to_thread(load_litellm)

    async def stream(self, request: ChatRequest) -> AsyncIterator[ChatDelta]:
        litellm = await asyncio.to_thread(load_litellm)
        name = f"{self.prefix}/{request.model}"
        try:
            chunks = await self._in_time(litellm.acompletion(**self._arguments(request)))
            arriving = aiter(chunks)
            while (chunk := await self._in_time(anext(arriving, None))) is not None:
                for delta in _deltas(chunk):
                    yield delta
        except TimeoutError as error:
            raise ModelFailed(name, "timeout", detail="silent for too long") from error
        except litellm.openai.OpenAIError as error:  # the base of all that litellm raises
            raise failure_of(name, error) from error
        if not _told_its_end(chunks):
            raise ModelFailed(name, "broken", detail="the stream stopped before its end")

    async def _in_time(self, waiting: Awaitable[Any]) -> Any:
        """What is waited for; litellm's own `timeout` binds not every provider's connection."""
        async with asyncio.timeout(self._silence_seconds):
            return await waiting

    def _arguments(self, request: ChatRequest) -> dict[str, Any]:
        settings = request.settings
        optional: dict[str, Any] = {
            "api_key": self._api_key.reveal() if self._api_key else None,
            "api_base": self._api_base,
            "tools": chat_tools(request.tools) or None,
            "temperature": settings.temperature,
            "max_tokens": settings.max_tokens,
            "response_format": settings.output_schema and output_format(settings.output_schema),
        }
        return {
            "model": f"{self._route}/{request.model}".removeprefix("/"),
            "messages": chat_messages(request),
            "stream": True,
            "stream_options": {"include_usage": True},
            "timeout": self._silence_seconds,
            "num_retries": 0,  # falling back is the router's business
            # With tools litellm would import its MCP gateway, which needs a package of its own.
            "_skip_mcp_handler": True,
            **{key: value for key, value in optional.items() if value is not None},
        }


@cache
def load_litellm() -> ModuleType:
    """litellm with its network habits off: local price list, no .env file.

    It brings more objects than all else in the process, and they stay. So no search for garbage
    goes through them: not while they come (a quarter of the import's time), nor ever after.
    """
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    os.environ["LITELLM_MODE"] = "PRODUCTION"
    gc.disable()
    try:
        import litellm
    finally:
        gc.enable()
    gc.freeze()

    litellm.suppress_debug_info = True
    litellm.drop_params = True  # a parameter that one provider lacks must not fail the fallback
    return litellm


async def close_clients() -> None:
    """Close the connections that litellm keeps; call it in the event loop that made requests.

    litellm forgets a client ten minutes after it was made, and closes it with a later request, if
    one comes: what it still knows is not all that is open.
    """
    litellm: Any = sys.modules.get("litellm")
    if litellm is None:
        return
    from litellm.caching.evicted_client_closer import default_evicted_client_closer
    from litellm.llms.custom_httpx.async_client_cleanup import close_litellm_async_clients

    await close_litellm_async_clients()
    litellm.in_memory_llm_clients_cache.flush_cache()
    closer: Any = default_evicted_client_closer
    for client in list(closer._owned):  # no public name leads to the forgotten ones
        await (getattr(client, "aclose", None) or client.close)()


def _told_its_end(stream: Any) -> bool:
    """Whether the model said why it ended: a proxy may end a broken stream in good order.

    The last chunk says "stop" in any case, so litellm's own notes are read. For Google's models
    they say it too from the first chunk on: there a cut answer cannot be told from a whole one.
    """
    notes = ("received_finish_reason", "intermittent_finish_reason")
    kept = [getattr(stream, note) for note in notes if hasattr(stream, note)]
    return not kept or any(kept)


def _deltas(chunk: Any) -> list[ChatDelta]:
    found: list[ChatDelta] = []
    for choice in chunk.choices[:1]:
        if choice.delta.content:
            found.append(ChatDelta(text=choice.delta.content))
        found += [
            ChatDelta(
                tool_call=ToolCallDelta(
                    index=call.index,
                    call_id=call.id,
                    name=call.function.name,
                    arguments=call.function.arguments or "",
                )
            )
            for call in choice.delta.tool_calls or ()
        ]
    usage = getattr(chunk, "usage", None)
    if usage is not None:
        counted = TokenCount(
            input_tokens=usage.prompt_tokens or 0, output_tokens=usage.completion_tokens or 0
        )
        found.append(ChatDelta(tokens=counted))
    return found


_REASONS = {
    "Timeout": "timeout",
    "APIConnectionError": "unreachable",
    "AuthenticationError": "unauthorized",
    "PermissionDeniedError": "unauthorized",
    "RateLimitError": "rate-limited",
    "BadRequestError": "rejected",
    "ContextWindowExceededError": "rejected",
    "ContentPolicyViolationError": "rejected",
    "NotFoundError": "rejected",
    "UnprocessableEntityError": "rejected",
}


def failure_of(name: str, error: Exception) -> ModelFailed:
    """What litellm's error says of a model; only the kind is told.

    A failure inside a stream comes wrapped; the message may repeat the question or the key.
    """
    kind = type(getattr(error, "original_exception", None) or error).__name__
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    return ModelFailed(
        name,
        _REASONS.get(kind, "broken"),
        detail=kind,
        retry_after=retry_seconds(headers.get("retry-after")),
    )
