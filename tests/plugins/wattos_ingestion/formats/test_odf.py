"""OpenDocument texts, sheets and slides."""

from __future__ import annotations

import pytest

from tests.plugins.wattos_ingestion import files
from wattos.knowledge import DocumentError, ParsedDocument
from wattos.settings import DocumentLimits
from wattos_ingestion.formats.odf import parse
from wattos_ingestion.source import Source

TEXT = """
<text:tracked-changes><text:changed-region><text:p>Gestrichen</text:p></text:changed-region>
</text:tracked-changes>
<text:p text:style-name="Title">Kita-Satzung</text:p>
<text:h text:outline-level="1">Beiträge</text:h>
<text:p>Der Beitrag<text:note><text:note-body><text:p>Stand 2026.</text:p></text:note-body>
</text:note> hängt<text:s text:c="3"/>vom <text:span>Einkommen</text:span> ab.</text:p>
<text:list><text:list-item><text:p>Geschwister zahlen die Hälfte.</text:p><text:list>
<text:list-item><text:p>Drittkinder nichts.</text:p></text:list-item></text:list></text:list-item>
</text:list>
<table:table><table:table-header-rows><table:table-row>
<table:table-cell><text:p>Stufe</text:p></table:table-cell>
<table:table-cell table:number-columns-spanned="2"><text:p>Beitrag</text:p></table:table-cell>
<table:covered-table-cell/></table:table-row></table:table-header-rows>
<table:table-row><table:table-cell><text:p>1</text:p></table:table-cell>
<table:table-cell><text:p>40 Euro</text:p></table:table-cell>
<table:table-cell><text:p>im Monat</text:p></table:table-cell></table:table-row></table:table>
<text:h text:outline-level="1">Kontakt</text:h>
<text:section><text:p>Zimmer 4</text:p></text:section>
"""


def parsed(
    kind: str, body: str, limits: DocumentLimits | None = None, **more: str
) -> ParsedDocument:
    data = files.odf(kind, body, styles=more.get("styles", ""))
    return parse(Source(data=data, url="a.odt", limits=limits or DocumentLimits()))


def told(document: ParsedDocument) -> list[tuple[str, str]]:
    return [(block.kind, document.text[block.start : block.end]) for block in document.blocks]


def test_text_has_headings_lists_and_tables_in_order() -> None:
    document = parsed("text", TEXT)
    assert document.title == "Kita-Satzung"
    assert told(document) == [
        ("paragraph", "Kita-Satzung"),
        ("heading", "Beiträge"),
        ("paragraph", "Der Beitrag hängt vom Einkommen ab."),
        ("paragraph", "Stand 2026."),
        ("list_item", "Geschwister zahlen die Hälfte."),
        ("list_item", "Drittkinder nichts."),
        ("table_row", "1 | 40 Euro | im Monat"),
        ("heading", "Kontakt"),
        ("paragraph", "Zimmer 4"),
    ]
    row = document.blocks[6]
    assert row.header == ("Stufe", "Beitrag", "Beitrag")
    assert document.blocks[-1].heading_path == ("Kontakt",)


def row(*cells: str, more: str = "") -> str:
    made = (f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in cells)
    return f"<table:table-row{more}>{''.join(made)}</table:table-row>"


def test_sheets_are_read_as_they_are_shown() -> None:
    hidden = row("geheim", "geheim", more=' table:visibility="collapse"')
    empty = row(more=' table:number-rows-repeated="1048000"')
    body = (
        '<table:table table:name="Gebühren">'
        + row("Leistung", "Preis")
        + row("Ausweis", "37,00 €")
        + hidden
        + row("Pass", "70,00 €")
        + empty
        + '</table:table><table:table table:name="Alt" table:style-name="weg">'
        + row("alt", "alt")
        + "</table:table>"
    )
    styles = (
        '<style:style style:name="weg" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
    )
    document = parsed("spreadsheet", body, styles=styles)
    assert told(document) == [
        ("heading", "Gebühren"),
        ("table_row", "Ausweis | 37,00 €"),
        ("table_row", "Pass | 70,00 €"),
    ]
    assert document.blocks[1].header == ("Leistung", "Preis")


def test_cells_over_the_limit_are_refused_however_they_are_written() -> None:
    many = "".join(row("1", "2") for _ in range(4))
    repeated = row("1", more=' table:number-rows-repeated="1000000"')
    for body in (many, repeated):
        with pytest.raises(DocumentError) as raised:
            parsed("spreadsheet", f"<table:table>{body}</table:table>", DocumentLimits(max_cells=6))
        assert raised.value.reason == "too-many-cells"


def slide(title: str, text: str, more: str = "") -> str:
    return (
        f'<draw:page{more}><draw:frame presentation:class="title"><draw:text-box><text:p>{title}'
        f"</text:p></draw:text-box></draw:frame><draw:frame><draw:text-box><text:p>{text}</text:p>"
        "</draw:text-box></draw:frame><presentation:notes><draw:frame><draw:text-box>"
        "<text:p>Notiz</text:p></draw:text-box></draw:frame></presentation:notes></draw:page>"
    )


def test_slides_are_pages_and_hidden_ones_are_left_out() -> None:
    styles = (
        '<style:style style:name="dp2" style:family="drawing-page">'
        '<style:drawing-page-properties presentation:visibility="hidden"/></style:style>'
    )
    body = slide("Kita", "Der Beitrag") + slide("Weg", "Weg", ' draw:style-name="dp2"')
    document = parsed("presentation", body + slide("Preise", "40 Euro"), styles=styles)
    assert told(document) == [
        ("heading", "Kita"),
        ("paragraph", "Der Beitrag"),
        ("heading", "Preise"),
        ("paragraph", "40 Euro"),
    ]
    assert [block.page for block in document.blocks] == [1, 1, 3, 3]
    with pytest.raises(DocumentError) as raised:
        parsed("presentation", body, DocumentLimits(max_pages=1))
    assert raised.value.reason == "too-many-pages"
