"""A real HTTP server on the loopback that speaks OpenAI's protocol.

Chat completions come from a queue; embeddings are computed, and refused where a refusal is queued.
"""

from __future__ import annotations

import asyncio
import socket
from collections import deque
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import msgspec
import uvicorn

from wattos._testing.embeddings import embeddings_of

if TYPE_CHECKING:
    from uvicorn._types import ASGIReceiveCallable, ASGISendCallable, Scope


class ReceivedRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A request as it arrived; header names are in lower case."""

    path: str
    query: str
    headers: dict[str, str]
    body: dict[str, Any]


class ServerAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What the server does with the next request.

    With a `status` other than 200 it refuses with `error_code`. `break_off_after` closes the
    connection after that many chunks; `cut_off_after` ends the answer there in good order, as a
    proxy does whose own connection broke; `hang_after` falls silent there until the client leaves.
    """

    text: str = ""
    tool_call: tuple[str, dict[str, Any]] | None = None
    status: int = 200
    error_code: str = ""
    retry_after: int | None = None
    break_off_after: int | None = None
    cut_off_after: int | None = None
    hang_after: int | None = None


class OpenAIServer:
    """The fake endpoint; `base_url` ends in `/v1`, as `OPENAI_BASE_URL` wants it."""

    def __init__(self, port: int) -> None:
        self.base_url = f"http://127.0.0.1:{port}/v1"
        self.root_url = f"http://127.0.0.1:{port}"
        self.requests: list[ReceivedRequest] = []
        self.left = asyncio.Event()
        """Set when a client has left an answer that hangs."""
        self._answers: deque[ServerAnswer] = deque()

    def queue(
        self,
        text: str = "",
        *,
        tool_call: tuple[str, dict[str, Any]] | None = None,
        break_off_after: int | None = None,
        cut_off_after: int | None = None,
        hang_after: int | None = None,
    ) -> None:
        """Queue an answer, streamed word by word; `tool_call` is a name and its arguments."""
        self._answers.append(
            ServerAnswer(
                text=text,
                tool_call=tool_call,
                break_off_after=break_off_after,
                cut_off_after=cut_off_after,
                hang_after=hang_after,
            )
        )

    def queue_refusal(
        self, status: int, error_code: str = "", *, retry_after: int | None = None
    ) -> None:
        """Queue an HTTP error in OpenAI's form."""
        self._answers.append(
            ServerAnswer(status=status, error_code=error_code, retry_after=retry_after)
        )

    @property
    def _refuses(self) -> bool:
        return bool(self._answers) and self._answers[0].status != 200

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        """The ASGI application."""
        if scope["type"] != "http":
            return
        body = await _read(receive)
        self.requests.append(
            ReceivedRequest(
                path=scope["path"],
                query=scope["query_string"].decode(),
                headers={key.decode(): value.decode() for key, value in scope["headers"]},
                body=msgspec.json.decode(body) if body else {},
            )
        )
        if scope["path"].endswith("/embeddings") and not self._refuses:
            await _send(send, 200, embeddings_of(self.requests[-1].body))
            return
        if not self._answers:
            await _send(send, 500, _error("nothing_queued"))
            return
        answer = self._answers.popleft()
        if answer.status != 200:
            await _send(send, answer.status, _error(answer.error_code), answer.retry_after)
            return
        await _stream(send, answer)
        if answer.hang_after is not None:
            while (await receive())["type"] != "http.disconnect":
                pass
            self.left.set()


async def _read(receive: ASGIReceiveCallable) -> bytes:
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return body
        body += message["body"]
        if not message["more_body"]:
            return body


def _error(code: str) -> bytes:
    return msgspec.json.encode({"error": {"message": "refused", "type": "error", "code": code}})


async def _send(
    send: ASGISendCallable, status: int, body: bytes, retry_after: int | None = None
) -> None:
    headers = [(b"content-type", b"application/json")]
    if retry_after is not None:
        headers.append((b"retry-after", str(retry_after).encode()))
    await send(
        {"type": "http.response.start", "status": status, "headers": headers, "trailers": False}
    )
    await send({"type": "http.response.body", "body": body, "more_body": False})


async def _stream(send: ASGISendCallable, answer: ServerAnswer) -> None:
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-type", b"text/event-stream")],
            "trailers": False,
        }
    )
    for position, chunk in enumerate(_chunks(answer)):
        if position == answer.break_off_after:
            raise ConnectionAbortedError("the test asked for a broken stream")
        if position == answer.cut_off_after:
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        if position == answer.hang_after:
            return
        data = b"data: " + msgspec.json.encode(chunk) + b"\n\n"
        await send({"type": "http.response.body", "body": data, "more_body": True})
    await send({"type": "http.response.body", "body": b"data: [DONE]\n\n", "more_body": False})


def _chunks(answer: ServerAnswer) -> Iterator[dict[str, Any]]:
    yield _chunk({"role": "assistant", "content": ""})
    words = answer.text.split(" ") if answer.text else []
    for position, word in enumerate(words):
        yield _chunk({"content": word if position == len(words) - 1 else word + " "})
    if answer.tool_call is not None:
        yield from _tool_chunks(*answer.tool_call)
    reason = "tool_calls" if answer.tool_call else "stop"
    yield {**_chunk({}), "choices": [{"index": 0, "delta": {}, "finish_reason": reason}]}
    usage = {"prompt_tokens": 12, "completion_tokens": len(words), "total_tokens": 12 + len(words)}
    yield {**_chunk({}), "choices": [], "usage": usage}


def _tool_chunks(name: str, arguments: dict[str, Any]) -> Iterator[dict[str, Any]]:
    text = msgspec.json.encode(arguments).decode()
    head = {"index": 0, "id": "call_1", "type": "function"}
    yield _chunk({"tool_calls": [{**head, "function": {"name": name, "arguments": ""}}]})
    middle = len(text) // 2
    for piece in (text[:middle], text[middle:]):
        yield _chunk({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]})


def _chunk(delta: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1_700_000_000,
        "model": "fake",
        "choices": [{"index": 0, "delta": delta, "finish_reason": None}],
    }


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


@asynccontextmanager
async def running_openai_server() -> AsyncGenerator[OpenAIServer]:
    """Serve on a free port of the loopback until the block ends."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    fake = OpenAIServer(listener.getsockname()[1])
    config = uvicorn.Config(fake, log_config=None, lifespan="off", timeout_graceful_shutdown=1)
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await server.ready.wait()
        yield fake
    finally:
        server.should_exit = True
        await serving
        listener.close()
