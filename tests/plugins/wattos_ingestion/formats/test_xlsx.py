"""Workbooks: sheets as sections, rows under their header, values as shown."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime, time, timedelta
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from tests.plugins.wattos_ingestion import files
from tests.plugins.wattos_ingestion.files import blocks
from wattos.knowledge import DocumentError, ParsedDocument, chunk
from wattos.settings import DocumentLimits
from wattos_ingestion.formats.xlsx import parse
from wattos_ingestion.source import Source


def workbook(data: bytes, limits: DocumentLimits | None = None) -> ParsedDocument:
    return parse(Source(data=data, url="a.xlsx", limits=limits or DocumentLimits()))


def test_sheets_are_sections_with_rows_under_their_header() -> None:
    document = workbook(
        files.xlsx(
            Gebühren=[("Leistung", "Gebühr"), ("Ausweis", 37), ("Pass", 70)],
            Ämter=[("Amt", "Raum"), ("Bauamt", "B 12")],
        )
    )
    assert blocks(document) == [
        ("heading", "Gebühren"),
        ("table_row", "Ausweis | 37"),
        ("table_row", "Pass | 70"),
        ("heading", "Ämter"),
        ("table_row", "Bauamt | B 12"),
    ]
    assert document.blocks[-1].heading_path == ("Ämter",)
    assert "Leistung: Pass, Gebühr: 70" in " ".join(c.search_text for c in chunk(document))


def test_captions_and_empty_rows_part_the_tables_of_a_sheet() -> None:
    document = workbook(
        files.xlsx(
            Blatt=[
                ("Müll", None, None),
                (None, "Bezirk", "Tag"),
                (None, "Nord", "Montag"),
                (),
                ("Papier",),
                (None, "Bezirk", "Tag"),
                (None, "Süd", "Dienstag"),
                (),
                ("Alle Angaben ohne Gewähr.",),
            ]
        )
    )
    assert blocks(document) == [
        ("heading", "Blatt"),
        ("heading", "Müll"),
        ("table_row", "Nord | Montag"),
        ("heading", "Papier"),
        ("table_row", "Süd | Dienstag"),
        ("paragraph", "Alle Angaben ohne Gewähr."),
    ]
    assert document.blocks[4].header == ("Bezirk", "Tag")


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (37, "General", "37"),
        (0.1 + 0.2, "General", "0.3"),
        (37, '#,##0.00 "€"', "37,00 €"),
        (37.5, "#,##0.00 [$€-407]", "37,50 €"),
        (0.19, "0%", "19 %"),
        (date(2026, 3, 1), "dd.mm.yyyy", "01.03.2026"),
        (date(2026, 3, 1), "[$-407]dd.mm.yyyy", "01.03.2026"),
        (date(2026, 3, 1), "yyyy-mm-dd", "2026-03-01"),
        (datetime(2026, 3, 1, 9, 30), "dd.mm.yyyy hh:mm", "01.03.2026 09:30"),  # noqa: DTZ001
        (time(8, 5), "hh:mm", "08:05"),
        (timedelta(hours=26, minutes=3), "[h]:mm", "26:03"),
        (True, "General", "TRUE"),
        (1067, "00000", "01067"),
        (1234.5, "$#,##0.00", "$1,234.50"),
        (-5, '"$"#,##0.00_);[Red]("$"#,##0.00)', "($5.00)"),
        (-5.5, "0.0", "-5.5"),
        (0, '_-* #,##0.00 "€"_-;-* #,##0.00 "€"_-;_-* "-"?? "€"_-;_-@_-', "- €"),
        (28.8, '_-* #,##0.00 "€"_-;-* #,##0.00 "€"_-;_-* "-"?? "€"_-;_-@_-', "28,80 €"),
        (12.5, '0.0##" km"', "12.5 km"),
        (1234567, "0.0,,", "1.2"),
        (3.25, "# ??/??", "3.25"),
        (date(2026, 3, 1), "[$-407]d. mmmm yy", "1. März 2026"),
        (date(2026, 3, 1), "[$-F800]dddd, mmmm dd, yyyy", "Sunday, 1 March 2026"),
        (date(2026, 3, 1), "m/d/yyyy", "2026-03-01"),
        (datetime(2026, 3, 1, 14, 5), "dd.mm.yyyy h:mm AM/PM", "01.03.2026 2:05 PM"),  # noqa: DTZ001
        (time(1, 30), 'h:mm" Std."', "1:30 Std."),
    ],
)
def test_values_are_written_as_the_sheet_shows_them(value: object, code: str, text: str) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Was", value])
    sheet.cell(1, 2).number_format = code
    assert blocks(workbook(files.saved(book)))[-1] == ("table_row", f"Was | {text}")


def test_numbers_and_dates_are_written_as_in_the_language_of_the_sheet() -> None:
    def told(*row: object) -> str:
        book = Workbook()
        sheet = book.worksheets[0]
        sheet.append([*row, 0.5, date(2026, 11, 3)])
        sheet.cell(1, 4).number_format = "mm-dd-yy"
        return blocks(workbook(files.saved(book)))[-1][1].partition(" | ")[2]

    words = "Die Gebühr für den Personalausweis wird bei der Abholung fällig"
    assert told(words, 28.8) == "28,8 | 0,5 | 03.11.2026"
    words = "The fee for the identity card is due when you collect it from the office"
    assert told(words, 28.8) == "28.8 | 0.5 | 2026-11-03"


def test_merged_cells_name_each_row_and_column_that_they_cover() -> None:
    book = load_workbook(
        BytesIO(
            files.xlsx(
                Blatt=[
                    ("Leistung", "Gebühr", None, "Bezirk"),
                    (None, "normal", "ermäßigt", None),
                    ("Ausweis", 37, 20, "Nord"),
                    ("Pass", 70, 35, None),
                ]
            )
        )
    )
    for place in ("A1:A2", "B1:C1", "D1:D2", "D3:D4"):
        book["Blatt"].merge_cells(place)
    document = workbook(files.saved(book))
    assert blocks(document)[1:] == [
        ("table_row", "Ausweis | 37 | 20 | Nord"),
        ("table_row", "Pass | 70 | 35 | Nord"),
    ]
    assert document.blocks[-1].header == (
        *("Leistung", "Gebühr, normal", "Gebühr, ermäßigt", "Bezirk"),
    )


def test_tables_beside_each_other_are_read_one_after_the_other() -> None:
    rows = [("Raum", "Miete", None, "Zeiten"), ("Saal", 150, None, "Mo", "8-12"), ("Stube", 30)]
    assert blocks(workbook(files.xlsx(Blatt=rows)))[1:] == [
        ("table_row", "Saal | 150"),
        ("table_row", "Stube | 30"),
        ("heading", "Zeiten"),
        ("table_row", "Mo | 8-12"),
    ]


def test_bold_row_of_numbers_is_a_header() -> None:
    book = load_workbook(BytesIO(files.xlsx(Blatt=[("Alter", "10-12", "13-15"), ("Kind", 3, 4)])))
    for cell in book["Blatt"][1]:
        cell.font = Font(bold=True)
    assert workbook(files.saved(book)).blocks[-1].header == ("Alter", "10-12", "13-15")


def test_hidden_rows_and_columns_and_errors_are_left_out() -> None:
    rows = [("Was", "Preis", "Einkauf"), ("Eis", 2, 1), ("Torte", 9, 4), ("Brot", "#REF!", 1)]
    book = load_workbook(BytesIO(files.xlsx(Blatt=rows)))
    book["Blatt"].column_dimensions["C"].hidden = True
    book["Blatt"].row_dimensions[3].hidden = True
    assert blocks(workbook(files.saved(book)))[1:] == [
        ("table_row", "Eis | 2"), ("table_row", "Brot | ")
    ]  # fmt: skip
    book["Blatt"].auto_filter.ref = "A1:B4"  # it hides rows for a while
    assert "Torte | 9" in workbook(files.saved(book)).text


def test_hidden_sheets_are_left_out() -> None:
    book = load_workbook(BytesIO(files.xlsx(Offen=[("a", "b")], Intern=[("geheim", "x")])))
    book["Intern"].sheet_state = "hidden"
    assert "geheim" not in workbook(files.saved(book)).text


@pytest.mark.parametrize("extent", [b"A1", b"A1:XFD9"])
def test_extent_that_the_file_states_wrongly_does_not_matter(extent: bytes) -> None:
    data = files.xlsx(Blatt=[("a", "b"), ("c", "d")])
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("xl/worksheets/"):
                content = re.sub(
                    rb'<dimension ref="[^"]+"', b'<dimension ref="%s"' % extent, content
                )
            new.writestr(name, content)
    assert blocks(workbook(out.getvalue()))[1:] == [("table_row", "c | d")]


def test_too_many_cells_are_refused_over_all_sheets() -> None:
    data = files.xlsx(A=[(1, 2), (3, 4)], B=[(5, 6)])
    with pytest.raises(DocumentError) as raised:
        workbook(data, DocumentLimits(max_cells=5))
    assert raised.value.reason == "too-many-cells"
    assert workbook(data, DocumentLimits(max_cells=6)).text


def test_empty_workbook_is_empty() -> None:
    assert workbook(files.xlsx(Leer=[])).text == ""
