"""PPTX into blocks: a slide is a page, its title a heading."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any

from wattos.knowledge import DocumentBuilder, ParsedDocument, clean_line
from wattos_ingestion.formats.archive import beyond, check_office
from wattos_ingestion.formats.grid import Cell, in_one_cell
from wattos_ingestion.formats.tables import add_cells
from wattos_ingestion.formats.titles import stated_title
from wattos_ingestion.source import Source

_LONGEST_TITLE = 100


def parse(source: Source) -> ParsedDocument:
    """A presentation's visible slides.

    Hidden slides and speaker notes are left out: they were not meant for an audience.
    Raises `DocumentError`: as `check_office`, and "too-many-pages".
    """
    from pptx import Presentation

    check_office(source)
    presentation = Presentation(io.BytesIO(source.data))
    slides: list[Any] = list(presentation.slides)
    if len(slides) > source.limits.max_pages:
        raise beyond("too-many-pages", len(slides), source.limits.max_pages)
    builder = DocumentBuilder()
    title = stated_title(presentation.core_properties.title or "")
    for number, slide in enumerate(slides, 1):
        if slide.element.get("show") not in {"0", "false"}:
            builder.start_page(number)
            title = _add_slide(builder, slide, number, title)
    return builder.build(title=title, metadata={"pages": len(slides)})


def _add_slide(builder: DocumentBuilder, slide: Any, number: int, title: str) -> str:
    """The presentation's title: what it was, or else this slide's."""
    shapes = list(_in_reading_order(slide.shapes))
    named = slide.shapes.title
    heading = clean_line(named.text_frame.text) if named is not None else ""
    if not heading:  # the sections of the slide before must not go on
        named, heading = _first_line(shapes)
    builder.heading(heading or f"{title} ({number})".strip(), 2 if title else 1)
    for shape in shapes:
        if named is None or shape.shape_id != named.shape_id:
            _add_shape(builder, shape)
    return title or heading


def _first_line(shapes: list[Any]) -> tuple[Any, str]:
    """A text box of one short line that stands above all else, and its text."""
    texts = [shape for shape in shapes if shape.has_text_frame and shape.text_frame.text.strip()]
    line = clean_line(texts[0].text_frame.text) if texts else ""
    is_title = bool(line) and len(texts[0].text_frame.paragraphs) == 1
    return (texts[0], line) if is_title and len(line) <= _LONGEST_TITLE else (None, "")


def _in_reading_order(shapes: Iterable[Any]) -> Iterator[Any]:
    """From the top down, then from left to right; groups are opened where they stand."""
    from pptx.enum.shapes import MSO_SHAPE_TYPE

    for shape in sorted(shapes, key=lambda each: (each.top or 0, each.left or 0)):
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            yield from _in_reading_order(shape.shapes)
        else:
            yield shape


def _add_shape(builder: DocumentBuilder, shape: Any) -> None:
    if shape.has_text_frame:
        paragraphs = [p.text for p in shape.text_frame.paragraphs if p.text.strip()]
        add = builder.list_item if shape.is_placeholder and len(paragraphs) > 1 else None
        for text in paragraphs:
            (add or builder.paragraph)(text)
    elif getattr(shape, "has_table", False):
        add_cells(builder, list(_lines(shape.table)))
    elif getattr(shape, "has_chart", False):
        _add_chart(builder, shape.chart)


def _lines(table: Any) -> Iterator[list[Cell]]:
    """The rows of a table. That its style sets off the first row says nothing: it always does."""
    for row in table.rows:
        yield [
            Cell(
                in_one_cell(cell.text.replace("\v", "\n").split("\n")),
                columns=cell.span_width,
                rows=cell.span_height,
            )
            for cell in row.cells
            if not cell.is_spanned
        ]


def _add_chart(builder: DocumentBuilder, chart: Any) -> None:
    """The figures behind a chart: a row a category, a column a series."""
    if chart.has_title and chart.chart_title.has_text_frame:
        builder.paragraph(chart.chart_title.text_frame.text)
    for plot in chart.plots:
        series = list(plot.series)
        header = ["", *(each.name for each in series)]
        for at, category in enumerate(plot.categories):
            values = [each.values[at] if at < len(each.values) else None for each in series]
            builder.table_row([str(category), *(_number(v) for v in values)], header)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"
