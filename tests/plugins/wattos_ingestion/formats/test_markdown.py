"""Markdown: structure, front matter, tables, code."""

from __future__ import annotations

from tests.plugins.wattos_ingestion.files import blocks
from wattos.knowledge import ParsedDocument
from wattos_ingestion.formats.markdown import parse
from wattos_ingestion.source import Source


def markdown(text: str) -> ParsedDocument:
    return parse(Source(data=text.encode(), url="a.md"))


def test_markdown_gives_structure() -> None:
    document = markdown(
        "---\ntitle: Hilfe\n---\n# Eins\n\nText **fett** [Wort](x)\nweiter.\n\n- a\n  - b\n\n"
        "| A | B |\n|---|---|\n| 1 | 2 |\n\n```sh\nls -l\n```\n\n> Zitat\n"
    )
    assert document.title == "Hilfe"
    assert blocks(document) == [
        ("heading", "Eins"),
        ("paragraph", "Text fett Wort weiter."),
        ("list_item", "a"),
        ("list_item", "b"),
        ("table_row", "1 | 2"),
        ("code", "ls -l"),
        ("paragraph", "Zitat"),
    ]
    assert document.blocks[4].header == ("A", "B")


def test_first_heading_is_the_title_without_front_matter() -> None:
    assert markdown("Vorwort\n\n# Satzung *neu*\n").title == "Satzung neu"


def test_embedded_markup_leaves_its_text() -> None:
    assert markdown("<div>Hinweis</div>\n").text == "Hinweis"
