"""The parsers as the platform calls them: through their child processes."""

from __future__ import annotations

import pytest

from tests.plugins.wattos_ingestion import files
from wattos.knowledge import DocumentError, ParsedDocument, Parser, Splitter, chunk
from wattos_ingestion.parsers import all_parsers
from wattos_ingestion.sandbox import Sandbox


def parser_for(url: str) -> Parser:
    return next(p for p in all_parsers() if url.endswith(p.extensions))


def parse(url: str, data: bytes, media_type: str = "") -> ParsedDocument:
    return parser_for(url).parse(data, url=url, media_type=media_type)


def blocks(document: ParsedDocument) -> list[tuple[str, str]]:
    return [(b.kind, document.text[b.start : b.end]) for b in document.blocks]


PAGE = """<!doctype html><html lang="de"><head><title>Hund anmelden | Stadt X</title>
<style>p{color:red}</style></head><body><header><nav>Start Kontakt</nav></header>
<div class="cookie-banner">Wir nutzen Cookies</div><main><h1>Hund anmelden</h1>
<p>Sie m&uuml;ssen Ihren <b>Hund</b> anmelden.<br>Sofort.</p><h2>Geb&uuml;hren</h2>
<ul><li>eins<ul><li>eins a</li></ul></li><li><p>zwei</p></li></ul>
<table><tr><th>Leistung</th><th>Gebühr</th></tr>
<tr><td>Erster<br>Hund</td><td>96 €</td></tr></table>
<dl><dt>Telefon</dt><dd>0123</dd></dl><script>alert(1)</script></main><footer>Impressum</footer>
</body></html>"""


def test_html_gives_main_content_with_structure() -> None:
    document = parse("a.html", PAGE.encode())
    assert (document.title, document.language) == ("Hund anmelden", "de")
    assert blocks(document) == [
        ("heading", "Hund anmelden"),
        ("paragraph", "Sie müssen Ihren Hund anmelden.\nSofort."),
        ("heading", "Gebühren"),
        ("list_item", "eins"),
        ("list_item", "eins a"),
        ("list_item", "zwei"),
        ("table_row", "Erster Hund | 96 €"),
        ("list_item", "Telefon: 0123"),
    ]


def test_html_table_row_carries_its_header() -> None:
    document = parse("a.html", PAGE.encode())
    assert "Leistung: Erster Hund, Gebühr: 96 €" in [c.search_text for c in chunk(document)]


@pytest.mark.parametrize("html", ["<p>Text", "<table><tr><td>Text", "Text</div></p>", "<b>Text"])
def test_html_that_is_broken_keeps_its_text(html: str) -> None:
    assert parse("a.html", html.encode()).text == "Text"


def test_html_title_is_cut_from_the_sites_name() -> None:
    assert parse("a.html", b"<title>Hilfe - Stadt X</title><p>Text").title == "Hilfe"


def test_markdown_gives_structure() -> None:
    text = "---\ntitle: Hilfe\n---\n# Eins\n\nText **fett** [Wort](x)\nweiter.\n\n- a\n  - b\n\n"
    document = parse("a.md", f"{text}| A | B |\n|---|---|\n| 1 | 2 |\n".encode())
    assert document.title == "Hilfe"
    assert blocks(document) == [
        ("heading", "Eins"),
        ("paragraph", "Text fett Wort weiter."),
        ("list_item", "a"),
        ("list_item", "b"),
        ("table_row", "1 | 2"),
    ]


def test_text_gives_paragraphs_lists_and_underlined_headings() -> None:
    document = parse("a.txt", b"Titel\n=====\n\nEin Absatz\nin zwei Zeilen.\n\n- a\n1. b\n")
    assert document.title == "Titel"
    assert blocks(document) == [
        ("heading", "Titel"),
        ("paragraph", "Ein Absatz in zwei Zeilen."),
        ("list_item", "a"),
        ("list_item", "1. b"),
    ]


@pytest.mark.parametrize(
    "data",
    [
        "Größe: 5 €, Öffnungszeiten für Bürgerinnen und Bürger".encode(encoding)
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252")
    ],
)
def test_text_encoding_is_guessed(data: bytes) -> None:
    assert parse("a.txt", data).text.startswith("Größe: 5 €, Öffnungszeiten für Bürgerinnen")


def test_html_declared_charset_is_used() -> None:
    html = '<meta charset="iso-8859-9"><p>Çöp günü ne zaman, İstanbul şehri'.encode("cp1254")
    assert parse("a.html", html).text == "Çöp günü ne zaman, İstanbul şehri"


def test_text_loses_what_cannot_be_stored() -> None:
    assert parse("a.txt", b"a\x00b\xed\xa0\x80c").text.startswith("ab")
    assert parse("a.txt", b"a\x00b").text.encode()


def test_pdf_gives_pages() -> None:
    data = files.pdf(["Seite eins hat einen Satz."], ["Seite zwei auch."], title="Satzung")
    document = parse("a.pdf", data)
    assert document.title == "Satzung"
    assert [(c.page, document.text[c.start : c.end]) for c in chunk(document)] == [
        (1, "Seite eins hat einen Satz."),
        (2, "Seite zwei auch."),
    ]


def test_docx_gives_headings_lists_and_tables() -> None:
    document = parse("a.docx", files.docx())
    assert document.title == "Kita-Satzung"
    assert blocks(document) == [
        ("heading", "Kita-Satzung"),
        ("heading", "Beiträge"),
        ("paragraph", "Der Beitrag richtet sich nach dem Einkommen."),
        ("list_item", "Geschwister zahlen die Hälfte."),
        ("table_row", "1 | 40 Euro"),
    ]
    assert document.blocks[-1].header == ("Stufe", "Beitrag")


@pytest.mark.parametrize(
    ("url", "data", "reason"),
    [
        ("a.pdf", files.pdf(["geheim"], password="x"), "password-protected"),
        ("a.pdf", files.pdf([]), "scanned"),
        ("a.pdf", b"%PDF-1.4 kaputt", "unreadable"),
        ("a.docx", files.encrypted_office(), "password-protected"),
        ("a.docx", b"kein zip", "unreadable"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 altes doc", "unsupported"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_unreadable_files_say_why(url: str, data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError) as raised:
        parse(url, data)
    assert raised.value.reason == reason


def test_docx_that_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(DocumentError) as raised:
        parse("a.docx", files.zip_bomb())
    assert raised.value.reason == "too-large"


def test_sandbox_kills_a_file_that_takes_too_long_and_goes_on() -> None:
    sandbox = Sandbox(children=1, seconds=0.001)
    with pytest.raises(DocumentError) as raised:
        sandbox.run("html", "parse", PAGE.encode() * 2000, "a.html", "", ParsedDocument)
    assert raised.value.reason == "too-slow"
    again = Sandbox(children=1)
    assert again.run("html", "parse", b"<p>Text", "a.html", "", ParsedDocument).text == "Text"


def test_sandbox_outlives_a_child_that_dies() -> None:
    sandbox = Sandbox(children=1)
    with pytest.raises(DocumentError) as raised:
        sandbox.run("no_such_format", "parse", b"", "a", "", ParsedDocument)
    assert raised.value.reason == "parser-crashed"
    assert sandbox.run("plain", "parse", b"Text", "a.txt", "", ParsedDocument).text == "Text"


def test_csv_without_ticket_columns_is_a_table() -> None:
    data = "Leistung;Gebühr\nAusweis;37 €\nPass;70 €\n".encode()
    splitter = parser_for("a.csv")
    assert isinstance(splitter, Splitter)
    assert splitter.split(data, url="a.csv", source_kind="file") == []
    assert blocks(parse("a.csv", data)) == [
        ("table_row", "Ausweis | 37 €"),
        ("table_row", "Pass | 70 €"),
    ]


def test_csv_of_tickets_becomes_a_document_a_ticket() -> None:
    header = b"id,subject,body,resolution,category\n"
    data = header + b"T-1,VPN,Geht nicht,Neu starten,vpn\nT-2,PIN,Weg,,pin\n"
    splitter = parser_for("a.csv")
    assert isinstance(splitter, Splitter)
    first, second = splitter.split(data, url="a.csv", source_kind="file")
    assert (first.key, first.source_kind, first.title) == ("T-1", "ticket", "VPN")
    assert first.metadata == {"category": "vpn"}
    document = splitter.parse(first.data, url="a.csv#T-1", media_type=first.media_type)
    assert blocks(document) == [
        ("heading", "VPN"),
        ("paragraph", "Geht nicht"),
        ("heading", "Answer"),
        ("paragraph", "Neu starten"),
    ]
    assert second.key == "T-2"


@pytest.mark.parametrize(
    ("url", "data"),
    [
        (
            "a.jsonl",
            b'{"id":7,"messages":[{"role":"user","content":"Hallo"},{"role":"bot","content":"Ja"}]}',
        ),
        ("a.csv", b"conversation_id;role;text\n7;user;Hallo\n7;bot;Ja\n"),
    ],
)
def test_conversations_become_a_document_each(url: str, data: bytes) -> None:
    splitter = parser_for(url)
    assert isinstance(splitter, Splitter)
    (part,) = splitter.split(data, url=url, source_kind="file")
    assert (part.key, part.source_kind) == ("7", "conversation")
    document = splitter.parse(part.data, url=f"{url}#7", media_type=part.media_type)
    assert document.text == "user: Hallo\n\nbot: Ja"


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"a;b\n1;2\n", "wrong-columns"), (b"a;b\n", "empty"), (b'{"a":1}\n{kaputt\n', "unreadable")],
)
def test_export_that_holds_no_tickets_says_why(data: bytes, reason: str) -> None:
    splitter = parser_for("a.csv")
    assert isinstance(splitter, Splitter)
    with pytest.raises(DocumentError) as raised:
        splitter.split(data, url="a.csv", source_kind="ticket")
    assert raised.value.reason == reason
