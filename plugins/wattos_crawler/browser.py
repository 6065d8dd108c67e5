"""A real browser for pages that scripts write, in which every request passes the guard.

crawl4ai's Playwright strategy drives Chromium, but Chromium itself never reaches the network: its
proxy is a dead end, and each request it makes is answered from the crawl's own guarded fetcher.
"""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

from wattos_crawler.fetch import Answer, Fetcher, NotTaken, follow, prepare_crawl4ai

if TYPE_CHECKING:
    from playwright.async_api import Route

    from wattos_crawler.chromium import ChromiumStrategy

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
_UNNEEDED: Final = frozenset({"image", "media", "font", "websocket", "eventsource", "manifest"})
_TIMEOUT: Final = 25.0
"""Seconds for a page to settle."""


def find_chromium() -> str | None:
    """The path of a Chromium on this machine: the system's own, or one of Playwright's."""
    for name in _NAMES:
        if found := shutil.which(name):
            return found
    cache = Path("~/.cache/ms-playwright").expanduser()
    own = sorted(cache.glob("chromium-*/chrome-linux*/chrome"))
    return str(own[-1]) if own else None


class Browser:
    """Renders pages one at a time; Chromium starts with the first and ends with `close`."""

    def __init__(self, fetcher: Fetcher, executable: str | None, user_agent: str) -> None:
        self._user_agent = user_agent
        self._fetcher = fetcher
        self._executable = executable
        self._strategy: ChromiumStrategy | None = None
        self._turn = asyncio.Lock()

    @property
    def available(self) -> bool:
        """Whether there is a Chromium to render with."""
        return self._executable is not None

    async def close(self) -> None:
        """End Chromium."""
        if self._strategy is not None:
            await self._strategy.close()
            self._strategy = None

    async def render(self, answer: Answer) -> str:
        """The HTML of a page after its scripts have run; `answer` is the page as fetched.

        Raises:
            NotTaken: Chromium failed on the page.
        """
        async with self._turn:
            try:
                async with asyncio.timeout(_TIMEOUT + 10):
                    strategy = self._strategy or await self._start()
                    return await strategy.render(answer.url, self._reply_for(answer))
            except NotTaken:
                raise
            except TimeoutError as error:
                raise NotTaken("timeout", status=answer.status, detail="browser") from error
            except Exception as error:  # crawl4ai and Playwright raise plain errors of many kinds
                detail = f"browser: {type(error).__name__}"
                raise NotTaken("unreadable", status=answer.status, detail=detail) from error

    async def _start(self) -> ChromiumStrategy:
        prepare_crawl4ai()
        module = await asyncio.to_thread(_load)
        assert self._executable is not None
        strategy = module(self._executable, timeout=_TIMEOUT, user_agent=self._user_agent)
        await strategy.start()
        self._strategy = strategy
        return strategy

    def _reply_for(self, answer: Answer):
        async def reply(route: Route) -> None:
            request = route.request
            if request.url == answer.url:
                await _fulfil(route, answer)
            elif request.resource_type in _UNNEEDED or request.method != "GET":
                await route.abort()
            else:
                try:
                    await _fulfil(
                        route, await self._fetcher.get(request.url, follow, wanted=_anything)
                    )
                except NotTaken:
                    await route.abort()

        return reply


def _anything(_media_type: str) -> bool:
    return True


async def _fulfil(route: Route, answer: Answer) -> None:
    kind = answer.media_type or "text/html"
    charset = f"; charset={answer.charset}" if answer.charset else ""
    # Scripts may read what they fetched from other origins of the same page: nothing is secret
    # here, because no sign-in ever goes out, and no cookie but those of redirects.
    headers = {"access-control-allow-origin": "*", "content-type": kind + charset}
    await route.fulfill(status=answer.status, headers=headers, body=answer.body)


def _load() -> type[ChromiumStrategy]:
    from wattos_crawler.chromium import ChromiumStrategy

    return ChromiumStrategy
