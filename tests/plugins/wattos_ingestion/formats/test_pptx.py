"""Presentations: slides as pages with headings."""

from __future__ import annotations

import io

import pytest
from pptx import Presentation
from pptx.chart.data import ChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.shapes.graphfrm import GraphicFrame
from pptx.util import Inches

from tests.plugins.wattos_ingestion import files
from tests.plugins.wattos_ingestion.files import blocks
from wattos.knowledge import DocumentError, ParsedDocument
from wattos.settings import DocumentLimits
from wattos_ingestion.formats.pptx import parse
from wattos_ingestion.source import Source


def slides(data: bytes, limits: DocumentLimits | None = None) -> ParsedDocument:
    return parse(Source(data=data, url="a.pptx", limits=limits or DocumentLimits()))


def test_slides_are_sections_on_pages() -> None:
    document = slides(
        files.pptx(
            ("Kitas in Lindenfurt", ["Eine Übersicht"]),
            ("Beiträge", ["Krippe", "Hort", [["Stufe", "Beitrag"], ["1", "40 Euro"]]]),
        )
    )
    assert document.title == "Kitas in Lindenfurt"
    assert blocks(document) == [
        ("heading", "Kitas in Lindenfurt"),
        ("paragraph", "Eine Übersicht"),
        ("heading", "Beiträge"),
        ("list_item", "Krippe"),
        ("list_item", "Hort"),
        ("table_row", "1 | 40 Euro"),
    ]
    row = document.blocks[-1]
    assert (row.page, row.header) == (2, ("Stufe", "Beitrag"))
    assert row.heading_path == ("Kitas in Lindenfurt", "Beiträge")


def test_stated_title_wins_over_the_first_slide() -> None:
    assert slides(files.pptx(("Start", []), title="Kita-Konzept")).title == "Kita-Konzept"
    assert slides(files.pptx(("Start", []), title="PowerPoint Presentation")).title == "Start"


def test_text_boxes_are_read_from_the_top_down_groups_included() -> None:
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    for top, text in ((5, "unten " * 30), (1, "Überschrift")):
        box = slide.shapes.add_textbox(Inches(1), Inches(top), Inches(4), Inches(1))
        box.text_frame.text = text
    group = slide.shapes.add_group_shape()
    box = group.shapes.add_textbox(Inches(1), Inches(3), Inches(4), Inches(1))
    box.text_frame.text = "mitten"
    assert blocks(slides(files.saved(presentation))) == [
        ("heading", "Überschrift"),
        ("paragraph", "mitten"),
        ("paragraph", ("unten " * 30).strip()),
    ]


def test_slide_without_a_title_ends_the_section_before() -> None:
    presentation = Presentation(io.BytesIO(files.pptx(("Eins", ["a"]))))
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    box = slide.shapes.add_textbox(Inches(1), Inches(1), Inches(4), Inches(1))
    box.text_frame.text = "Ein langer Satz. " * 10
    document = slides(files.saved(presentation))
    assert [block.kind for block in document.blocks[-2:]] == ["heading", "paragraph"]
    assert document.blocks[-1].heading_path == ("Eins", "Eins (2)")


def test_hidden_slides_and_notes_are_left_out() -> None:
    presentation = Presentation(io.BytesIO(files.pptx(("Eins", ["a"]), ("Intern", ["geheim"]))))
    first, second = presentation.slides
    notes = first.notes_slide.notes_text_frame
    assert notes is not None
    notes.text = "nicht vorlesen"
    second.element.set("show", "0")
    assert slides(files.saved(presentation)).text == "Eins\n\na"


def test_chart_gives_its_figures() -> None:
    presentation = Presentation(io.BytesIO(files.pptx(("Kinder", []))))
    figures = ChartData()
    figures.categories = ["2024", "2025"]
    figures.add_series("Krippe", (10, 12.5))
    where = (Inches(1), Inches(1), Inches(4), Inches(3))
    presentation.slides[0].shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *where, figures)
    document = slides(files.saved(presentation))
    assert blocks(document)[1:] == [("table_row", "2024 | 10"), ("table_row", "2025 | 12.5")]
    assert document.blocks[1].header == ("", "Krippe")


def test_heading_over_two_columns_names_both() -> None:
    rows = [["Ort", "Termine", ""], ["Nord", "1. Mai", "2. Mai"], ["Süd", "3. Mai", "4. Mai"]]
    presentation = Presentation(io.BytesIO(files.pptx(("Termine", [rows]))))
    tables = [s.table for s in presentation.slides[0].shapes if isinstance(s, GraphicFrame)]
    tables[0].cell(0, 1).merge(tables[0].cell(0, 2))
    document = slides(files.saved(presentation))
    assert blocks(document)[1] == ("table_row", "Nord | 1. Mai | 2. Mai")
    assert document.blocks[1].header == ("Ort", "Termine", "Termine")


def test_too_many_slides_are_refused() -> None:
    with pytest.raises(DocumentError) as raised:
        slides(files.pptx(("a", []), ("b", [])), DocumentLimits(max_pages=1))
    assert raised.value.reason == "too-many-pages"


def test_presentation_without_text_is_empty() -> None:
    presentation = Presentation()
    assert slides(files.saved(presentation)).text == ""
