"""Word documents: order, styles, tables."""

from __future__ import annotations

from docx import Document

from tests.plugins.wattos_ingestion import files
from tests.plugins.wattos_ingestion.files import blocks
from wattos.knowledge import ParsedDocument
from wattos_ingestion.formats.docx import parse
from wattos_ingestion.source import Source


def word(data: bytes) -> ParsedDocument:
    return parse(Source(data=data, url="a.docx"))


def test_document_gives_headings_lists_and_tables() -> None:
    document = word(files.docx())
    assert document.title == "Kita-Satzung"
    assert blocks(document) == [
        ("heading", "Kita-Satzung"),
        ("heading", "Beiträge"),
        ("paragraph", "Der Beitrag richtet sich nach dem Einkommen."),
        ("list_item", "Geschwister zahlen die Hälfte."),
        ("table_row", "1 | 40 Euro"),
    ]
    assert document.blocks[-1].header == ("Stufe", "Beitrag")


def test_stated_title_wins() -> None:
    assert word(files.docx(title="Satzung 2026")).title == "Satzung 2026"


def test_document_without_title_is_called_by_the_heading_it_opens_with() -> None:
    document = Document()
    document.core_properties.title = "Dokument1"
    document.add_heading("Bootsregeln", 1)
    document.add_paragraph("Wer ein Boot beschädigt, meldet es.")
    assert word(files.saved(document)).title == "Bootsregeln"


def test_heading_further_down_is_no_title() -> None:
    document = Document()
    for number in range(3):
        document.add_paragraph(f"Absatz {number}")
    document.add_heading("Anhang", 1)
    assert word(files.saved(document)).title == ""


def test_table_between_paragraphs_stays_in_its_place() -> None:
    document = Document()
    document.add_paragraph("davor")
    document.add_table(rows=1, cols=2).rows[0].cells[1].text = "mitten"
    document.add_paragraph("danach")
    assert word(files.saved(document)).text == "davor\n\n | mitten\n\ndanach"


def test_merged_cells_are_named_once() -> None:
    document = Document()
    table = document.add_table(rows=2, cols=3)
    for at, name in enumerate(("Tag", "von", "bis")):
        table.rows[0].cells[at].text = name
    table.rows[1].cells[0].text = "Montag"
    table.rows[1].cells[1].merge(table.rows[1].cells[2]).text = "geschlossen"
    assert blocks(word(files.saved(document))) == [("table_row", "Montag | geschlossen | ")]


def test_first_row_of_values_is_no_header() -> None:
    document = Document()
    table = document.add_table(rows=2, cols=2)
    for row, texts in zip(table.rows, (("Montag", "8-12 Uhr"), ("Dienstag", "zu")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    assert blocks(word(files.saved(document))) == [
        ("table_row", "Montag | 8-12 Uhr"),
        ("table_row", "Dienstag | zu"),
    ]
