"""CSV and JSON Lines: tables, tickets, conversations."""

from __future__ import annotations

import pytest

from tests.plugins.wattos_ingestion.files import blocks
from wattos.knowledge import DocumentError, PartDocument
from wattos_ingestion.formats.records import parse, split
from wattos_ingestion.source import Source


def parts(url: str, data: bytes, kind: str = "file") -> list[PartDocument]:
    return split(Source(data=data, url=url), kind)


def blocks_of(part: PartDocument) -> list[tuple[str, str]]:
    return blocks(parse(Source(data=part.data, media_type=part.media_type)))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_without_ticket_columns_is_a_table(delimiter: str) -> None:
    text = "Leistung;Gebühr\nAusweis;37 €\n\nPass;70 €\n".replace(";", delimiter)
    assert parts("a.csv", text.encode()) == []
    document = parse(Source(data=text.encode(), url="a.csv"))
    assert blocks(document) == [("table_row", "Ausweis | 37 €"), ("table_row", "Pass | 70 €")]
    assert document.blocks[0].header == ("Leistung", "Gebühr")


def test_jsonl_without_ticket_columns_is_a_table() -> None:
    data = b'{"Leistung": "Ausweis", "Preis": 37}\n\n{"Leistung": "Pass", "Preis": null}\n'
    assert parts("a.jsonl", data) == []
    assert blocks(parse(Source(data=data, url="a.jsonl"))) == [
        ("table_row", "Ausweis | 37"),
        ("table_row", "Pass | "),
    ]


def test_csv_from_excel_in_windows_encoding_is_read() -> None:
    data = "Betreff;Anfrage\r\nMüll;Wann kommt die „Grüne“?\r\n".encode("cp1252")
    (part,) = parts("a.csv", data)
    assert blocks_of(part) == [("heading", "Müll"), ("paragraph", "Wann kommt die „Grüne“?")]


def test_csv_of_tickets_becomes_a_document_a_ticket() -> None:
    header = b"id,subject,body,resolution,category\n"
    first, second = parts(
        "a.csv", header + b"T-1,VPN,Geht nicht,Neu starten,vpn\nT-2,PIN,Weg,,pin\n"
    )
    assert (first.key, first.source_kind, first.title) == ("T-1", "ticket", "VPN")
    assert first.metadata == {"category": "vpn"}
    assert blocks_of(first) == [
        ("heading", "VPN"),
        ("paragraph", "Geht nicht"),
        ("heading", "Answer"),
        ("paragraph", "Neu starten"),
    ]
    assert second.key == "T-2"


def test_quoted_cells_keep_delimiters_and_lines() -> None:
    data = b'id;subject;body\n1;"VPN; dringend";"Erste Zeile.\n\nZweite ""Zeile""."\n'
    (part,) = parts("a.csv", data, "ticket")
    assert blocks_of(part) == [
        ("heading", "VPN; dringend"),
        ("paragraph", "Erste Zeile."),
        ("paragraph", 'Zweite "Zeile".'),
    ]


def test_personal_columns_are_no_metadata() -> None:
    data = b"subject,body,email,phone,status\nVPN,Hilfe,mia@example.org,0123,open\n"
    assert parts("a.csv", data)[0].metadata == {"status": "open"}


@pytest.mark.parametrize(
    ("url", "data"),
    [
        (
            "a.jsonl",
            b'{"id":7,"messages":[{"role":"user","content":"Hallo"},{"role":"bot","content":"Ja"}]}',
        ),
        ("a.csv", b"conversation_id;role;text\n7;user;Hallo\n8;user;Hm\n7;bot;Ja\n"),
    ],
)
def test_conversations_become_a_document_each(url: str, data: bytes) -> None:
    part = parts(url, data)[0]
    assert (part.key, part.source_kind) == ("7", "conversation")
    assert blocks_of(part) == [("paragraph", "user: Hallo"), ("paragraph", "bot: Ja")]


@pytest.mark.parametrize(
    "data",
    [b"subject,body\nA\x00B,C\n", b"subject,body\nAB,C\xed\xa0\x80\n", b'{"subject":"A\\u0000B"}'],
)
def test_records_lose_what_cannot_be_stored(data: bytes) -> None:
    (part,) = parts("a.csv", data, "ticket")
    text = parse(Source(data=part.data, media_type=part.media_type)).text
    assert text.startswith("AB")
    assert "\x00" not in text
    assert text.encode()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"a;b\n1;2\n", "wrong-columns"),
        (b"a;b\n", "empty"),
        (b"", "empty"),
        (b'{"a":"\\ud800"}\n', "bad-line"),
    ],
)
def test_export_that_holds_no_tickets_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError) as raised:
        parts("a.csv", data, "ticket")
    assert raised.value.reason == reason


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"text":"a"}\n{kaputt\n', "Line 2: expected is a JSON object"),
        (b'{"text":"a"}\n\n[1]\n', "Line 3: expected is a JSON object"),
        (b"subject,body\nA,eins, zwei\n", "Line 2: expected are 2 cells"),
        (b'subject;body\nA;"x\ny"\nB;"nie zu\nC;d\n', "Line 4: a quote"),
    ],
    ids=["no JSON", "no object", "too many cells", "open quote"],
)
def test_bad_line_is_named_with_what_was_expected(data: bytes, said: str) -> None:
    with pytest.raises(DocumentError) as raised:
        parts("a.csv", data, "ticket")
    assert raised.value.reason == "bad-line"
    assert raised.value.detail["en"].startswith(said)
    assert raised.value.detail["de"].startswith(said.replace("Line", "Zeile")[:8])


def test_line_separators_within_json_end_no_line() -> None:
    first, second = parts("a.jsonl", '{"subject":"a\u2028b"}\n{"subject":"c"}\n'.encode())
    assert (first.title, second.title) == ("a\u2028b", "c")


def test_rows_of_the_same_id_are_all_kept() -> None:
    data = b"id;subject;body\n1;VPN;Hilfe\n1;PIN;Weg\n"
    assert [part.key for part in parts("a.csv", data)] == ["1", "1-row-2"]


@pytest.mark.parametrize(
    ("text", "rows", "header"),
    [
        (";Mo;Di\nAmt;8-12;zu\n", ["Amt | 8-12 | zu"], ("", "Mo", "Di")),
        ("Amt;Ruf;Ruf\nBau;1;2\n", ["Bau | 1 | 2"], ("Amt", "Ruf", "Ruf")),
        ("sep=;\r\nOrt;Zeit\r\nHalle;8\r\n", ["Halle | 8"], ("Ort", "Zeit")),
        ("Müll 2026;;\n;;\nWeg;Rest;Bio\nA;1.1.;2.1.\n",
         ["Müll 2026", "A | 1.1. | 2.1."], ("Weg", "Rest", "Bio")),
        ("Montag;8-12\nDienstag;9-13\n", ["Montag | 8-12", "Dienstag | 9-13"], ()),
        ('"Preis, netto";Art\n"1,5";A, B\n', ["1,5 | A, B"], ("Preis, netto", "Art")),
        ("Ort;Zeit\nHalle;8;nur Mai\n", ["Halle | 8 | nur Mai"], ("Ort", "Zeit")),
    ],
    ids=["corner", "twice", "sep", "caption", "none", "quoted", "note"],
)  # fmt: skip
def test_table_of_any_program_is_read(text: str, rows: list[str], header: tuple[str, ...]) -> None:
    assert parts("a.csv", text.encode()) == []
    document = parse(Source(data=text.encode(), url="a.csv"))
    assert [text for _, text in blocks(document)] == rows
    assert document.blocks[-1].header == header
