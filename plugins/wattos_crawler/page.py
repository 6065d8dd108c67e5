"""What a page says about itself: links, canonical address, wishes of its author, its language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import msgspec
from lxml import html as lxml_html
from lxml.etree import LxmlError
from lxml.html import HtmlElement

from wattos.database import utcnow
from wattos_crawler.fetch import NotTaken
from wattos_crawler.schemas import Link
from wattos_crawler.urls import identity, normalise
from wattos_crawler.wishes import CRAWLERS, read_wishes

_BODY: Final = re.compile(r"<(?:body|frameset)\b", re.I)
_FIRST_OF_BODY: Final = re.compile(r"<(?:main|header|nav|section|article|aside|footer)\b", re.I)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no document may hold: lxml reads such characters and refuses to write them."""
_MOST_LINKS: Final = 5000
_LONGEST_TEXT: Final = 120
_REFRESH: Final = re.compile(
    r"^\s*(?P<wait>\d*(?:\.\d*)?)\s*[;,]\s*(?:url\s*=\s*)?['\"]?(?P<target>[^'\"]+)", re.I
)
_NOT_THERE: Final = re.compile(
    r"(?:http |fehler|error|hata)?[ :]*404\b.{0,50}"
    r"|(?:(?:die|diese|der|das|the|this|(?:an)?gewünschte|angeforderte|requested) )*"
    r"(?:seite|inhalt|dokument|datei|page|file|document|content) (?:(?:wurde|konnte|ist|was|could"
    r"|is|leider) )*(?:nicht (?:gefunden|vorhanden|verfügbar)|not (?:be )?found)(?: werden)?[.!]*"
    r"|(?:the |this )?page (?:does not|doesn['’]t) exist[.!]*|(?:diese |die )?seite existiert nicht"
    r"(?: mehr)?[.!]*|(?:aradığınız )?sayfa bulunamadı[.!]*|not found",
    re.I,
)
_LITTLE_OF_NOTHING: Final = 1500
"""Characters that the page of an error has at most."""
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
    moves_to: str | None
    """Where the page sends its readers at once (`<meta http-equiv="refresh">` without a wait)."""
    index: bool
    follow: bool
    expires: bool
    """Whether the page asks to be forgotten one day: what it says now is not to be relied on."""
    needs_scripts: bool
    is_missing: bool
    """Whether the page says that there is none, although it was answered as one."""


def parse_page(text: str) -> HtmlElement:
    """Parse a page however broken it is.

    Raises:
        NotTaken: there is nothing in it at all.
    """
    try:
        # From bytes: lxml refuses text that carries an XML encoding declaration.
        parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=False)
        whole = writable(_with_body(text)).encode("utf-8", "replace")
        tree = lxml_html.document_fromstring(whole, parser=parser)
    except (LxmlError, ValueError, AssertionError) as error:
        raise NotTaken("empty", state="skipped", detail=str(error)[:200]) from error
    if "&#" in text:  # such characters may be written as numbers, too
        _make_writable(tree)
    return tree


def _make_writable(tree: HtmlElement) -> None:
    for node in tree.iter():
        if node.text and _CONTROL.search(node.text):
            node.text = writable(node.text)
        if node.tail and _CONTROL.search(node.tail):
            node.tail = writable(node.tail)


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
    wishes = read_wishes(headers, _robots_metas(tree), utcnow())
    title = _title(tree)
    return Facts(
        title=title,
        language=str(tree.get("lang") or tree.get("xml:lang") or "").lower().partition("-")[0],
        links=tuple(_links(tree, base or url, follow=wishes.follow)),
        canonical=_canonical(tree, base or url, headers),
        moves_to=_moves_to(tree, base or url, url),
        index=wishes.index,
        follow=wishes.follow,
        expires=wishes.expires,
        needs_scripts=_needs_scripts(tree),
        is_missing=_is_missing(tree, title),
    )


def _robots_metas(tree: HtmlElement) -> list[str]:
    return [
        str(meta.get("content") or "")
        for meta in tree.xpath("//meta[@name and @content]")
        if str(meta.get("name")).strip().lower() in CRAWLERS
    ]


def _refreshes(tree: HtmlElement) -> Iterator[re.Match[str]]:
    """The addresses that a page goes on to by itself; not those for browsers without scripts."""
    for content in tree.xpath(
        "//meta[translate(@http-equiv,'REFSH','refsh')='refresh'][not(ancestor::noscript)]/@content"
    ):
        if match := _REFRESH.match(str(content)):
            yield match


def _moves_to(tree: HtmlElement, base: str, url: str) -> str | None:
    for match in _refreshes(tree):
        target = normalise(match["target"], base)
        if target and float(f"0{match['wait']}0") < 1 and identity(target) != identity(url):
            return target
    return None


def _is_missing(tree: HtmlElement, title: str) -> bool:
    """Whether title or heading of a short page say that it was not found, as error pages do."""
    headings = [squeeze(str(node.text_content())) for node in tree.xpath("//h1")]
    if not any(_NOT_THERE.fullmatch(text) for text in (title, *headings)):
        return False
    body = next(iter(tree.xpath("//main | //article")), None)
    body = next(iter(tree.xpath("//body")), tree) if body is None else body
    return len(squeeze(str(body.text_content()))) <= _LITTLE_OF_NOTHING


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
    for match in _refreshes(tree):
        add(match["target"])
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


def writable(text: str) -> str:
    """Text without the characters that lxml refuses, however they came into a page."""
    return _CONTROL.sub("", text)


def squeeze(text: str) -> str:
    """Text on one line with single spaces."""
    return " ".join(text.split())
