"""Asking whether pages of other sites still answer: through the guard, politely, few at a time."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from wattos.errors import WattosError
from wattos.outbound import NetworkSettings, guarded_client
from wattos_check.links import dead_link
from wattos_check.pages import Page
from wattos_check.schemas import Finding

if TYPE_CHECKING:
    import httpx

_MOST: Final = 500
_AT_ONCE: Final = 6
_PAUSE: Final = 1.0
"""Seconds between two questions to one host."""
_LONGEST: Final = 30.0
"""Seconds for one address with its redirects."""
_GONE: Final = frozenset({404, 410})
_BUSY: Final = frozenset({429, 503})
_HEADERS: Final = {"User-Agent": "Mozilla/5.0 (compatible; WattOS/0.1; link check)"}


async def external_dead_links(
    pages: Sequence[Page], settings: NetworkSettings, *, pause: float = _PAUSE
) -> list[Finding]:
    """Findings for links to other sites that answer 404 or 410, or whose host does not exist.

    Anything else (refusals, time-outs, server errors) may be meant for programs or pass, so it is
    no finding. At most 500 addresses are asked, one after another within a host.
    """
    own = {urlsplit(page.url).netloc for page in pages}
    sources: defaultdict[str, list[Page]] = defaultdict(list)
    for page in pages:
        for link in page.metadata.get("links", []):
            if urlsplit(link["url"]).netloc not in own:
                sources[link["url"]].append(page)
    hosts: defaultdict[str, list[str]] = defaultdict(list)
    for url in sorted(sources)[:_MOST]:
        hosts[urlsplit(url).netloc].append(url)
    slots = asyncio.Semaphore(_AT_ONCE)
    async with guarded_client(
        settings, timeout=15.0, follow_redirects=True, headers=_HEADERS
    ) as client:

        async def ask(urls: list[str]) -> dict[str, int]:
            async with slots:
                return await _ask_host(client, urls, pause)

        answers = await asyncio.gather(*(ask(urls) for urls in hosts.values()))
    gone = {url: status for found in answers for url, status in found.items()}
    return [dead_link(url, status or None, sources[url]) for url, status in sorted(gone.items())]


async def _ask_host(client: httpx.AsyncClient, urls: list[str], pause: float) -> dict[str, int]:
    """The addresses of a host that are gone, with their status; 0 when there is no such host.

    A host that says that it is busy is asked no more.
    """
    import httpx

    gone: dict[str, int] = {}
    for number, url in enumerate(urls):
        if number:
            await asyncio.sleep(pause)
        try:
            async with asyncio.timeout(_LONGEST):
                status = await _status(client, "HEAD", url)
                if status in _GONE | {405, 501}:  # some servers know no HEAD
                    status = await _status(client, "GET", url)
        except httpx.ConnectError as error:
            if "resolved" not in str(error):
                continue
            gone[url] = 0
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, WattosError, TimeoutError):
            continue  # what is no address for httpx may be one for a browser
        else:
            if status in _GONE:
                gone[url] = status
            if status in _BUSY:
                break
    return gone


async def _status(client: httpx.AsyncClient, method: str, url: str) -> int:
    """The status that comes back; what follows it may be of any size and is not read."""
    async with client.stream(method, url) as answer:
        return answer.status_code
