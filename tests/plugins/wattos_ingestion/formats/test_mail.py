"""Mails: headers, bodies, attachments as documents of their own."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from tests.plugins.wattos_ingestion import files
from tests.plugins.wattos_ingestion.files import blocks
from wattos.knowledge import DocumentError, ParsedDocument, PartDocument
from wattos_ingestion.formats.mail import parse, split
from wattos_ingestion.source import Source


def read(message: EmailMessage | bytes) -> ParsedDocument:
    data = message if isinstance(message, bytes) else message.as_bytes()
    return parse(Source(data=data, url="a.eml"))


def parts(message: EmailMessage, kind: str = "file") -> list[PartDocument]:
    return split(Source(data=message.as_bytes(), url="a.eml"), kind)


def test_mail_gives_subject_headers_and_text() -> None:
    document = read(files.mail("Guten Tag,\n\nhaben Sie einen Platz?\n- Krippe\n- Hort\n"))
    assert document.title == "Kita-Platz"
    assert blocks(document) == [
        ("heading", "Kita-Platz"),
        ("list_item", "From: Mia Muster <mia@example.org>"),
        ("list_item", "To: kita@example.org"),
        ("paragraph", "Guten Tag,"),
        ("paragraph", "haben Sie einen Platz?"),
        ("list_item", "Krippe"),
        ("list_item", "Hort"),
    ]


def test_formatted_text_is_preferred_for_its_tables() -> None:
    html = "<table><tr><th>Tag</th><th>Zeit</th></tr><tr><td>Mo</td><td>8</td></tr></table>"
    assert blocks(read(files.mail("Tag Zeit Mo 8", html=html)))[3:] == [("table_row", "Mo | 8")]


def test_plain_text_stands_in_for_an_empty_formatted_one() -> None:
    assert blocks(read(files.mail("Text.", html="<img src=x>")))[3:] == [("paragraph", "Text.")]


def test_encoded_headers_and_bodies_are_decoded() -> None:
    data = (
        "Subject: =?iso-8859-1?Q?Gr=FC=DFe?=\r\nContent-Type: text/plain; charset=windows-1252\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n=84Stra=DFe=93 f=FCr 5 =80\r\n"
    )
    document = read(data.encode())
    assert (document.title, document.text) == ("Grüße", "Grüße\n\n„Straße“ für 5 €")


def test_unknown_charset_and_broken_header_do_not_lose_the_mail() -> None:
    head = b"From: <<a@b>, \x80=?x?y?z?=\r\nSubject: Frage\r\n"
    data = head + b"Content-Type: text/plain; charset=klingon\r\n\r\nGr\xfc\xdfe\r\n"
    assert read(data).text.endswith("Grüße")


def test_attachments_become_documents_with_the_type_their_name_tells() -> None:
    message = files.mail("Anbei die Satzung.")
    satzung = files.docx()
    files.attach(message, "Satzung.docx", satzung)
    files.attach(message, "Gebühren.PDF", files.pdf(["Text."]))
    files.attach(message, "notiz.txt", "Größe".encode("cp1252"), "text/plain")
    mail, word, pdf, note = parts(message)
    assert (mail.key, mail.media_type, mail.title) == ("message", "message/rfc822", "Kita-Platz")
    assert (word.key, word.title, word.data) == ("Satzung.docx", "Satzung", satzung)
    assert word.media_type.endswith("wordprocessingml.document")
    assert (pdf.key, pdf.media_type) == ("Gebühren.PDF", "application/pdf")
    assert (note.media_type, note.data) == ("text/plain", "Größe".encode("cp1252"))
    assert "Attachment: Satzung.docx" in read(mail.data).text


def test_attachments_have_the_kind_that_was_announced() -> None:
    message = files.mail("Text.")
    files.attach(message, "a.txt", b"A")
    assert {part.source_kind for part in parts(message, "ticket")} == {"ticket"}


def test_attachments_of_attached_mails_are_found() -> None:
    inner = files.mail("Innen.", subject="Innen")
    files.attach(inner, "tief.txt", b"Tief")
    outer = files.mail("Au\xdfen.")
    outer.add_attachment(inner)
    _, attached, deep = parts(outer)
    assert attached.media_type == "message/rfc822"
    assert "Innen." in read(attached.data).text
    assert (deep.key, deep.data) == ("tief.txt", b"Tief")


def test_mails_among_files_and_their_attachments_are_what_people_wrote() -> None:
    message = files.mail("Text.")
    files.attach(message, "Satzung.txt", b"A")
    message.add_attachment(files.mail("Innen."))
    told = [(part.source_kind, part.metadata.get("attached", False)) for part in parts(message)]
    assert told == [("ticket", False), ("ticket", True), ("ticket", False)]


def test_mail_without_attachments_is_one_document() -> None:
    message = files.mail("Text.", html="<p>Text <img src=cid:1>")
    html = message.get_body(("html",))
    assert isinstance(html, EmailMessage)
    html.add_related(b"\x89PNG", "image", "png", cid="<1>", filename="logo.png")
    assert [part.key for part in parts(message)] == ["message"]


def test_attachments_of_one_name_are_told_apart() -> None:
    message = files.mail("Text.")
    for text in (b"A", b"B", b"C"):
        files.attach(message, "../x#y?.txt", text)
    keys = [part.key for part in parts(message)]
    assert len(set(keys)) == 4
    assert keys[1] == "x-y-.txt"


def test_too_many_attachments_are_refused() -> None:
    message = files.mail("Text.")
    for number in range(201):
        files.attach(message, f"{number}.txt", b"A")
    with pytest.raises(DocumentError) as raised:
        parts(message)
    assert raised.value.reason == "too-many-parts"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "unreadable"),
        (b"no mail at all", "unreadable"),
        (b"\x00\xff\x00garbage\n\n", "unreadable"),
        (b"Subject: a\nContent-Type: multipart/encrypted; boundary=x\n\n--x--\n", "encrypted"),
        (b"Subject: a\nContent-Type: application/pkcs7-mime\n\nMIAG\n", "encrypted"),
    ],
)
def test_file_that_is_no_readable_mail_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError) as raised:
        read(data)
    assert raised.value.reason == reason


def test_bytes_in_headers_and_encodings_of_seven_bits_are_read() -> None:
    head = "From: Jürgen <j@example.org>\r\nSubject: Größe\r\n".encode("cp1252")
    kind = b"Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n"
    document = read(head + kind + "こんにちは世界".encode("iso-2022-jp"))
    assert document.title == "Größe"
    assert blocks(document)[1:] == [
        ("list_item", "From: Jürgen <j@example.org>"),
        ("paragraph", "こんにちは世界"),
    ]


def test_attached_mail_is_called_by_its_subject_and_signatures_are_no_documents() -> None:
    message = files.mail("Anbei.")
    message.add_attachment(files.mail("Innen."))
    files.attach(message, "smime.p7s", b"0", "application/pkcs7-signature")
    assert [part.key for part in parts(message)] == ["message", "Kita-Platz.eml"]
