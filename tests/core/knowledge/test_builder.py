from __future__ import annotations

from wattos.knowledge import DocumentBuilder


def test_builder_blocks_stand_in_the_text() -> None:
    builder = DocumentBuilder()
    builder.heading(" Titel\x00 ", 1)
    builder.paragraph("Absatz  eins\nzwei")
    builder.list_item("a")
    builder.list_item("b")
    builder.code("x = 1")
    builder.table_row(["1|2", ""], ["Kopf"])
    document = builder.build()
    quoted = [document.text[block.start : block.end] for block in document.blocks]
    assert quoted == ["Titel", "Absatz eins\nzwei", "a", "b", "x = 1", "1¦2 | "]


def test_builder_heading_ends_deeper_sections() -> None:
    builder = DocumentBuilder()
    for text, level in (("A", 1), ("B", 2), ("C", 3), ("D", 2)):
        builder.heading(text, level)
    builder.paragraph("Text")
    assert builder.build().blocks[-1].heading_path == ("A", "D")


def test_builder_leaves_out_what_is_empty() -> None:
    builder = DocumentBuilder()
    builder.heading(" ", 1)
    builder.paragraph("\x00")
    builder.table_row(["", " "])
    assert builder.build().text == ""
    assert builder.build().blocks == ()
