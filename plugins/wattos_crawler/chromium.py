"""crawl4ai's Playwright strategy with the machine's own Chromium, cut off from the network.

Importing this module imports crawl4ai, which takes seconds.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

from crawl4ai import BrowserConfig, CacheMode, CrawlerRunConfig
from crawl4ai.async_crawler_strategy import AsyncPlaywrightCrawlerStrategy
from crawl4ai.browser_manager import BrowserManager
from playwright.async_api import BrowserContext, Page, Route, WebSocketRoute

Reply = Callable[[Route], Awaitable[None]]

# Whatever request interception does not see (sockets, beacons, prefetches, WebRTC) runs into a
# proxy that does not exist, loopback addresses included.
_NO_NETWORK: Final = [
    "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--dns-prefetch-disable",
]


class _Manager(BrowserManager):
    """Starts a given executable: crawl4ai's own settings know Playwright's downloads only."""

    def __init__(self, executable: str, config: BrowserConfig, logger: Any) -> None:
        super().__init__(browser_config=config, logger=logger)
        self._executable = executable

    def _build_browser_args(self) -> dict[str, Any]:
        return {**super()._build_browser_args(), "executable_path": self._executable}


class ChromiumStrategy:
    """One Chromium; renders a page from replies that the caller gives."""

    def __init__(self, executable: str, *, timeout: float, user_agent: str) -> None:
        config = BrowserConfig(
            headless=True, verbose=False, user_agent=user_agent, extra_args=_NO_NETWORK
        )
        self._timeout = timeout
        self._strategy = AsyncPlaywrightCrawlerStrategy(browser_config=config)
        self._strategy.browser_manager = _Manager(executable, config, self._strategy.logger)
        self._reply: Reply | None = None
        self._strategy.set_hook("on_page_context_created", self._intercept)

    async def start(self) -> None:
        """Start Chromium."""
        await self._strategy.start()

    async def close(self) -> None:
        """End Chromium."""
        await self._strategy.close()

    async def render(self, url: str, reply: Reply) -> str:
        """The page's HTML once its requests have settled; `reply` answers each of them."""
        self._reply = reply
        config = CrawlerRunConfig(
            cache_mode=CacheMode.BYPASS,
            wait_until="networkidle",
            page_timeout=int(self._timeout * 1000),
            verbose=False,
        )
        return (await self._strategy.crawl(url, config)).html

    async def _intercept(self, page: Page, context: BrowserContext, **_given: Any) -> Page:
        reply = self._reply
        assert reply is not None
        await page.route("**/*", reply)
        await page.route_web_socket("**/*", _hang_up)
        return page


def _hang_up(socket: WebSocketRoute) -> None:
    """A web socket is neither answered nor connected."""
    _ = socket
