"""EML: a mail's text, and its attachments as documents of their own."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import default
from pathlib import PurePosixPath
from typing import Literal, cast
from urllib.parse import urlsplit

import msgspec

from wattos.knowledge import (
    DocumentBuilder,
    DocumentError,
    ParsedDocument,
    PartDocument,
    unsupported,
)
from wattos.knowledge import clean_line as clean
from wattos_ingestion.catalogue import media_type_of
from wattos_ingestion.formats.encoding import decode
from wattos_ingestion.formats.html import add_markup
from wattos_ingestion.formats.plain import add_lines, paragraphs
from wattos_ingestion.source import Source

Kind = Literal["page", "file", "conversation", "ticket"]

MAIL_TYPE = "message/rfc822"
_MESSAGE = "message"
_SHOWN = ("From", "To", "Cc", "Date")
_BYTES = re.compile("[\udc80-\udcff]")
"""How the library keeps bytes beyond ASCII in a header."""
_MARKS = ("From", "Subject", "Date", "Message-ID", "Received")
_SIGNATURES = frozenset(
    {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
)
_MAX_ATTACHMENTS = 200
_MAX_DEPTH = 5  # mails within mails


def parse(source: Source) -> ParsedDocument:
    """The mail itself: its headers, its text, and the names of its attachments.

    Raises `DocumentError`: "encrypted", "unreadable", and "unsupported" for an attachment that
    came here because no format reads it.
    """
    if urlsplit(source.url).fragment and source.media_type not in {"", MAIL_TYPE}:
        raise unsupported(source.media_type)
    message = _message(source.data)
    builder = DocumentBuilder()
    subject = _header(message, "Subject")
    builder.heading(subject, 1)
    for name in _SHOWN:
        if value := _header(message, name):
            builder.list_item(f"{name}: {value}")
    _add_body(builder, message)
    for attachment in _attachments(message):
        builder.list_item(f"Attachment: {_file_name(attachment, 0)}")
    return builder.build(title=subject)


def split(source: Source, source_kind: str) -> list[PartDocument]:
    """The mail and each of its attachments.

    A mail among files is what a person wrote to the organisation, as a ticket is, with the name
    and number of somebody who did not publish them, and so is what they attached: nothing in it
    is the organisation's word. Attachments of attached mails count as well.
    Raises `DocumentError`: as `parse`, and "too-many-parts".
    """
    message = _message(source.data)
    kind = msgspec.convert(source_kind, type=Kind)
    written: Kind = "ticket" if kind == "file" else kind
    parts = [_part(f"{_header(message, 'Subject')}.eml", source.data, MAIL_TYPE, written, _MESSAGE)]
    taken = {_MESSAGE}
    for name, media_type, data in _files(message, _MAX_DEPTH):
        if len(parts) > _MAX_ATTACHMENTS:
            raise DocumentError(
                "too-many-parts",
                {
                    "de": f"Erlaubt sind {_MAX_ATTACHMENTS}.",
                    "en": f"{_MAX_ATTACHMENTS} are allowed.",
                },
            )
        key = name
        while key in taken:
            key = f"{len(taken)}-{name}"
        taken.add(key)
        parts.append(_part(name, data, media_type, written, key))
    return parts


def _part(name: str, data: bytes, media_type: str, kind: Kind, key: str) -> PartDocument:
    return PartDocument(
        key=key,
        title=PurePosixPath(name).stem,
        data=data,
        media_type=media_type,
        source_kind=kind,
        metadata={"attached": True} if key != _MESSAGE and media_type != MAIL_TYPE else {},
    )


def _message(data: bytes) -> EmailMessage:
    message = email.message_from_bytes(data.lstrip(), policy=default)
    if not any(name in message for name in _MARKS):
        raise DocumentError(
            "unreadable",
            {"de": "Ihr fehlen die Kopfzeilen einer E-Mail.", "en": "It has no mail headers."},
        )
    kind = message.get_content_type()
    is_envelope = kind.endswith("pkcs7-mime") and message.get_param("smime-type") != "signed-data"
    if kind == "multipart/encrypted" or is_envelope:
        raise DocumentError("encrypted")
    return message


def _header(message: EmailMessage, name: str) -> str:
    """A header's text; what the library cannot make sense of is left out, the mail is not.

    Bytes that a program wrote without saying in which encoding are guessed, as bodies are.
    """
    raw = next((v for n, v in message.raw_items() if n.lower() == name.lower()), "")
    if isinstance(raw, str) and _BYTES.search(raw):
        return clean(decode(raw.encode("utf-8", "surrogateescape")))
    try:
        return clean(str(message.get(name) or ""))
    except (MessageError, ValueError, LookupError, AttributeError, TypeError):
        return ""


def _add_body(builder: DocumentBuilder, message: EmailMessage) -> None:
    """The formatted text where it says something, since it has lists and tables, or the plain."""
    for kind in ("html", "plain"):
        body = message.get_body((kind,))
        text = _text(cast("EmailMessage", body)) if body is not None else ""
        if kind == "html":
            if add_markup(builder, text):
                return
        else:
            for paragraph in paragraphs(text):
                add_lines(builder, paragraph.strip("\n").split("\n"))


def _text(part: EmailMessage) -> str:
    data = _content(part)
    charset = part.get_content_charset() or ""
    stated = f"text/plain; charset={charset}" if charset else ""
    return decode(data, media_type=stated, markup=part.get_content_subtype() == "html")


def _content(part: EmailMessage) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _attachments(message: EmailMessage) -> Iterator[EmailMessage]:
    """What was attached; pictures that belong to the text are not, nor are signatures."""
    for part in _leaves(message):
        drawn = part.get_content_maintype() == "image" and (
            part.get_content_disposition() == "inline" or "Content-ID" in part
        )
        named = part.get_filename() is not None or part.get_content_type() == MAIL_TYPE
        attached = part.get_content_disposition() == "attachment" or named
        signs = part.get_content_type() in _SIGNATURES
        if part is not message and attached and not drawn and not signs:
            yield part


def _leaves(part: EmailMessage) -> Iterator[EmailMessage]:
    """The parts that hold something; an attached mail is one, whatever it holds itself."""
    inside = part.get_payload()
    if part.get_content_maintype() != "multipart" or not isinstance(inside, list):
        yield part
        return
    for each in inside:
        yield from _leaves(cast("EmailMessage", each))


def _files(message: EmailMessage, depth: int) -> Iterator[tuple[str, str, bytes]]:
    """Name, media type and bytes of each attachment, those of attached mails after them."""
    for number, part in enumerate(_attachments(message), 1):
        name = _file_name(part, number)
        if part.get_content_type() != MAIL_TYPE:
            stated = part.get_content_type()
            yield name, media_type_of(name) or stated, _content(part)
            continue
        inner = part.get_payload()
        if isinstance(inner, list) and inner and depth:
            mail = cast("EmailMessage", inner[0])
            yield name, MAIL_TYPE, mail.as_bytes()
            yield from _files(mail, depth - 1)


def _file_name(part: EmailMessage, number: int) -> str:
    """The attachment's name without folders and without what ends an address.

    A mail that was attached without a name is called by its subject.
    """
    inner = part.get_payload()
    stated = part.get_filename() or ""
    if not stated and part.get_content_type() == MAIL_TYPE and isinstance(inner, list) and inner:
        subject = _header(cast("EmailMessage", inner[0]), "Subject").replace("/", "-")
        stated = f"{subject}.eml" if subject else ""
    name = clean(stated).replace("\\", "/").rpartition("/")[2]
    return name.replace("#", "-").replace("?", "-") or f"attachment-{number}"
