"""A website made of a table of answers, served over real sockets on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus

import msgspec


class Reply(msgspec.Struct, frozen=True):
    """An answer; `{base}` in text is the site's address. `hangs` never answers."""

    body: str | bytes = ""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = {}
    hangs: bool = False
    repeat: int = 1
    etag: str = ""
    cookie: str = ""
    """A request that lacks this cookie ("name=value") is redirected to the same address with it."""
    modified: str = ""
    """Last-Modified. With either, a request that names it is answered by 304."""


def page(title: str, *links: str, text: str = "", head: str = "") -> Reply:
    """A page with a title, links and a paragraph of its own."""
    anchors = "".join(f'<li><a href="{link}">{link}</a></li>' for link in links)
    body = text or f"Auf dieser Seite steht alles über {title}, in ganzen Sätzen."
    return Reply(
        f"<html lang=de><head><title>{title} | Stadt</title>{head}</head><body><nav><ul>{anchors}"
        f"</ul></nav><main><h1>{title}</h1><p>{body}</p></main></body></html>"
    )


def redirect(target: str, status: int = 302) -> Reply:
    """A redirect."""
    return Reply(status=status, headers={"Location": target})


class Site:
    """The running site; `asked` holds every path that was asked for, in order."""

    def __init__(self, replies: Mapping[str, Reply | list[Reply]]) -> None:
        self.replies = dict(replies)
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.untouched: list[str] = []
        """Paths that were answered by 304."""
        self.base = ""
        self._news = asyncio.Condition()
        self._open: set[asyncio.Task[None]] = set()

    def url(self, path: str = "/") -> str:
        """The whole address of a path."""
        return self.base + path

    async def was_asked_for(self, *paths: str) -> None:
        """Wait until each of these paths was asked for."""
        async with self._news:
            await self._news.wait_for(lambda: set(paths) <= set(self.asked))

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            while head := (await reader.readuntil(b"\r\n\r\n")).decode("latin-1"):
                await self._reply(head, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client or the end of the test closed the connection
        finally:
            self._open.discard(task)
            writer.close()

    async def close(self) -> None:
        """Hang up on everybody."""
        for task in (waiting := list(self._open)):
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    async def _reply(self, head: str, writer: asyncio.StreamWriter) -> None:
        path = head.split(" ", 2)[1]
        self.asked.append(path)
        async with self._news:
            self._news.notify_all()
        self.agents |= {
            line[12:] for line in head.split("\r\n") if line.lower().startswith("user-agent: ")
        }
        reply = self._unless_known(path, head, self._choose(path))
        if reply.cookie and f"\r\nCookie: {reply.cookie}\r\n" not in head:
            reply = Reply(status=302, headers={"Location": path, "Set-Cookie": reply.cookie})
        body = reply.body
        if isinstance(body, str):
            body = body.replace("{base}", self.base).encode("utf-8", "surrogateescape")
        body *= reply.repeat
        headers = {"Content-Type": reply.kind, "Content-Length": str(len(body)), **reply.headers}
        lines = "".join(
            f"{name}: {value.replace('{base}', self.base)}\r\n" for name, value in headers.items()
        )
        phrase = HTTPStatus(reply.status).phrase
        if reply.hangs:
            await asyncio.Event().wait()
        writer.write(f"HTTP/1.1 {reply.status} {phrase}\r\n{lines}\r\n".encode("latin-1"))
        if not head.startswith("HEAD "):
            writer.write(body)
        await writer.drain()

    def _unless_known(self, path: str, head: str, reply: Reply) -> Reply:
        """The reply with its validators, or 304 where the request names one of them."""
        fields = (line.partition(": ") for line in head.split("\r\n"))
        asked = {name.lower(): value for name, _, value in fields}
        named = {"ETag": reply.etag, "Last-Modified": reply.modified}
        validators = {name: value for name, value in named.items() if value}
        matched = asked.get("if-none-match", asked.get("if-modified-since"))
        if matched is not None and matched in validators.values():
            self.untouched.append(path)
            return Reply(status=304, headers={**reply.headers, **validators})
        return msgspec.structs.replace(reply, headers={**reply.headers, **validators})

    def _choose(self, path: str) -> Reply:
        found = self.replies.get(path, Reply("Nicht gefunden", status=404))
        if isinstance(found, list):
            return found.pop(0) if len(found) > 1 else found[0]
        return found


@asynccontextmanager
async def serve(replies: Mapping[str, Reply | list[Reply]]) -> AsyncGenerator[Site]:
    """Serve a site while the block runs."""
    site = Site(replies)
    server = await asyncio.start_server(site.answer, "127.0.0.1", 0)
    site.base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield site
    finally:
        server.close()
        await site.close()
