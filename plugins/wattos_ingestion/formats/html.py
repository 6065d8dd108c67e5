"""HTML into blocks: the main content without menus, banners and footers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from wattos.knowledge import DocumentBuilder, ParsedDocument, clean_line
from wattos_ingestion.formats.chains import drop_chains, leads_up
from wattos_ingestion.formats.encoding import decode
from wattos_ingestion.formats.grid import Cell, is_box, read_table
from wattos_ingestion.formats.numbering import Numbering
from wattos_ingestion.formats.stated import add_stated
from wattos_ingestion.source import Source

_DROPPED = (
    "script, style, noscript, template, svg, canvas, iframe, object, video, audio, button, select, "
    "input, textarea, dialog, nav, [role=navigation], [role=search], [role=banner], "
    "[role=contentinfo], [role=dialog], [aria-hidden=true], [hidden]"
)
_OUTER = "body > header, body > footer, body > aside, body > * > footer, body > div > header"
_BANNER = re.compile(r"cookie|consent|breadcrumb|skip-?link|sharing|social-?(?:media|share)", re.I)
_BLOCK_TAGS = """
    address article aside blockquote body center dd details div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hgroup hr li main ol p pre section summary table tbody td
    tfoot th thead tr ul"""
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_BREAK = "\ufdd0"
"""Stands for a line break until white space is collapsed; Unicode keeps it for internal use."""
_HEADING = re.compile(r"h([1-6])")
_AROUND_BREAK = re.compile(rf"[ {_BREAK}]*{_BREAK}[ {_BREAK}]*")
_FILE = re.compile(r"\.(?:pdf|docx?|odt|xlsx?|ods|rtf|zip)(?:[?#]|$)", re.I)
_FORM = re.compile(r"formular|vordruck|antrag|\bform\b|\bdownload|başvuru|dilekçe", re.I)
_MOST_STRUCTURED = 200_000  # characters of JSON-LD a page may bring
_COPYRIGHT = re.compile(r"©|\(c\)\s*\d{4}|copyright\b", re.I)
_LONGEST_NOTICE = 120  # characters of the line at the foot of every page
_LONGEST_HEADING = 8  # words
_LINKS_OF_A_MENU = 5
_SHARE_OF_LINKS = 0.6  # the rest are bars between them
_STRUCTURES = ("ul", "ol", "dl", "table", "pre")
_TERMS_TOGETHER = 2  # terms that one definition explains; more are entries of their own
_KIND_OF_NOTICE = re.compile(
    r"(?:note|tip|hint|important|warning|caution|hinweis|anmerkung|tipp|wichtig|warnung|achtung"
    r"|vorsicht|not|ipucu|önemli|uyarı|dikkat)\W?",
    re.I,
)
_MAIN = ("main", "[role=main]", "article", "#content", "#main", ".content")


def parse(source: Source) -> ParsedDocument:
    """A web page or a fragment; titled by its first heading, or else by its title element."""
    tree = LexborHTMLParser(decode(source.data, media_type=source.media_type, markup=True))
    root = tree.css_first("html")
    language = (root.attributes.get("lang") or "") if root is not None else ""
    page_title = clean_line(_text_of(tree.css_first("title")))
    structured = _structured_data(tree)
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
        words, target = clean_line(_spaced(link)), link.attributes.get("href") or ""
        if words and (_FILE.search(target) or _FORM.search(f"{words} {target}")):
            found.append({"text": words, "url": urljoin(url, target)})
    return found


def add_markup(builder: DocumentBuilder, markup: str) -> bool:
    """Add markup that is no page of a site, such as a mail's body; False when it has no text."""
    tree = LexborHTMLParser(markup)
    _clean(tree)
    if tree.body is None or not clean_line(_spaced(tree.body)):
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
    return _spaced(node) if node is not None else ""


def _clean(tree: LexborHTMLParser) -> None:
    for node in tree.css(f"{_DROPPED}, {_OUTER}"):
        node.decompose()
    for node in tree.css("[class], [id]"):
        names = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
        if node.tag not in {"html", "body", "main"} and _BANNER.search(names):
            node.decompose()
    for line_break in tree.css("br"):
        line_break.replace_with(_BREAK)


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
            elif child.tag in _BLOCKS:
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
            line = clean_line(_spaced(node))
            self._builder.heading(line, int(heading[1]), name=self._numbering.without(line))
        elif node.tag in {"ul", "ol"}:
            self._list(node)
        elif node.tag == "dl":
            self._definitions(node)
        elif node.tag == "table":
            self._table(node)
        elif node.tag == "pre":
            self._builder.code(node.text().replace(_BREAK, "\n"))
        elif node.tag == "summary":
            self._builder.heading(_spaced(node), 4)
        else:
            self.add(node)

    def _list(self, node: LexborNode) -> None:
        for item in node.iter():
            self._item(item)

    def _definitions(self, node: LexborNode) -> None:
        terms: list[str] = []
        for child in _unwrapped(node):
            if child.tag == "dt":
                terms.append(clean_line(_spaced(child)))
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
                said += _spaced(part)
                continue
            self._builder.list_item(_led(term, said))
            term = said = ""
            self._block(part)
        self._builder.list_item(_led(term, said))

    def _table(self, table: LexborNode) -> None:
        caption = table.css_first("caption")
        if caption is not None:
            self._builder.paragraph(clean_line(_spaced(caption)))
        if _is_menu(table):
            return
        lines = [_cells(row) for row in table.css("tr")]
        if _is_layout(table) or not table.css("td") or is_box(lines) or _is_notice(lines):
            self.add(table)  # its cells are ordinary content
            return
        read = read_table(lines)
        for line in read.captions:
            self._builder.paragraph(line)
        for row in read.rows:
            self._builder.table_row(row.cells, row.header)


def _is_layout(table: LexborNode) -> bool:
    """Whether the table only places parts of the page: such cells hold tables or sections."""
    return any(child.css_first("table, h1, h2, h3, h4") is not None for child in table.iter())


def _is_notice(lines: list[list[Cell]]) -> bool:
    """Whether it is a remark with its kind beside it, as manuals draw them."""
    kind, *remarks = lines[0] if len(lines) == 1 else [Cell("")]
    return bool(remarks) and _KIND_OF_NOTICE.fullmatch(kind.text) is not None


def _is_menu(table: LexborNode) -> bool:
    """Whether it is one row of links, as old page editors set the menu above every page."""
    links = [clean_line(_spaced(link)) for link in table.css("a[href]")]
    if len(table.css("tr")) > 1 or len(links) < _LINKS_OF_A_MENU:
        return False
    text = clean_line(_spaced(table))
    return sum(map(len, links)) >= _SHARE_OF_LINKS * len(text)


def _cells(row: LexborNode) -> list[Cell]:
    """A row's cells; one whose whole text is bold names something, as `th` does."""
    cells: list[Cell] = []
    for node in row.iter():
        if node.tag in {"td", "th"}:
            text = clean_line(_spaced(node))
            bold = clean_line(" ".join(_spaced(strong) for strong in node.css("b, strong")))
            cells.append(
                Cell(
                    text,
                    columns=_count(node.attributes.get("colspan")),
                    rows=_count(node.attributes.get("rowspan")),
                    is_head=node.tag == "th" or (bool(text) and bold == text),
                )
            )
    return cells


def _count(attribute: str | None) -> int:
    return int(attribute) if attribute and attribute.isdecimal() else 1


def _has_blocks(node: LexborNode) -> bool:
    return any(child.tag in _BLOCKS for child in node.css("*"))


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


def _spaced(node: LexborNode) -> str:
    """All text below; block elements are kept apart by spaces, inline ones are not."""
    if node.tag == "-text":
        return node.text(deep=False).replace(_BREAK, " ")
    text = "".join(_spaced(child) for child in node.iter(include_text=True))
    return f" {text} " if node.tag in _BLOCKS else text
