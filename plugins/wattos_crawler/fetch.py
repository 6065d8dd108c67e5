"""Getting one address politely: redirects hop by hop, retries, and a reason for every failure."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from wattos.errors import TooLarge
from wattos.outbound import OutboundPolicy, OutboundRefused
from wattos_crawler.media import worth_reading
from wattos_crawler.options import CrawlOptions
from wattos_crawler.politeness import LONGEST_PAUSE, Gate, host_of, retry_after
from wattos_crawler.settings import CrawlerSettings
from wattos_crawler.urls import normalise, place_of

if TYPE_CHECKING:
    from wattos_crawler.strategy import GuardedHTTPStrategy, HopResponse

MAX_REDIRECTS: Final = 6
_ATTEMPTS: Final = 3
NOT_MODIFIED: Final = 304
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_TOO_MANY: Final = 429
_WAITING: Final = frozenset({_TOO_MANY, 503})

Admit = Callable[[str], Awaitable[None]]
"""Takes the target of a redirect; raises `NotTaken` to stop there."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What an address led to in the end; header names are lower case.

    A `status` of 304 says that nothing has changed: there is no body.
    """

    url: str
    status: int
    headers: dict[str, str]
    body: bytes
    media_type: str
    charset: str | None = None


Conditions = Callable[[str], dict[str, str]]
"""Takes an address; gives the header lines that ask for it only if it has changed."""


def unconditional(_url: str) -> dict[str, str]:
    """Asks for the content whatever is known of it."""
    return {}


async def follow(_target: str) -> None:
    """Admits every redirect, for files that are no pages of the crawl (robots.txt, scripts)."""


class NotTaken(Exception):
    """A page is not taken, and why."""

    def __init__(
        self,
        reason: str,
        *,
        state: Literal["skipped", "failed", "duplicate"] = "failed",
        status: int | None = None,
        detail: str = "",
        content_hash: str | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.state: Literal["skipped", "failed", "duplicate"] = state
        self.status = status
        self.detail = detail
        self.content_hash = content_hash

    def again(self) -> NotTaken:
        """The same outcome for another address (an exception is raised once)."""
        return NotTaken(self.reason, state=self.state, status=self.status, detail=self.detail)


class Fetcher:
    """Fetches through crawl4ai's HTTP strategy, which is loaded with the first address."""

    def __init__(
        self, policy: OutboundPolicy, options: CrawlOptions, settings: CrawlerSettings
    ) -> None:
        self._policy = policy
        self._options = options
        self._settings = settings
        self._gates: dict[str, Gate] = {}
        self._strategy: GuardedHTTPStrategy | None = None
        self._loading = asyncio.Lock()

    def gate(self, url: str) -> Gate:
        """The gate of an address's host."""
        options, place = self._options, place_of(url)
        if place not in self._gates:
            longest = self._settings.longest_delay
            self._gates[place] = Gate(options.per_host, options.delay, longest, host_of(place))
        return self._gates[place]

    @property
    def gates(self) -> dict[str, Gate]:
        """The gate of every host that was asked."""
        return self._gates

    async def close(self) -> None:
        """Close the connections."""
        if self._strategy is not None:
            await self._strategy.close()

    async def get(
        self,
        url: str,
        admit: Admit,
        *,
        wanted: Callable[[str], bool] = worth_reading,
        conditions: Conditions = unconditional,
        at_most: int | None = None,
    ) -> Answer:
        """Fetch an address and follow its redirects as far as `admit` lets them.

        The body stays empty when `wanted` refuses the answer's media type. Of a longer body than
        `at_most` bytes the rest is left out; without that it is too large.

        Raises:
            NotTaken: nothing readable came back.
        """
        for _ in range(MAX_REDIRECTS):
            once = partial(
                self._once, url, wanted=wanted, conditions=conditions(url), at_most=at_most
            )
            hop = await self._answered(url, once)
            location = hop.response_headers.get("location")
            if hop.status_code not in REDIRECTS or not location:
                return _answer(url, hop)
            target = normalise(location, url)
            if target is None:
                raise NotTaken("refused", status=hop.status_code, detail=location[:200])
            await admit(target)
            url = target
        raise NotTaken("redirect-loop", detail=url)

    async def _answered(self, url: str, once: Callable[[], Awaitable[HopResponse]]) -> HopResponse:
        """One hop, asked again while the host is busy (429, 503).

        A host that says "too many requests" and names a time beyond patience is left alone for the
        rest of the crawl.
        """
        gate = self.gate(url)
        attempt = 0
        while True:
            if gate.closed:
                raise NotTaken("busy")
            async with gate.slot():
                hop = await once()
            if hop.status_code not in _WAITING:
                return hop
            pause = retry_after(hop.response_headers.get("retry-after"), attempt)
            attempt += 1
            if pause > LONGEST_PAUSE or attempt == _ATTEMPTS:
                gate.closed = hop.status_code == _TOO_MANY and pause > LONGEST_PAUSE
                raise NotTaken("busy", status=hop.status_code)
            gate.back_off(pause)

    async def _once(
        self,
        url: str,
        *,
        wanted: Callable[[str], bool],
        conditions: dict[str, str],
        at_most: int | None,
    ) -> HopResponse:
        strategy = await self._loaded()
        import aiohttp

        try:
            return await strategy.crawl(url, wanted=wanted, conditions=conditions, at_most=at_most)
        except OutboundRefused as error:
            raise NotTaken("refused", detail=str(error)) from error
        except TooLarge as error:
            raise NotTaken("too-large", state="skipped", detail=str(error)) from error
        except TimeoutError as error:
            raise NotTaken("timeout", detail=f"{self._options.timeout:g} s") from error
        except (aiohttp.ClientSSLError, aiohttp.ClientConnectorCertificateError) as error:
            raise NotTaken("certificate", detail=str(error)[:200]) from error
        except (aiohttp.ClientConnectionError, OSError) as error:
            raise NotTaken("unreachable", detail=str(error)[:200]) from error
        except (aiohttp.ClientError, ValueError) as error:
            raise NotTaken("http-error", detail=str(error)[:200]) from error

    async def _loaded(self) -> GuardedHTTPStrategy:
        """The one strategy, whoever asks first: the connections of another would stay open."""
        async with self._loading:
            if self._strategy is None:
                self._strategy = await asyncio.to_thread(self._load)
            return self._strategy

    def _load(self) -> GuardedHTTPStrategy:
        prepare_crawl4ai()
        from wattos_crawler.strategy import GuardedHTTPStrategy

        return GuardedHTTPStrategy(
            self._policy,
            timeout=self._options.timeout,
            limit=self._options.max_bytes,
            user_agent=self._settings.user_agent,
        )


def prepare_crawl4ai() -> None:
    """Keep crawl4ai's import from writing into the home folder and from asking the network."""
    os.environ.setdefault(
        "CRAWL4_AI_BASE_DIRECTORY", str(Path(tempfile.gettempdir(), "wattos-crawl4ai"))
    )
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")


def _answer(url: str, hop: HopResponse) -> Answer:
    status = hop.status_code
    if status in (404, 410):
        raise NotTaken("not-found", status=status)
    if status in (401, 403, 407, 451):
        raise NotTaken("forbidden", status=status)
    if not 200 <= status < 300 and status != NOT_MODIFIED:
        raise NotTaken("http-error", status=status)
    return Answer(
        url=url,
        status=status,
        headers=hop.response_headers,
        body=hop.body,
        media_type=hop.media_type.lower(),
        charset=hop.charset,
    )
