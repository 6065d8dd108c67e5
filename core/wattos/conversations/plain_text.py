"""Markdown as plain text, for channels that show no formatting."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


def plain_text(markdown: str) -> str:
    """`markdown` without its marks: lists keep their dashes and numbers, links their address."""
    return _Writer().write(_parser().parse(markdown))


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # a third of a second

    return MarkdownIt("commonmark", {"html": False}).enable("table")


class _Writer:
    """Walks the block tokens of a document; `_lists` holds the last count of each open list."""

    def __init__(self) -> None:
        self._blocks: list[str] = []
        self._lists: list[tuple[int, str] | None] = []
        self._marker = ""
        self._cells: list[str] | None = None

    def write(self, tokens: list[Token]) -> str:
        for token in tokens:
            self._take(token)
        return "\n".join(self._blocks).strip()

    def _take(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open":
                self._lists.append(None)
            case "ordered_list_open":
                self._lists.append((0, ""))
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
                self._end_block()
            case "list_item_open":
                self._begin_item(token.info)
            case "tr_open":
                self._cells = []
            case "tr_close":
                self._blocks.append(" | ".join(self._cells or []))
                self._cells = None
            case "inline":
                self._put(_inline(token.children or []))
            case "fence" | "code_block":
                self._put(token.content.rstrip("\n"))
                self._end_block()
            case "heading_close" | "paragraph_close" | "table_close":
                self._end_block()
            case _:
                pass

    def _begin_item(self, written: str) -> None:
        """Begin an item with the number that was `written`: "24." before "31." may be dates.

        Only a number that repeats the one before it is counted on, as in a list of nothing but 1.
        """
        indent = "  " * (len(self._lists) - 1)
        last = self._lists[-1]
        if last is None:
            self._marker = f"{indent}- "
            return
        number = last[0] + 1 if written == last[1] else int(written)
        self._lists[-1] = (number, written)
        self._marker = f"{indent}{number}. "

    def _put(self, text: str) -> None:
        if self._cells is not None:
            self._cells.append(text)
            return
        marker, self._marker = self._marker, ""
        self._blocks.append(marker + text)

    def _end_block(self) -> None:
        """A blank line after a block, except between the items of a list."""
        if not self._lists and self._blocks and self._blocks[-1]:
            self._blocks.append("")


def _inline(children: list[Token]) -> str:
    text = ""
    links: list[tuple[str, int]] = []
    for child in children:
        match child.type:
            case "softbreak" | "hardbreak":
                text += "\n"
            case "link_open":
                links.append((str(child.attrGet("href") or ""), len(text)))
            case "link_close":
                address, start = links.pop()
                label = text[start:]
                text += (
                    "" if label in (address, address.removeprefix("mailto:")) else f" ({address})"
                )
            case "image":
                text += child.content
            case _:
                text += child.content
    return text
