"""Small files of each format, made when needed."""

from __future__ import annotations

import io
import zipfile

from docx import Document
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

_FONT = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}


def pdf(*pages: list[str], password: str = "", title: str = "") -> bytes:
    """A PDF with the given lines on each page."""
    writer = PdfWriter()
    for lines in pages:
        page = writer.add_blank_page(595, 842)
        font = DictionaryObject({NameObject(k): NameObject(v) for k, v in _FONT.items()})
        reference = writer._add_object(font)  # pyright: ignore[reportPrivateUsage]
        fonts = DictionaryObject({NameObject("/F1"): reference})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        shown = " ".join(f"({line}) Tj 0 -16 Td" for line in lines)
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 11 Tf 60 780 Td {shown} ET".encode("cp1252"))
        page[NameObject("/Contents")] = writer._add_object(stream)  # pyright: ignore[reportPrivateUsage]
    if title:
        writer.add_metadata({"/Title": title})
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def docx() -> bytes:
    """A Word document with headings, a list and a table."""
    document = Document()
    document.add_heading("Kita-Satzung", 0)
    document.add_heading("Beiträge", 1)
    document.add_paragraph("Der Beitrag richtet sich nach dem Einkommen.")
    document.add_paragraph("Geschwister zahlen die Hälfte.", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for row, texts in zip(table.rows, (("Stufe", "Beitrag"), ("1", "40 Euro")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def encrypted_office() -> bytes:
    """What a password-protected Word file looks like from outside: an OLE container."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512 + "EncryptedPackage".encode("utf-16-le")
    )


def zip_bomb() -> bytes:
    """A small archive that claims to hold very much."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\x00" * 310_000_000)
    return out.getvalue()
