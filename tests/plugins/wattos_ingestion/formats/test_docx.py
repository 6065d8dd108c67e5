"""Word documents: order, styles, tables."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml

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


WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def inside(markup: str) -> ParsedDocument:
    """What a paragraph of this markup says."""
    document = Document()
    document.element.body.insert(0, parse_xml(f"<w:p {WORD}>{markup}</w:p>"))
    return word(files.saved(document))


def run(text: str, kind: str = "t") -> str:
    return f'<w:r><w:{kind} xml:space="preserve">{text}</w:{kind}></w:r>'


def test_text_in_controls_fields_and_insertions_counts_and_deletions_do_not() -> None:
    document = inside(
        f"{run('Die Steuer beträgt ')}<w:ins w:id='1'>{run('96 Euro')}</w:ins>"
        f"<w:del w:id='2'>{run('84 Euro', 'delText')}</w:del>{run(', fällig am ')}"
        f"<w:sdt><w:sdtContent>{run('15. Februar')}</w:sdtContent></w:sdt>"
        f"<w:fldSimple w:instr='DATE'>{run(' 2027')}</w:fldSimple>{run('.')}"
        f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>intern</w:t></w:r>"
    )
    assert document.text == "Die Steuer beträgt 96 Euro, fällig am 15. Februar 2027."


def test_block_in_a_control_counts_and_a_table_of_contents_does_not() -> None:
    document = Document()
    gallery = "<w:docPartObj><w:docPartGallery w:val='{}'/></w:docPartObj>"
    for kind, text in (("Table of Contents", "Gebühren ... 3"), ("Cover Pages", "Merkblatt")):
        document.element.body.insert(
            0,
            parse_xml(
                f"<w:sdt {WORD}><w:sdtPr>{gallery.format(kind)}</w:sdtPr>"
                f"<w:sdtContent><w:p>{run(text)}</w:p></w:sdtContent></w:sdt>"
            ),
        )
    document.styles.add_style("TOC 1", WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("Fristen ... 4", style="TOC 1")
    assert word(files.saved(document)).text == "Merkblatt"


def test_box_is_told_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent><w:p>{run('Hunde brauchen einen Chip.')}</w:p></w:txbxContent>"
    document = inside(
        f"{run('Davor.')}<w:r><mc:AlternateContent "
        "xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
        f"<mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert document.text == "Davor.\n\nHunde brauchen einen Chip."


def test_footnote_follows_its_paragraph() -> None:
    document = Document(io.BytesIO(files.docx_with_footnote("Befreit sind Blindenhunde.")))
    document.add_paragraph("Danach.")
    assert word(files.saved(document)).text.split("\n\n") == [
        *("Die Steuer beträgt 96 Euro.", "Befreit sind Blindenhunde.", "Danach."),
    ]


def test_headings_are_told_by_outline_by_base_style_and_by_bold_lines() -> None:
    document = Document()
    outlined = document.styles.add_style("Amtlich", WD_STYLE_TYPE.PARAGRAPH)
    outlined.element.get_or_add_pPr().append(parse_xml(f"<w:outlineLvl {WORD} w:val='1'/>"))
    based: Any = document.styles.add_style("Kopf", WD_STYLE_TYPE.PARAGRAPH)
    based.base_style = document.styles["Heading 1"]
    document.add_paragraph("Hunde", style="Kopf")
    document.add_paragraph("Befreiung", style="Amtlich")
    document.add_paragraph().add_run("Öffnungszeiten").bold = True
    document.add_paragraph("Mo bis Fr 8 bis 12 Uhr.")
    document.add_paragraph().add_run("Bitte beachten Sie das.").bold = True
    last = word(files.saved(document)).blocks[-1]
    assert (last.kind, last.heading_path) == ("paragraph", ("Hunde", "Befreiung", "Öffnungszeiten"))


def test_merged_headings_name_the_columns_below() -> None:
    document = Document()
    rows = [("Hund", "Steuer", "", "Nachlass"), ("", "2025", "2026", ""),
            ("Erster", "90 €", "96 €", "keiner")]  # fmt: skip
    table = document.add_table(rows=3, cols=4)
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    for one, other in (((0, 0), (1, 0)), ((0, 1), (0, 2)), ((0, 3), (1, 3))):
        table.cell(*one).merge(table.cell(*other))
    parsed = word(files.saved(document))
    assert blocks(parsed) == [("table_row", "Erster | 90 € | 96 € | keiner")]
    assert parsed.blocks[0].header == ("Hund", "Steuer, 2025", "Steuer, 2026", "Nachlass")


def test_table_in_a_cell_stays_in_its_row() -> None:
    document = Document()
    table = document.add_table(rows=2, cols=2)
    for at, name in enumerate(("Amt", "Zeiten")):
        table.cell(0, at).text = name
    table.cell(1, 0).text = "Bürgerbüro"
    inner = table.cell(1, 1).add_table(rows=2, cols=2)
    for row, texts in zip(inner.rows, (("Montag", "8 Uhr"), ("Dienstag", "9 Uhr")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    assert blocks(word(files.saved(document))) == [
        ("table_row", "Bürgerbüro | Montag 8 Uhr, Dienstag 9 Uhr")
    ]
