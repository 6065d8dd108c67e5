"""What a page says about itself: links, canonical address, wishes of its author, its language."""

from __future__ import annotations

import re
from typing import Final

import msgspec
from lxml import html as lxml_html
from lxml.etree import LxmlError
from lxml.html import HtmlElement

from wattos_crawler.fetch import NotTaken
from wattos_crawler.schemas import Link
from wattos_crawler.urls import normalise

_CRAWLERS: Final = frozenset({"robots", "wattos"})
_WITH_VALUE: Final = frozenset(
    {"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"}
)
_BODY: Final = re.compile(r"<(?:body|frameset)\b", re.I)
_FIRST_OF_BODY: Final = re.compile(r"<(?:main|header|nav|section|article|aside|footer)\b", re.I)
_MOST_LINKS: Final = 1000
_LONGEST_TEXT: Final = 120
_REFRESH: Final = re.compile(r"^\s*\d+(?:\.\d+)?\s*[;,]\s*(?:url\s*=\s*)?['\"]?([^'\"]+)", re.I)
_ASKS_FOR_SCRIPTS: Final = re.compile(r"java\s*script", re.I)
_APP_ROOTS: Final = "//*[@id='root' or @id='app' or @id='__next' or @id='__nuxt']"
_LITTLE_TEXT: Final = 200
"""Characters below which a page with scripts is taken for an empty shell."""


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """A page's own statements; addresses are normalised and absolute."""

    title: str
    language: str
    links: tuple[Link, ...]
    """Every web address that the page links to, with those that are not to be followed."""
    canonical: str | None
    index: bool
    follow: bool
    needs_scripts: bool


def parse_page(text: str) -> HtmlElement:
    """Parse a page however broken it is.

    Raises:
        NotTaken: there is nothing in it at all.
    """
    try:
        # From bytes: lxml refuses text that carries an XML encoding declaration.
        parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=False)
        whole = _with_body(text).encode("utf-8", "replace")
        tree = lxml_html.document_fromstring(whole, parser=parser)
    except (LxmlError, ValueError, AssertionError) as error:
        raise NotTaken("empty", state="skipped", detail=str(error)[:200]) from error
    return tree


def _with_body(text: str) -> str:
    """The page with the `<body>` that HTML lets authors leave out.

    lxml knows no elements of HTML 5 and would take a `<main>` after the title for part of the head.
    """
    if _BODY.search(text):
        return text
    first = _FIRST_OF_BODY.search(text)
    return f"{text[: first.start()]}<body>{text[first.start() :]}" if first else text


def read_facts(tree: HtmlElement, url: str, headers: dict[str, str]) -> Facts:
    """Read the facts of a parsed page that was fetched from `url`."""
    bases = tree.xpath("//base/@href")
    base = normalise(str(bases[0]), url) if bases else url
    wishes = _wishes(tree, headers)
    follow = not wishes & {"nofollow", "none"}
    return Facts(
        title=_title(tree),
        language=str(tree.get("lang") or tree.get("xml:lang") or "").lower().partition("-")[0],
        links=tuple(_links(tree, base or url, follow=follow)),
        canonical=_canonical(tree, base or url, headers),
        index=not wishes & {"noindex", "none"},
        follow=follow,
        needs_scripts=_needs_scripts(tree),
    )


def wishes_of(headers: dict[str, str]) -> set[str]:
    """The directives of X-Robots-Tag for every crawler or us; a repeated header has lines.

    A crawler's name holds for the rest of its line: `googlebot: noindex, nofollow`.
    """
    found: set[str] = set()
    for line in headers.get("x-robots-tag", "").lower().splitlines():
        agent = "robots"
        for part in line.split(","):
            name, colon, wish = part.partition(":")
            if colon and name.strip() in _WITH_VALUE:
                continue
            agent = name.strip() if colon else agent
            if agent in _CRAWLERS:
                found.add((wish if colon else name).strip())
    return found


def _wishes(tree: HtmlElement, headers: dict[str, str]) -> set[str]:
    """Robots directives of `<meta>` and X-Robots-Tag that are meant for every crawler or us."""
    texts = [
        str(meta.get("content") or "")
        for meta in tree.xpath("//meta[@name and @content]")
        if str(meta.get("name")).strip().lower() in _CRAWLERS
    ]
    named = {word.strip().lower() for text in texts for word in text.split(",")}
    return named | wishes_of(headers)


def _links(tree: HtmlElement, base: str, *, follow: bool) -> list[Link]:
    found: dict[str, Link] = {}

    def add(target: object, text: str = "", *, wanted: bool = True) -> None:
        address = normalise(str(target), base)
        if address is None or (address in found and (found[address].text or not text)):
            return
        before = found.get(address)
        wanted = (wanted and follow) or (before is not None and before.follow)
        if before is not None or len(found) < _MOST_LINKS:
            found[address] = Link(address, text[:_LONGEST_TEXT], wanted)

    for link in tree.xpath("//a[@href] | //area[@href] | //link[@rel='next' or @rel='alternate']"):
        kind = str(link.get("type") or "")
        if link.tag == "link" and kind not in ("", "text/html"):
            continue
        text = squeeze(str(link.text_content())) if link.tag == "a" else ""
        relation = str(link.get("rel") or "").lower()
        add(link.get("href"), text, wanted="nofollow" not in relation)
    for frame in tree.xpath("//frame/@src | //iframe/@src"):
        add(frame)
    for content in tree.xpath("//meta[translate(@http-equiv,'REFSH','refsh')='refresh']/@content"):
        match = _REFRESH.match(str(content))
        if match:
            add(match[1])
    return list(found.values())


def _canonical(tree: HtmlElement, base: str, headers: dict[str, str]) -> str | None:
    match = re.search(r'<([^>]+)>\s*;[^,]*rel="?canonical', headers.get("link", ""), re.I)
    named = [match[1]] if match else tree.xpath("//link[@rel='canonical']/@href")
    return normalise(str(named[0]), base) if named else None


def _title(tree: HtmlElement) -> str:
    """The first heading when the window title only adds the site's name to it, else that."""
    titles = [squeeze(str(node.text_content())) for node in tree.xpath("//head/title")]
    nodes = tree.xpath("//h1") or tree.xpath("//h2")
    headings = [squeeze(str(node.text_content())) for node in nodes]
    title = next(filter(None, titles), "")
    heading = next(filter(None, headings), "")
    if heading and (not title or heading.lower() in title.lower()):
        return heading
    return title.partition(" | ")[0]


def _needs_scripts(tree: HtmlElement) -> bool:
    """Whether a page is an empty shell that scripts fill: hardly any text, and signs of an app."""
    if not tree.xpath("//script"):
        return False
    words = tree.xpath(
        "//body//text()[not(ancestor::script or ancestor::style or ancestor::noscript"
        " or ancestor::template)]"
    )
    if len(squeeze(" ".join(str(word) for word in words))) >= _LITTLE_TEXT:
        return False
    hints = " ".join(str(text) for text in tree.xpath("//noscript//text()"))
    return bool(tree.xpath(_APP_ROOTS) or _ASKS_FOR_SCRIPTS.search(hints) or not words)


def squeeze(text: str) -> str:
    """Text on one line with single spaces."""
    return " ".join(text.split())
