"""PDFs: pages, tables, protected and broken files."""

from __future__ import annotations

import pytest
from fpdf import FPDF

from tests.plugins.wattos_ingestion import files
from tests.plugins.wattos_ingestion.files import blocks
from wattos.knowledge import DocumentError, ParsedDocument, chunk
from wattos.settings import DocumentLimits
from wattos_ingestion.formats.pdf import parse
from wattos_ingestion.source import Source

FEES = [["Leistung", "Gebühr", "Dauer"], ["Ausweis", "37 Euro", "2 Wochen"], ["Pass", "70", "3"]]


def read(data: bytes, limits: DocumentLimits | None = None) -> ParsedDocument:
    return parse(Source(data=data, url="a.pdf", limits=limits or DocumentLimits()))


def reason_of(data: bytes, limits: DocumentLimits | None = None) -> str:
    with pytest.raises(DocumentError) as raised:
        read(data, limits)
    return raised.value.reason


def test_pages_are_told_apart() -> None:
    data = files.pdf(["Seite eins hat einen Satz."], ["Seite zwei auch."], title="Satzung")
    document = read(data)
    assert document.title == "Satzung"
    assert document.metadata == {"pages": 2}
    assert [(c.page, document.text[c.start : c.end]) for c in chunk(document)] == [
        (1, "Seite eins hat einen Satz."),
        (2, "Seite zwei auch."),
    ]


@pytest.mark.parametrize("title", ["entwurf_3.docx", "(anonymous)", "Unbenannt 2", "untitled"])
def test_title_that_a_program_put_there_is_none(title: str) -> None:
    assert read(files.pdf(["Text."], title=title)).title == ""


def test_document_without_title_is_called_by_the_heading_it_opens_with() -> None:
    pdf = FPDF()
    pdf.set_title("(anonymous)")
    pdf.add_page()
    rules = [f"{n}. Gäste liegen bis zu {n} Tage im Hafen und zahlen dafür." for n in range(6)]
    for text in ("Hafenordnung", *rules):
        pdf.set_font("Helvetica", size=11 if text in rules else 24)
        pdf.multi_cell(0, h=12, text=text, new_x="LMARGIN", new_y="NEXT")
    assert read(bytes(pdf.output())).title == "Hafenordnung"


def test_drawn_table_gives_rows_with_header_between_its_text() -> None:
    document = read(files.pdf(["Davor steht ein Satz.", FEES, "Danach steht ein Satz."]))
    assert blocks(document) == [
        ("paragraph", "Davor steht ein Satz."),
        ("table_row", "Ausweis | 37 Euro | 2 Wochen"),
        ("table_row", "Pass | 70 | 3"),
        ("paragraph", "Danach steht ein Satz."),
    ]
    assert document.blocks[1].header == ("Leistung", "Gebühr", "Dauer")
    assert {block.page for block in document.blocks} == {1}


def test_lines_of_a_cell_are_joined() -> None:
    note = "Bitte bringen Sie ein biometrisches Lichtbild und den alten Ausweis mit"
    document = read(files.pdf([[["Leistung", "Hinweis"], ["Ausweis", note]]]))
    assert blocks(document) == [("table_row", f"Ausweis | {note}")]


def test_table_that_goes_on_over_the_page_keeps_its_header() -> None:
    document = read(
        files.pdf(["Text.", FEES], [[["Führerschein", "43", "5"], ["Visum", "8", "1"]]])
    )
    last = document.blocks[-1]
    assert document.text[last.start : last.end] == "Visum | 8 | 1"
    assert (last.page, last.header) == (2, ("Leistung", "Gebühr", "Dauer"))


def test_header_repeated_on_the_next_page_is_no_row() -> None:
    document = read(files.pdf([FEES], [FEES]))
    assert [text for _, text in blocks(document)].count("Leistung | Gebühr | Dauer") == 0
    assert len(document.blocks) == 4


def test_new_table_after_text_on_the_next_page_has_no_borrowed_header() -> None:
    document = read(files.pdf([FEES], ["Etwas anderes.", [["1", "2", "3"], ["4", "5", "6"]]]))
    assert document.blocks[-1].header == ()


def test_frame_around_text_is_no_table() -> None:
    document = read(files.pdf(["Davor.", [["Ein Kasten."]], "Danach."]))
    assert [kind for kind, _ in blocks(document)] == ["paragraph"] * 3


def test_file_that_may_be_read_but_not_changed_is_read() -> None:
    assert read(files.pdf(["Text."], owner_password="chef")).text == "Text."


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (files.pdf(["geheim"], password="x"), "password-protected"),
        (files.pdf([]), "scanned"),
        (b"%PDF-1.4 kaputt", "unreadable"),
        (b"\x00\x01garbage", "unreadable"),
        (files.pdf(["Text."])[:300], "unreadable"),
    ],
    ids=["protected", "no text", "header only", "garbage", "cut off"],
)
def test_file_that_cannot_be_read_says_why(data: bytes, reason: str) -> None:
    assert reason_of(data) == reason


def test_too_many_pages_are_refused() -> None:
    data = files.pdf(["a."], ["b."], ["c."])
    assert reason_of(data, DocumentLimits(max_pages=2)) == "too-many-pages"
    assert read(data, DocumentLimits(max_pages=3)).metadata == {"pages": 3}


def test_words_of_small_print_beside_a_table_stay_apart() -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", size=8)
    pdf.cell(text="Alle Gebühren gelten je Person.", new_x="LMARGIN", new_y="NEXT")
    with pdf.table() as table:
        for row in FEES:
            table.row(row)
    document = read(bytes(pdf.output()))
    assert blocks(document)[0] == ("paragraph", "Alle Gebühren gelten je Person.")


def test_running_titles_and_page_numbers_do_not_tear_the_text() -> None:
    pages = [["Hafenordnung 2026", f"Absatz {name} gilt.", str(n)] for n, name in enumerate("abc")]
    document = read(files.pdf(*pages))
    assert document.text.split("\n\n") == [
        "Hafenordnung 2026", "Absatz a gilt.", "Absatz b gilt.", "Absatz c gilt.",
    ]  # fmt: skip
