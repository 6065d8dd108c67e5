"""Real HTTP servers on loopback addresses and name servers that say what a test wants."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence

import pytest


class LoopbackServer:
    """A small HTTP server that counts what reaches it; paths decide the answer."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, str]] = []
        self.redirect_to = ""
        self.port = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        except asyncio.IncompleteReadError:
            writer.close()
            return
        path = head.split(" ", 2)[1]
        hosts = [line[6:] for line in head.split("\r\n") if line.lower().startswith("host: ")]
        self.requests.append((hosts[0], path))
        if path == "/redirect":
            writer.write(
                b"HTTP/1.1 302 Found\r\nLocation: %b\r\nContent-Length: 0\r\n"
                b"Connection: close\r\n\r\n" % self.redirect_to.encode()
            )
        elif path == "/endless":
            writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"x" * 300_000)
        else:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello")
        with contextlib.suppress(ConnectionError):  # a client may hang up on purpose
            await writer.drain()
        writer.close()


@pytest.fixture
async def server() -> AsyncIterator[LoopbackServer]:
    """A server that tests may reach when they open loopback."""
    server = LoopbackServer()
    listening = await asyncio.start_server(server.answer, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    async with listening:
        yield server


class Names:
    """A name server for tests: each look-up takes the next answer, the last one stays."""

    def __init__(self, **answers: Sequence[Sequence[str]]) -> None:
        self._answers = {name.replace("_", "."): list(given) for name, given in answers.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        answers = self._answers[host]
        return answers.pop(0) if len(answers) > 1 else answers[0]
