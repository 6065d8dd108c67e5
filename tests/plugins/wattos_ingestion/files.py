"""Files of each format, made when needed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from email.message import EmailMessage
from typing import Any

from docx import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from fpdf import FPDF
from fpdf.enums import AccessPermission
from openpyxl import Workbook
from pptx import Presentation
from pptx.util import Inches

from wattos.knowledge import ParsedDocument

Piece = str | Sequence[Sequence[str]]
"""A line of text, or a table's rows."""


def blocks(document: ParsedDocument) -> list[tuple[str, str]]:
    """Kind and text of each block."""
    return [(b.kind, document.text[b.start : b.end]) for b in document.blocks]


def pdf(
    *pages: Sequence[Piece], password: str = "", owner_password: str = "", title: str = ""
) -> bytes:
    """A PDF whose pages hold lines of text and drawn tables, in this order from the top."""
    document = FPDF()
    if title:
        document.set_title(title)
    if password or owner_password:
        document.set_encryption(
            owner_password or password, password, permissions=AccessPermission.none()
        )
    for pieces in pages:
        document.add_page()
        document.set_font("Helvetica", size=11)
        for piece in pieces:
            if isinstance(piece, str):
                document.multi_cell(0, text=piece, new_x="LMARGIN", new_y="NEXT")
            else:
                with document.table(piece, first_row_as_headings=False):
                    pass
    return bytes(document.output())


def docx(*, title: str = "") -> bytes:
    """A Word document with headings, a list and a table."""
    document = Document()
    document.core_properties.title = title
    document.add_heading("Kita-Satzung", 0)
    document.add_heading("Beiträge", 1)
    document.add_paragraph("Der Beitrag richtet sich nach dem Einkommen.")
    document.add_paragraph("Geschwister zahlen die Hälfte.", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for row, texts in zip(table.rows, (("Stufe", "Beitrag"), ("1", "40 Euro")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return saved(document)


def docx_with_footnote(note: str) -> bytes:
    """A Word document of one paragraph with a note below the line."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    office = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    document = Document()
    paragraph = (
        f'<w:p xmlns:w="{word}"><w:r><w:t>Die Steuer beträgt 96 Euro.</w:t></w:r>'
        '<w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    )
    document.element.body.insert(0, parse_xml(paragraph))
    notes = (
        f'<w:footnotes xmlns:w="{word}"><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/>'
        f"<w:t> {note}</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    part = Part(
        PackURI("/word/footnotes.xml"), f"{office}.footnotes+xml", notes.encode(),
        document.part.package,
    )  # fmt: skip
    document.part.relate_to(part, f"{relations}/footnotes")
    return saved(document)


def pptx(*slides: tuple[str, Sequence[Piece]], title: str = "") -> bytes:
    """A presentation of slides with a title, points and tables."""
    presentation = Presentation()
    presentation.core_properties.title = title
    for heading, pieces in slides:
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        assert slide.shapes.title is not None
        slide.shapes.title.text = heading
        points = [piece for piece in pieces if isinstance(piece, str)]
        body: Any = slide.placeholders[1]
        body.text_frame.text = "\n".join(points)
        for rows in (piece for piece in pieces if not isinstance(piece, str)):
            box = (Inches(1), Inches(5), Inches(6), Inches(1))
            table = slide.shapes.add_table(len(rows), len(rows[0]), *box).table
            for at, row in enumerate(rows):
                for column, text in enumerate(row):
                    table.cell(at, column).text = text
    return saved(presentation)


def xlsx(**sheets: Sequence[Sequence[object]]) -> bytes:
    """A workbook of these sheets."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    return saved(workbook)


def mail(text: str = "", *, html: str = "", subject: str = "Kita-Platz") -> EmailMessage:
    """A mail without attachments; give its `as_bytes()` to the parser."""
    message = EmailMessage()
    message["From"] = "Mia Muster <mia@example.org>"
    message["To"] = "kita@example.org"
    message["Subject"] = subject
    if text:
        message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def attach(message: EmailMessage, name: str, data: bytes, media_type: str = "") -> None:
    """Attach a file; by default under the media type that says nothing."""
    main, _, sub = (media_type or "application/octet-stream").partition("/")
    message.add_attachment(data, maintype=main, subtype=sub, filename=name)


def encrypted_office() -> bytes:
    """What a password-protected Office file looks like from outside: an OLE container."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512 + "EncryptedPackage".encode("utf-16-le")
    )


def zip_of(size: int, *, member: str = "word/document.xml", times: int = 1) -> bytes:
    """A small archive that holds `size` zero bytes `times` over."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(times):
            archive.writestr(f"{member}{number or ''}", b"\x00" * size)
    return out.getvalue()


def odf(kind: str, body: str, *, styles: str = "", encrypted: bool = False) -> bytes:
    """An OpenDocument file of a kind (`text`, `spreadsheet`, `presentation`) with this body."""
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (
            ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"),
            ("draw", "drawing"), ("presentation", "presentation"), ("manifest", "manifest"),
        )
    )  # fmt: skip
    secret = "<manifest:encryption-data/>" if encrypted else ""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("META-INF/manifest.xml", f"<manifest:manifest{names}>{secret}"
                         "</manifest:manifest>")  # fmt: skip
        archive.writestr(
            "content.xml",
            f"<office:document-content{names}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}>"
            "</office:body></office:document-content>",
        )
    return out.getvalue()


def saved(document: Any) -> bytes:
    """The bytes of anything that can `save` itself."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
