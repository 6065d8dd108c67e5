"""crawl4ai's HTTP strategy behind the outbound guard.

The stock strategy follows redirects by itself, reads bodies of any size, saves files to disk and
drops the headers of error answers (so also Retry-After). Here one call is one hop, and the crawl
decides what follows. Importing this module imports crawl4ai, which takes seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

import aiohttp
from crawl4ai import CrawlerRunConfig
from crawl4ai.async_crawler_strategy import AsyncHTTPCrawlerStrategy
from crawl4ai.models import AsyncCrawlResponse
from yarl import URL

from wattos.errors import TooLarge
from wattos.outbound import OutboundPolicy, guarded_session
from wattos_crawler.fetch import REDIRECTS

_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.8",
    "Accept-Language": "de,en;q=0.8,*;q=0.5",
}
_PIECE = 64 * 1024


class HopResponse(AsyncCrawlResponse):
    """crawl4ai's response with the body as bytes; `html` stays empty."""

    body: bytes = b""
    charset: str | None = None
    media_type: str = ""


class GuardedHTTPStrategy(AsyncHTTPCrawlerStrategy):
    """Fetches one URL without following redirects, whatever the status, within a byte limit.

    Cookies (RFC 6265) that come with a redirect go back to their host until the crawl ends: some
    sites show nothing before they do. Those of pages are not kept: no visit changes another.
    """

    def __init__(
        self,
        policy: OutboundPolicy,
        *,
        timeout: float,
        limit: int,
        user_agent: str,
    ) -> None:
        super().__init__()
        self._headers = {"User-Agent": user_agent, **_HEADERS}
        self._policy = policy
        self._timeout = aiohttp.ClientTimeout(total=timeout, connect=min(timeout, 10.0))
        self._limit = limit
        self._cookies: aiohttp.CookieJar | None = None

    async def start(self) -> None:
        """Open the guarded session."""
        if self._session is None:
            self._session = guarded_session(
                self._policy, timeout=self._timeout, headers=self._headers
            )
            # "unsafe" is a host that is an address of four numbers, as in a house's own network.
            self._cookies = aiohttp.CookieJar(unsafe=True)

    async def crawl(
        self,
        url: str,
        config: CrawlerRunConfig | None = None,
        *,
        wanted: Callable[[str], bool] = bool,
        conditions: Mapping[str, str] | None = None,
        at_most: int | None = None,
        **_kwargs: Any,
    ) -> HopResponse:
        """Fetch one hop; the stock method would open `file:` and `raw:` addresses too.

        The body is read when the status is 2xx and `wanted` says so of the media type; what the
        header lines of `conditions` ask may be answered by 304. With `at_most` the body ends after
        so many bytes, however long it is. Values of a repeated header stand on lines of their own.

        Raises:
            OutboundRefused: the address may not be reached.
            TooLarge: the body is over the limit.
            aiohttp.ClientError, TimeoutError: the site did not answer properly.
        """
        await self.start()
        session = cast("aiohttp.ClientSession", self._session)
        jar = cast("aiohttp.CookieJar", self._cookies)
        address = URL(url, encoded=True)
        async with session.get(
            address,
            headers=conditions,
            cookies=jar.filter_cookies(address),
            allow_redirects=False,
        ) as response:
            if response.status in REDIRECTS:
                jar.update_cookies(response.cookies, address)
            media_type = response.content_type if "Content-Type" in response.headers else ""
            readable = response.status < 300 and wanted(media_type)
            return HopResponse(
                html="",
                status_code=response.status,
                response_headers={
                    name.lower(): "\n".join(response.headers.getall(name))
                    for name in response.headers
                },
                redirected_url=url,
                body=await self._read(response, at_most) if readable else b"",
                charset=response.charset,
                media_type=media_type,
            )

    async def _read(self, response: aiohttp.ClientResponse, at_most: int | None) -> bytes:
        announced = response.headers.get("Content-Length", "")
        if at_most is None and announced.isdigit() and int(announced) > self._limit:
            raise self._too_large(f"{announced} bytes")
        body = bytearray()
        async for piece in response.content.iter_chunked(_PIECE):
            body += piece
            if at_most is not None and len(body) >= at_most:
                return bytes(body[:at_most])
            if at_most is None and len(body) > self._limit:
                raise self._too_large("more than the limit")
        return bytes(body)

    def _too_large(self, size: str) -> TooLarge:
        return TooLarge(
            "The answer is too large.", given=size, expected=f"at most {self._limit} bytes"
        )
