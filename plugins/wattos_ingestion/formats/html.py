"""HTML into blocks: the main content without menus, banners and footers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from wattos.knowledge import DocumentBuilder, ParsedDocument, clean_line
from wattos_ingestion.formats.chains import drop_chains, leads_up, part_of_a_manual
from wattos_ingestion.formats.encoding import decode
from wattos_ingestion.formats.grid import is_box
from wattos_ingestion.formats.html_tables import is_layout, is_menu, is_notice, lines_of
from wattos_ingestion.formats.html_text import BLOCKS, BREAK, spaced
from wattos_ingestion.formats.numbering import Numbering
from wattos_ingestion.formats.stated import add_stated
from wattos_ingestion.formats.tables import add_cells
from wattos_ingestion.source import Source

_DROPPED = (
    "script, style, noscript, template, svg, canvas, iframe, object, video, audio, button, select, "
    "input, textarea, dialog, nav, [role=navigation], [role=search], [role=banner], "
    "[role=contentinfo], [role=dialog], [aria-hidden=true], [hidden], "
    "[style*='display:none' i], [style*='display: none' i], "
    "[style*='visibility:hidden' i], [style*='visibility: hidden' i]"
)
_OUTER = "body > header, body > footer, body > aside, body > * > footer, body > div > header"
_BANNER = re.compile(r"cookie|consent|breadcrumb|skip-?link|sharing|social-?(?:media|share)", re.I)
_HEADING = re.compile(r"h([1-6])")
_AROUND_BREAK = re.compile(rf"[ {BREAK}]*{BREAK}[ {BREAK}]*")
_FILE = re.compile(r"\.(?:pdf|docx?|odt|xlsx?|ods|rtf|zip)(?:[?#]|$)", re.I)
_FORM = re.compile(r"formular|vordruck|antrag|\bform\b|\bdownload|başvuru|dilekçe", re.I)
_MOST_STRUCTURED = 200_000  # characters of JSON-LD a page may bring
_COPYRIGHT = re.compile(r"©|\(c\)\s*\d{4}|copyright\b", re.I)
_LONGEST_NOTICE = 120  # characters of the line at the foot of every page
_LONGEST_HEADING = 8  # words
_STRUCTURES = ("ul", "ol", "dl", "table", "pre")
_TERMS_TOGETHER = 2  # terms that one definition explains; more are entries of their own
_MAIN = ("main", "[role=main]", "article", "#content", "#main", ".content")


def parse(source: Source) -> ParsedDocument:
    """A web page or a fragment; titled by its first heading, or else by its title element."""
    tree = LexborHTMLParser(decode(source.data, media_type=source.media_type, markup=True))
    root = tree.css_first("html")
    language = (root.attributes.get("lang") or "") if root is not None else ""
    page_title = clean_line(_text_of(tree.css_first("title")))
    structured = _structured_data(tree)
    is_manual = part_of_a_manual(tree)
    numbering = _numbering(tree)
    drop_chains(tree)
    _clean(tree)
    content = _main_content(tree)
    builder = DocumentBuilder()
    if content is not None:
        _Writer(builder, numbering).add(content)
        if structured:
            add_stated(builder, structured, content.text(separator=" "), language[:2].lower())
    heading = clean_line(_text_of(content.css_first("h1") if content is not None else None))
    return builder.build(
        title=numbering.without(heading or _without_site_name(page_title, content)),
        language=language[:2].lower() or None,
        metadata={
            name: value
            for name, value in (
                ("page_title", page_title),
                ("structured_data", structured),
                ("part_of_a_manual", is_manual),
                ("files", _files(content, source.url)),
            )
            if value
        },
    )


def _numbering(tree: LexborHTMLParser) -> Numbering:
    headings = (clean_line(_text_of(node)) for node in tree.css("h1, h2, h3, h4, h5, h6"))
    return Numbering(headings, part_of_a_work=leads_up(tree))


def _structured_data(tree: LexborHTMLParser) -> list[Any]:
    """What the page states as JSON-LD (schema.org); a faulty block is passed over."""
    found: list[Any] = []
    left = _MOST_STRUCTURED
    for script in tree.css('script[type="application/ld+json"]'):
        text = script.text()
        left -= len(text)
        if left < 0:
            break
        try:
            stated = json.loads(text)
        except ValueError:
            continue
        found += stated if isinstance(stated, list) else [stated]
    return found


def _files(content: LexborNode | None, url: str) -> list[dict[str, str]]:
    """Links of the content to files and forms: their words as they stand in the text, and where."""
    found: list[dict[str, str]] = []
    for link in content.css("a[href]") if content is not None else []:
        words, target = clean_line(spaced(link)), link.attributes.get("href") or ""
        if words and (_FILE.search(target) or _FORM.search(f"{words} {target}")):
            found.append({"text": words, "url": urljoin(url, target)})
    return found


def add_markup(builder: DocumentBuilder, markup: str) -> bool:
    """Add markup that is no page of a site, such as a mail's body; False when it has no text."""
    tree = LexborHTMLParser(markup)
    _clean(tree)
    if tree.body is None or not clean_line(spaced(tree.body)):
        return False
    _Writer(builder, Numbering(())).add(tree.body)
    return True


def _without_site_name(title: str, content: LexborNode | None) -> str:
    """The part that is about the page; sites put their own name before it or behind it.

    The first second-level heading tells which; where it shares no word with the title, it says more
    than a name that every page has.
    """
    parts = re.split(r"\s+[|–—·»]\s+|\s+-\s+", title)
    heading = clean_line(_text_of(content.css_first("h2") if content is not None else None))
    if len(parts) == 1 or not heading:
        return parts[0]
    words = set(re.findall(r"\w{4,}", heading.lower()))
    shared = [len(words & set(re.findall(r"\w{4,}", part.lower()))) for part in parts]
    if any(shared):
        return parts[shared.index(max(shared))]
    return heading if len(heading.split()) <= _LONGEST_HEADING else parts[0]


def _text_of(node: LexborNode | None) -> str:
    return spaced(node) if node is not None else ""


def _clean(tree: LexborHTMLParser) -> None:
    for node in tree.css(f"{_DROPPED}, {_OUTER}"):
        node.decompose()
    for node in tree.css("[class], [id]"):
        names = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
        if node.tag not in {"html", "body", "main"} and _BANNER.search(names):
            node.decompose()
    for line_break in tree.css("br"):
        line_break.replace_with(BREAK)


def _main_content(tree: LexborHTMLParser) -> LexborNode | None:
    """The main element where the page names one that holds a fair share of the text."""
    body = tree.body
    if body is None:
        return None
    everything = len(clean_line(body.text()))
    for selector in _MAIN:
        found = tree.css(selector)
        if len(found) == 1 and len(clean_line(found[0].text())) * 3 >= everything:
            return found[0]
    return body


class _Writer:
    """Walks the tree; text between block elements becomes a paragraph."""

    def __init__(self, builder: DocumentBuilder, numbering: Numbering) -> None:
        self._builder = builder
        self._numbering = numbering
        self._inline: list[str] = []

    def add(self, node: LexborNode) -> None:
        for child in node.iter(include_text=True):
            if child.tag == "-text":
                self._inline.append(child.text(deep=False))
            elif child.tag in BLOCKS:
                self._flush()
                self._block(child)
            elif _has_blocks(child):
                self.add(child)
            else:
                self._inline.append(child.text())
        self._flush()

    def _flush(self) -> None:
        text, self._inline = "".join(self._inline), []
        line = clean_line(text)
        if len(line) > _LONGEST_NOTICE or not _COPYRIGHT.match(line):
            self._builder.paragraph(_AROUND_BREAK.sub("\n", line))

    def _block(self, node: LexborNode) -> None:
        heading = _HEADING.fullmatch(node.tag or "")
        if heading is not None:
            line = clean_line(spaced(node))
            self._builder.heading(line, int(heading[1]), name=self._numbering.without(line))
        elif node.tag in {"ul", "ol"}:
            self._list(node)
        elif node.tag == "dl":
            self._definitions(node)
        elif node.tag == "table":
            self._table(node)
        elif node.tag == "pre":
            self._builder.code(node.text().replace(BREAK, "\n"))
        elif node.tag == "details":
            self._details(node)
        else:
            self.add(node)

    def _details(self, node: LexborNode) -> None:
        """What is folded away, as a section under its summary that ends with it."""
        summary = next((child for child in node.iter() if child.tag == "summary"), None)
        if summary is None:
            self.add(node)
            return
        with self._builder.section(spaced(summary)):
            summary.decompose()
            self.add(node)

    def _list(self, node: LexborNode) -> None:
        for item in node.iter():
            self._item(item)

    def _definitions(self, node: LexborNode) -> None:
        terms: list[str] = []
        for child in _unwrapped(node):
            if child.tag == "dt":
                terms.append(clean_line(spaced(child)))
            elif child.tag == "dd":
                self._terms(terms[:-_TERMS_TOGETHER])
                self._item(child, ", ".join(filter(None, terms[-_TERMS_TOGETHER:])))
                terms = []
        self._terms(terms)

    def _terms(self, terms: list[str]) -> None:
        for term in terms:
            self._builder.list_item(term)

    def _item(self, node: LexborNode, term: str = "") -> None:
        """What an item says as one line, led by its `term`; lists, tables and code in it follow."""
        said = ""
        for part in _parts(node):
            if part.tag not in _STRUCTURES:
                said += spaced(part)
                continue
            self._builder.list_item(_led(term, said))
            term = said = ""
            self._block(part)
        self._builder.list_item(_led(term, said))

    def _table(self, table: LexborNode) -> None:
        for child in table.iter():
            if child.tag == "caption":
                self._builder.paragraph(clean_line(spaced(child)))
        if is_menu(table):
            return
        lines = lines_of(table)
        if is_layout(table, lines) or not table.css("td") or is_box(lines) or is_notice(lines):
            self.add(table)  # its cells are ordinary content
            return
        add_cells(self._builder, lines, with_pairs=True)


def _has_blocks(node: LexborNode) -> bool:
    return any(child.tag in BLOCKS for child in node.css("*"))


def _parts(node: LexborNode) -> Iterator[LexborNode]:
    """The text of an item and the structures in it, out of the boxes around them."""
    for child in node.iter(include_text=True):
        holds = child.tag not in _STRUCTURES and child.css_first(", ".join(_STRUCTURES)) is not None
        if holds and child.tag != "-text":
            yield from _parts(child)
        else:
            yield child


def _led(term: str, said: str) -> str:
    return ": ".join(filter(None, (term, clean_line(said))))


def _unwrapped(node: LexborNode) -> Iterator[LexborNode]:
    for child in node.iter():
        if child.tag == "div":
            yield from _unwrapped(child)
        else:
            yield child
