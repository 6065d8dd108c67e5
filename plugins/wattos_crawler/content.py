"""The main content of a page, as clean HTML with its headings, lists, tables and contact data.

Own rules rather than an article extractor: on town and company sites those drop fee tables and
contact boxes, which people ask for most.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from copy import deepcopy
from html import escape
from typing import Any, Final, cast

import msgspec
from lxml.etree import Comment, ProcessingInstruction, strip_tags
from lxml.html import HtmlElement, tostring

from wattos_crawler.blocks import keep_apart
from wattos_crawler.page import Facts, squeeze
from wattos_crawler.pictures import tell_pictures
from wattos_crawler.schemas import READER

_NEVER_TEXT: Final = (
    ".//script | .//style | .//template | .//svg | .//canvas | .//object | .//embed | .//iframe"
    " | .//video | .//audio | .//map | .//noscript | .//button | .//input | .//select"
    " | .//textarea | .//datalist | .//dialog | .//link | .//meta | .//head"
)
_FURNITURE: Final = (
    "self::nav or @role='navigation' or @role='banner' or @role='contentinfo' or @role='search' "
    "or @role='dialog' or @role='alertdialog' or @role='menu' or @role='menubar' "
    "or @aria-hidden='true' or @hidden"
)
# Whole words (or parts between hyphens) of class and id names, German and English.
_FURNITURE_NAMES: Final = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|dsgvo|breadcrumbs?|brotkrumen?|brotkrume|pfad|crumbs"
    r"|skip(?:link|nav|-to)?s?|sprungmarken?|nav(?:bar|i|igation)?|haupt(?:menue?|nav\w*)|menue?"
    r"|submenu|mainmenu|topbar|metanav\w*|toolbar|tools|share|sharing|social(?:media)?|teilen"
    r"|related|verwandt\w*|pagination|pager|print(?:head|foot|only)?|druck(?:en|ansicht)?|kopf"
    r"|fu(?:ss|ß)(?:zeile|bereich)?|footer|site-?header|masthead|copyright|newsletter"
    r"|advert\w*|werbung|banner|popup|modal|overlay|lightbox|sr-only|visually-?hidden|searchform"
    r"|such(?:e|formular|box)|sitemap-?links|comments?|kommentare|tagcloud|widget-area|no-?print"
    r"|screen-reader-text|announcement\w*|(?:back|nav)?-?to-?top)(?=$|[\s_-])",
    re.I,
)
_CONTENTS_NAMES: Final = re.compile(r"(?:^|[\s_-])(?:toc|table-of-contents)(?=$|[\s_-])", re.I)
_CONTACT_NAMES: Final = re.compile(
    r"(?:^|[\s_-])(?:contact|kontakt|v-?card|h-?card|adr|address|anschrift|adresse"
    r"|ansprechpartner\w*|ansprechperson\w*|ansprechstelle|opening-?hours|oeffnungszeiten"
    r"|zustaendig\w*)",
    re.I,
)
_MAIN: Final = (
    "//main",
    "//*[@role='main']",
    "//*[@id='content' or @id='main' or @id='inhalt' or @id='maincontent' or @id='hauptinhalt']",
    "//article",
)
_KEPT_TAGS: Final = re.compile(
    r"h[1-6]|p|ul|ol|li|dl|dt|dd|table|caption|thead|tbody|tfoot|tr|th|td|pre|code|blockquote"
    r"|address|strong|em|b|i|a|br|hr|div|section|article|figure|figcaption|q|abbr|time|sub|sup"
    r"|details|summary"
)
_KEPT_ATTRIBUTES: Final = frozenset({"href", "colspan", "rowspan", "lang", "scope", "rel"})
_NEIGHBOURS: Final = frozenset({"prev", "previous", "next", "up", "home", "start", "contents"})
"""Relations of a page to others that tell its place in a manual; readers of documents use them."""
_BLOCKS: Final = "self::p or self::li or self::td or self::th or self::h1 or self::h2 or self::h3"
_HEADING: Final = re.compile(r"h[1-6]")
_WORDS: Final = re.compile(r"[^\W_]+")
_BULK: Final = 0.6
_NEARLY_ALL: Final = 0.8
_TEASERS: Final = 0.4
"""Share of links from which on a box beside the text only leads elsewhere."""
_LINKS_OF_A_MENU: Final = 5


class MainContent(msgspec.Struct, frozen=True, kw_only=True):
    """A page's content: a whole HTML document, and its text for comparing and measuring."""

    html: bytes
    text: str


def main_content(
    tree: HtmlElement, facts: Facts, data: Sequence[dict[str, Any]] | None = None
) -> MainContent:
    """Cut the main content out of a parsed page; the tree given stays as it is.

    Structured `data` go into the document's head: who compares documents sees that they changed.
    """
    body = next(iter(tree.xpath("//body")), tree)
    body = deepcopy(cast("HtmlElement", body))
    _drop(body, _NEVER_TEXT)
    _unwrap_forms(body)
    root = _main_root(body)
    contacts = [] if root is body else _contacts_outside(body, root)
    _drop_furniture(root, inside_main=root is not body)
    for contact in contacts:
        root.append(contact)
    _strip(root, facts.language)
    text = squeeze(" ".join(str(piece) for piece in root.itertext()))
    inner = tostring(root, encoding="unicode", with_tail=False)
    html = _document(str(inner), facts, data or (), _neighbours(tree))
    return MainContent(html=html.encode("utf-8", "replace"), text=text)


def _neighbours(tree: HtmlElement) -> str:
    """The links in the head to the pages around this one."""
    named = [
        (relation, str(link.get("href")))
        for link in tree.xpath("//link[@rel and @href]")
        for relation in str(link.get("rel")).lower().split()
        if relation in _NEIGHBOURS
    ]
    return "".join(f'<link rel="{relation}" href="{escape(href)}">' for relation, href in named)


def _document(
    inner: str, facts: Facts, data: Sequence[dict[str, Any]], neighbours: str = ""
) -> str:
    objects = json.dumps(list(data), ensure_ascii=False, sort_keys=True).replace("</", "<\\/")
    # What readers of documents make of products is theirs: with newer rules the same page is read
    # anew, although its bytes are those of before.
    rules = f' data-reader="{READER}"' if '"Product' in objects else ""
    script = f'<script type="application/ld+json"{rules}>{objects}</script>' if data else ""
    language = f' lang="{escape(facts.language)}"' if facts.language else ""
    return (
        f'<!DOCTYPE html>\n<html{language}><head><meta charset="utf-8">'
        f"<title>{escape(facts.title)}</title>{neighbours}{script}</head><body>{inner}</body></html>\n"
    )


def _main_root(body: HtmlElement) -> HtmlElement:
    """The element that holds the content: the one marked so, if it holds a fair share of text."""
    whole = len(squeeze(str(body.text_content()))) or 1
    for path in _MAIN:
        found = [node for node in body.xpath("." + path) if isinstance(node, HtmlElement)]
        if len(found) == 1 and len(squeeze(str(found[0].text_content()))) > whole * 0.1:
            return found[0]
    return body


def _drop_furniture(root: HtmlElement, *, inside_main: bool) -> None:
    """Remove menus, banners, breadcrumbs, footers and boxes of links; contact data stay."""
    _drop(root, f".//*[{_FURNITURE}]")
    if not inside_main:
        _drop(root, ".//header[not(ancestor::article)] | .//footer[not(ancestor::article)]")
    lengths = _text_lengths(root)
    for node in lengths:
        # Whatever hangs below an element that went is gone as well.
        if node.getparent() is None or node is root:
            continue
        share = lengths[node] / (lengths[root] or 1)
        if _is_furniture(node, share, inside_main=inside_main):
            _remove(node)


def _text_lengths(root: HtmlElement) -> dict[HtmlElement, int]:
    """Characters of text within each element, in document order; one pass for the whole tree."""
    nodes = [node for node in root.iter() if isinstance(node, HtmlElement)]
    lengths = {node: len((node.text or "").strip()) for node in nodes}
    for node in reversed(nodes):
        above = node.getparent()
        if above is not None and above in lengths:
            lengths[above] += lengths[node] + len((node.tail or "").strip())
    return lengths


def _is_furniture(node: HtmlElement, share: float, *, inside_main: bool) -> bool:
    """Whether an element, which holds `share` of all text (0 to 1), is none of the content."""
    if _is_contact(node):
        return False
    if _is_hidden(node):
        return True
    if _is_named_furniture(node, inside_main=inside_main):
        return share < _BULK  # such a name may sit on a wrapper around everything
    if _CONTENTS_NAMES.search(f"{node.get('class') or ''} {node.get('id') or ''}"):
        return _share_of_links(node) > _BULK
    if node.tag == "aside" and not any(_is_contact(inner) for inner in node.iterdescendants()):
        # What stands beside the text tells something of its own where it speaks in sentences.
        return not inside_main or _share_of_links(node) > _TEASERS or not _speaks(node)
    # A list of links is content where the page marks its main part, a menu where it does not.
    return node.tag in ("td", "div", "ul") and not inside_main and _is_link_list(node)


def _is_named_furniture(node: HtmlElement, *, inside_main: bool) -> bool:
    """Whether class or id say so; the id of a section may only repeat the words of its heading.

    Manuals and privacy notices have sections about cookies, sharing and newsletters.
    """
    if _FURNITURE_NAMES.search(node.get("class") or ""):
        return True
    name = node.get("id") or ""
    if not _FURNITURE_NAMES.search(name):
        return False
    heading = node
    if node.tag in ("section", "article") or "section" in (node.get("class") or "").split():
        heading = next(iter(node), node)
    if not inside_main or not _HEADING.fullmatch(str(heading.tag)):
        return True
    said = set(_WORDS.findall(str(heading.text_content()).lower()))
    return said.isdisjoint(_WORDS.findall(name.lower()))


def _speaks(node: HtmlElement) -> bool:
    return bool(re.search(r"\w{2,}[.!?](?:\s|$)", squeeze(str(node.text_content()))))


def _contacts_outside(body: HtmlElement, root: HtmlElement) -> list[HtmlElement]:
    """Contact boxes beside the main element; those in header and footer are the whole site's."""
    inside = set(root.iterdescendants())
    found: list[HtmlElement] = []
    for node in body.iterdescendants():
        if not isinstance(node, HtmlElement) or node in inside or not _is_contact(node):
            continue
        above = list(node.iterancestors())
        if any(a in found or a.tag in ("header", "footer", "nav") for a in above):
            continue
        if not any(_FURNITURE_NAMES.search(f"{a.get('class')} {a.get('id')}") for a in above):
            found.append(node)
    return [deepcopy(node) for node in found]


def _is_contact(node: object) -> bool:
    if not isinstance(node, HtmlElement):
        return False
    names = f"{node.get('class') or ''} {node.get('id') or ''} {node.get('itemtype') or ''}"
    if node.tag != "address" and not _CONTACT_NAMES.search(names):
        return False
    return bool(re.search(r"\d|@", str(node.text_content())))


def _is_hidden(node: HtmlElement) -> bool:
    return bool(re.search(r"display:\s*none|visibility:\s*hidden", node.get("style") or "", re.I))


def _is_link_list(node: HtmlElement) -> bool:
    """Whether nearly all text of an element is short links: an old page's menu without a name."""
    if len(node.xpath(".//a")) < _LINKS_OF_A_MENU or node.xpath(".//p"):
        return False
    return _share_of_links(node) > _NEARLY_ALL


def _share_of_links(node: HtmlElement) -> float:
    links = sum(len(squeeze(str(link.text_content()))) for link in node.xpath(".//a"))
    return links / (len(squeeze(str(node.text_content()))) or 1)


def _unwrap_forms(body: HtmlElement) -> None:
    """Forms go with their labels, except those that some systems wrap around the whole page."""
    for form in body.xpath(".//form"):
        if form.xpath(f".//*[{_BLOCKS}]") and len(squeeze(str(form.text_content()))) > 400:
            form.drop_tag()
        else:
            _remove(form)


def _strip(root: HtmlElement, language: str) -> None:
    """Keep only tags and attributes that carry meaning."""
    strip_tags(root, Comment, ProcessingInstruction)
    keep_apart(root)
    tell_pictures(root, language)
    for node in list(root.iterdescendants()):
        if not isinstance(node, HtmlElement) or not isinstance(node.tag, str):
            continue
        if not _KEPT_TAGS.fullmatch(node.tag):
            node.drop_tag()
        else:
            for name in set(node.attrib) - _KEPT_ATTRIBUTES:
                del node.attrib[name]
    root.attrib.clear()
    root.tag = "main"


def _drop(root: HtmlElement, path: str) -> None:
    for node in root.xpath(path):
        _remove(node)


def _remove(node: HtmlElement) -> None:
    if node.getparent() is not None:
        node.drop_tree()
