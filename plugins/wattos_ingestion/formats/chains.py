"""Bars that lead to the page before, the next one and the one above, and back to the top.

Manuals and long guides carry them above and below every page. Nothing on a page marks them in one
way: some name the neighbours in the head (`<link rel="next">`), some on the link itself, some only
say "Weiter". A bar goes as a whole, with the neighbours' titles in it; a link in a sentence stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

from wattos.knowledge import clean_line

_RELATIONS = frozenset(
    {"prev", "previous", "next", "up", "home", "start", "first", "last", "contents", "toc", "index"}
)
_SPOKEN = re.compile(
    r"(?:zurück|weiter|vorige[rs]?|vorherige[rs]?|nächste[rs]?|nach oben|aufwärts|seitenanfang"
    r"|zum (?:seiten)?anfang|(?:zurück )?zur übersicht|next|prev|previous|up|back|top"
    r"|(?:back )?to (?:the )?top|önceki|sonraki|yukarı|ileri|geri|başa dön"
    r"|sayfa başı(?:na(?: dön)?)?)"
    r"(?: (?:page|chapter|section|topic|seite|abschnitt|kapitel|sayfa|bölüm))?",
    re.I,
)
_MAKERS = re.compile(
    r"\s*(?:docbook|sphinx|doxygen|makeinfo|texi2html|asciidoctor|javadoc|latex2html|tex4ht|yelp)",
    re.I,
)
"""Programs that make manuals and books, and hardly anything else."""
_NO_WORD = re.compile(r"[\W_]+")
_MOST_BESIDE = 200
"""Characters of a bar beside its links: the titles of the page and of the chapter."""
_HIGHEST = 6
"""Elements to climb from a link to its bar: link, item or cell, row, table body, table, box."""


class _Links(msgspec.Struct, frozen=True):
    """Where the links of an element lead: neighbours by statement or by word, and other places."""

    stated: frozenset[str]
    spoken: frozenset[str]
    others: int

    def make_a_bar(self, beside: str) -> bool:
        """Whether an element with these links, and the text `beside` them, only leads on."""
        if self.stated and len(self.stated | self.spoken) > 1:
            return self.others <= 1 and len(beside) <= _MOST_BESIDE
        return bool(self.spoken) and not self.others and not beside


def leads_up(tree: LexborHTMLParser) -> bool:
    """Whether the page says which page is above it, as parts of a manual do."""
    return any("up" in _relations(link) for link in tree.css("link[rel][href], a[rel][href]"))


def part_of_a_manual(tree: LexborHTMLParser) -> bool:
    """Whether the page was made from the source of a manual or book.

    Its maker says so, or the page names both the one above it and a neighbour.
    """
    generator = tree.css_first('meta[name="generator" i]')
    if generator is not None and _MAKERS.match(generator.attributes.get("content") or ""):
        return True
    stated: set[str] = set()
    for link in tree.css("link[rel][href]"):
        stated |= _relations(link)
    return "up" in stated and not stated.isdisjoint({"prev", "previous", "next"})


def drop_chains(tree: LexborHTMLParser) -> None:
    """Take the bars out of a page."""
    stated = {
        link.attributes.get("href") or ""
        for link in tree.css("link[rel][href]")
        if _relations(link) & _RELATIONS
    }
    bars = [bar for link in tree.css("a[href]") if (bar := _bar_around(link, stated)) is not None]
    for bar in bars:
        if bar.parent is not None:
            bar.decompose()


def _bar_around(link: LexborNode, stated: set[str]) -> LexborNode | None:
    """The largest element around a link to a neighbour that is nothing but a bar."""
    if not (_is_stated(link, stated) or _is_spoken(link)):
        return None
    bar: LexborNode | None = None
    for node in _climb(link):
        beside = _beside(node, stated)
        if beside is None:
            break
        if _links(node, stated).make_a_bar(beside):
            bar = node
    return bar


def _climb(link: LexborNode) -> Iterator[LexborNode]:
    node = link.parent
    for _ in range(_HIGHEST):
        if node is None or node.tag in {"body", "main", "html", "-document"}:
            return
        yield node
        node = node.parent


def _beside(node: LexborNode, stated: set[str]) -> str | None:
    """The text of an element beside its links to neighbours; None for one that holds content."""
    if node.css_first("h1, h2, h3, h4, h5, h6") is not None:
        return None
    whole = clean_line(node.text())
    if len(whole) > _MOST_BESIDE * 4:
        return None
    for link in node.css("a[href]"):
        if _is_stated(link, stated) or _is_spoken(link):
            whole = whole.replace(clean_line(link.text()), " ", 1)
    return _NO_WORD.sub(" ", whole).strip()


def _links(node: LexborNode, stated: set[str]) -> _Links:
    named: set[str] = set()
    said: set[str] = set()
    others = 0
    for link in node.css("a[href]"):
        target = link.attributes.get("href") or ""
        is_stated, is_spoken = _is_stated(link, stated), _is_spoken(link)
        if is_stated:
            named.add(target)
        if is_spoken:
            said.add(target)
        others += not (is_stated or is_spoken) and bool(clean_line(link.text()))
    return _Links(frozenset(named), frozenset(said), others)


def _is_stated(link: LexborNode, stated: set[str]) -> bool:
    return (link.attributes.get("href") or "") in stated or bool(_relations(link) & _RELATIONS)


def _is_spoken(link: LexborNode) -> bool:
    return _SPOKEN.fullmatch(_NO_WORD.sub(" ", link.text()).strip()) is not None


def _relations(link: LexborNode) -> set[str]:
    return set((link.attributes.get("rel") or "").lower().split())
