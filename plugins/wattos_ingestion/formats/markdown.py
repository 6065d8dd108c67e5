"""Markdown (CommonMark with tables) into blocks."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from wattos.knowledge import DocumentBuilder, ParsedDocument
from wattos_ingestion.formats.encoding import decode
from wattos_ingestion.source import Source

_FRONT_MATTER = re.compile(r"\A---\s*\n(.*?)\n---\s*\n", re.DOTALL)
_FRONT_TITLE = re.compile(r"^title:\s*[\"']?(.+?)[\"']?\s*$", re.MULTILINE)


def parse(source: Source) -> ParsedDocument:
    """A Markdown file; its title is the front matter's or its first heading of level 1."""
    text = decode(source.data, media_type=source.media_type)
    title = ""
    front = _FRONT_MATTER.match(text)
    if front is not None:
        named = _FRONT_TITLE.search(front[1])
        title = named[1] if named else ""
        text = text[front.end() :]
    tree = SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse(text))
    builder = DocumentBuilder()
    for node in tree.children:
        _add(builder, node)
    first = next((n for n in tree.children if n.type == "heading" and n.tag == "h1"), None)
    return builder.build(title=title or (_text(first) if first is not None else ""))


def _add(builder: DocumentBuilder, node: SyntaxTreeNode) -> None:
    match node.type:
        case "heading":
            builder.heading(_text(node), int(node.tag[1]))
        case "paragraph":
            builder.paragraph(_text(node))
        case "bullet_list" | "ordered_list":
            for item in node.children:
                _add_item(builder, item)
        case "table":
            _add_table(builder, node)
        case "fence" | "code_block":
            builder.code(node.content)
        case "html_block":
            builder.paragraph(re.sub(r"<[^>]+>", " ", node.content))
        case _:
            for child in node.children:
                _add(builder, child)


def _add_item(builder: DocumentBuilder, item: SyntaxTreeNode) -> None:
    own = [child for child in item.children if child.type == "paragraph"]
    builder.list_item(" ".join(_text(child) for child in own))
    for child in item.children:
        if child.type != "paragraph":
            _add(builder, child)


def _add_table(builder: DocumentBuilder, table: SyntaxTreeNode) -> None:
    rows = [row for part in table.children for row in part.children]
    cells = [[_text(cell) for cell in row.children] for row in rows]
    header = cells[0] if cells else []
    for row in cells[1:]:
        builder.table_row(row, header)


def _text(node: SyntaxTreeNode) -> str:
    return "".join(_inline(child) for child in node.children if child.type == "inline")


def _inline(node: SyntaxTreeNode) -> str:
    return "".join(_visible(token) for token in node.to_tokens()[0].children or [])


def _visible(token: Token) -> str:
    if token.type in {"softbreak", "hardbreak"}:
        return " "
    if token.type == "image":
        return token.content
    return token.content if token.type in {"text", "code_inline"} else ""
