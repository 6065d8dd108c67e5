"""robots.txt (RFC 9309) and the sitemaps it names."""

from __future__ import annotations

import asyncio
import re
import zlib
from typing import Final
from urllib.parse import urljoin, urlsplit

from protego import Protego

from wattos_crawler.charset import decode
from wattos_crawler.fetch import Answer, Fetcher, NotTaken, follow
from wattos_crawler.options import ROBOTS_TOKEN
from wattos_crawler.urls import normalise

_VERSION: Final = re.compile(r"^(\s*user-agent\s*:\s*[a-z_-]+)/[^\s#]+", re.I | re.M)
_LARGEST_ROBOTS: Final = 512_000  # RFC 9309, 2.5 asks for at least 500 KiB
_LARGEST_SITEMAP: Final = 50_000_000  # sitemaps.org
_MOST_SITEMAPS: Final = 50


class Robots:
    """The rules of every host a crawl meets, each fetched once."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._rules: dict[str, Protego | NotTaken] = {}
        self._loading: dict[str, asyncio.Lock] = {}

    async def check(self, url: str) -> None:
        """Let pass what may be read.

        A missing file allows everything; one that cannot be fetched forbids everything
        (RFC 9309, 2.3.1.3 and 2.3.1.4).

        Raises:
            NotTaken: the rules exclude the address, or they could not be fetched.
        """
        rules = await self._of(url)
        if isinstance(rules, NotTaken):
            raise rules.again()
        if not rules.can_fetch(url, ROBOTS_TOKEN):
            raise NotTaken("robots", state="skipped")

    async def sitemaps(self, url: str) -> list[str]:
        """The addresses of the sitemaps of a host, or its usual place."""
        rules = await self._of(url)
        named = list(rules.sitemaps) if isinstance(rules, Protego) else []
        return [urljoin(url, address) for address in named] or [_at_root(url, "/sitemap.xml")]

    async def _of(self, url: str) -> Protego | NotTaken:
        origin = _at_root(url, "")
        async with self._loading.setdefault(origin, asyncio.Lock()):
            if origin not in self._rules:
                self._rules[origin] = await self._load(origin)
        return self._rules[origin]

    async def _load(self, origin: str) -> Protego | NotTaken:
        try:
            answer = await self._fetcher.get(
                f"{origin}/robots.txt", follow, wanted=_any_kind, at_most=_LARGEST_ROBOTS
            )
        except NotTaken as problem:
            if problem.reason == "redirect-loop":
                return Protego.parse("")  # RFC 9309, 2.3.1.2: as if there were none
            if problem.status is None:
                return problem
            if problem.status < 500 and problem.status != 429:
                return Protego.parse("")
            return NotTaken("robots-unavailable", status=problem.status)
        rules = read_rules(decode(answer.body, "utf-8"))
        if delay := rules.crawl_delay(ROBOTS_TOKEN):
            self._fetcher.gate(origin).ask_for(float(delay))
        return rules


def read_rules(text: str) -> Protego:
    """The rules of a robots.txt; a version behind a crawler's name, as logs show it, is left out.

    RFC 9309, 2.2.1 has names without one, but who writes `WattOS/0.1` means us.
    """
    return Protego.parse(_VERSION.sub(r"\1", text))


async def read_sitemaps(fetcher: Fetcher, addresses: list[str], most: int) -> list[str]:
    """Collect up to `most` page addresses from sitemaps and their indexes.

    A sitemap that is missing or damaged is passed over: it is an offer, not a promise.
    """
    pages: list[str] = []
    waiting, seen = list(addresses), set[str]()
    while waiting and len(seen) < _MOST_SITEMAPS and len(pages) < most:
        address = normalise(waiting.pop(0))
        if address is None or address in seen:
            continue
        seen.add(address)
        try:
            answer = await fetcher.get(address, follow, wanted=_any_kind, at_most=_LARGEST_SITEMAP)
        except NotTaken:
            continue
        is_index, entries = await asyncio.to_thread(parse_sitemap, _unpacked(answer))
        (waiting if is_index else pages).extend(entries)
    return pages[:most]


def parse_sitemap(data: bytes) -> tuple[bool, list[str]]:
    """The entries of a sitemap (sitemaps.org) and whether they are sitemaps themselves.

    Versions of a page in other languages (hreflang) count as entries. A sitemap may also be plain
    text with an address a line.
    """
    from lxml.etree import XMLParser, XMLSyntaxError, fromstring

    parser = XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    if (plain := _plain_list(data)) or not data.strip():
        return False, plain
    try:
        root = fromstring(data, parser)
    except XMLSyntaxError:
        return False, []  # not even the beginning of one: some server's bytes
    if root is None:
        return False, []
    texts = root.xpath(  # pictures have a `loc` of their own
        "//*[local-name()='url' or local-name()='sitemap']/*[local-name()='loc']/text()"
        " | //*[local-name()='link'][@rel='alternate' and @hreflang]/@href"
    )
    return str(root.tag).endswith("sitemapindex"), [str(text).strip() for text in texts]


def _any_kind(_media_type: str) -> bool:
    return True


def _plain_list(data: bytes) -> list[str]:
    lines = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").split()
    is_list = bool(lines) and all(line.startswith(("http://", "https://")) for line in lines)
    return lines if is_list else []


def _unpacked(answer: Answer) -> bytes:
    if not answer.body.startswith(b"\x1f\x8b"):
        return answer.body
    rest, unpacked = answer.body, b""
    while rest and len(unpacked) < _LARGEST_SITEMAP:  # a file may be of several parts
        part = zlib.decompressobj(16 + zlib.MAX_WBITS)
        try:
            unpacked += part.decompress(rest, _LARGEST_SITEMAP - len(unpacked))
        except zlib.error:
            break
        rest = part.unused_data
    return unpacked


def _at_root(url: str, path: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{path}"
