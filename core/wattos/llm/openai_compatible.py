"""Models behind an OpenAI-compatible endpoint: OpenAI, Azure OpenAI, Ollama.

A direct client instead of a vendor's library: half the time to the first token, and no import cost.
An address from the operator's environment does not pass the guard for outside addresses: Ollama on
the loopback is a normal installation. One that a tenant entered does.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import httpx
import msgspec

from wattos.llm.endpoints import Endpoint
from wattos.llm.openai_wire import chat_body, read_chunk
from wattos.llm.provider import ModelFailed, retry_seconds
from wattos.llm.schemas import ChatDelta, ChatRequest
from wattos.llm.sse import sse_data
from wattos.outbound import NetworkSettings, OutboundRefused, guarded_client

_CONNECT_SECONDS = 5.0
_SILENCE_SECONDS = 60.0


class OpenAICompatibleProvider:
    """Streams chat completions (OpenAI API reference, "Create chat completion", stream=true)."""

    generative = True

    def __init__(self, endpoint: Endpoint, *, guard: NetworkSettings | None = None) -> None:
        self._endpoint = endpoint
        self._guard = guard
        self._client: httpx.AsyncClient | None = None

    @property
    def prefix(self) -> str:
        return self._endpoint.prefix

    @property
    def region(self) -> str:
        return self._endpoint.region

    async def stream(self, request: ChatRequest) -> AsyncIterator[ChatDelta]:
        name = f"{self.prefix}/{request.model}"
        body = msgspec.json.encode(chat_body(request, self._endpoint.limit_field))
        ended = False
        async with self._response(name, request.model, body) as response:
            try:
                async for data in sse_data(response.aiter_lines()):
                    if data == "[DONE]":
                        return
                    chunk = read_chunk(name, data)
                    ended = ended or chunk.ends
                    for delta in chunk.deltas():
                        yield delta
            except httpx.TimeoutException as error:
                raise ModelFailed(name, "timeout") from error
            except httpx.HTTPError as error:
                raise ModelFailed(name, "unreachable", detail=type(error).__name__) from error
        if not ended:  # a proxy may end the body in good order where the model's connection broke
            raise ModelFailed(name, "broken", detail="the stream stopped before its end")

    @asynccontextmanager
    async def _response(self, name: str, model: str, body: bytes) -> AsyncGenerator[httpx.Response]:
        client = self._connected()
        url = self._endpoint.url.format(model=model)
        request = client.build_request("POST", url, content=body)
        try:
            response = await client.send(request, stream=True)
        except OutboundRefused as error:
            raise ModelFailed(name, "address-refused") from error
        except httpx.TimeoutException as error:
            raise ModelFailed(name, "timeout") from error
        except httpx.HTTPError as error:
            raise ModelFailed(name, "unreachable", detail=type(error).__name__) from error
        try:
            if not response.is_success:
                raise await refusal(name, response)
            yield response
        finally:
            await response.aclose()

    def _connected(self) -> httpx.AsyncClient:
        if self._client is None:
            headers = {"content-type": "application/json", **self._endpoint.headers}
            timeout = httpx.Timeout(_SILENCE_SECONDS, connect=_CONNECT_SECONDS)
            self._client = (
                httpx.AsyncClient(headers=headers, timeout=timeout)
                if self._guard is None
                else guarded_client(self._guard, headers=headers, timeout=timeout)
            )
        return self._client

    async def close(self) -> None:
        """Close the connections kept open between requests."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None


_REASONS = {401: "unauthorized", 403: "unauthorized", 408: "timeout", 429: "rate-limited"}


async def refusal(name: str, response: httpx.Response) -> ModelFailed:
    """What an HTTP error says of a model, without the provider's own words."""
    status = response.status_code
    reason = _REASONS.get(status, "broken" if status >= 500 else "rejected")
    return ModelFailed(
        name,
        reason,
        detail=f"HTTP {status} {_error_code(await response.aread())}".strip(),
        retry_after=retry_seconds(response.headers.get("retry-after")),
    )


class _Error(msgspec.Struct):
    code: str | int | None = None
    type: str | None = None


class _Refusal(msgspec.Struct):
    error: _Error | str | None = None


def _error_code(body: bytes) -> str:
    """The provider's error code; its message may repeat the question or a part of the key."""
    try:
        error = msgspec.json.decode(body, type=_Refusal).error
    except msgspec.MsgspecError:
        return ""
    if not isinstance(error, _Error):
        return ""
    return str(error.code or error.type or "")[:60]
