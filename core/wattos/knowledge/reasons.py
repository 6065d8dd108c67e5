"""Why a document could not be read, as codes with a sentence for people."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import ClassVar

from wattos.errors import WattosError

REASONS: dict[str, dict[str, str]] = {
    "empty": {
        "de": "Das Dokument enthält keinen Text.",
        "en": "The document contains no text.",
    },
    "too-large": {
        "de": "Das Dokument ist größer als erlaubt. Bitte teilen oder verkleinern.",
        "en": "The document is larger than allowed. Please split it or make it smaller.",
    },
    "too-many-pages": {
        "de": "Das Dokument hat mehr Seiten als erlaubt. Bitte teilen.",
        "en": "The document has more pages than allowed. Please split it.",
    },
    "too-many-cells": {
        "de": "Die Tabelle hat mehr Zellen als erlaubt. Bitte kürzen oder teilen.",
        "en": "The workbook has more cells than allowed. Please shorten or split it.",
    },
    "too-many-parts": {
        "de": "Die E-Mail hat mehr Anhänge als erlaubt. Bitte die Anhänge einzeln hochladen.",
        "en": "The mail has more attachments than allowed. Please upload them one by one.",
    },
    "unpacks-too-large": {
        "de": "Entpackt ist die Datei größer als erlaubt. Bitte teilen oder Bilder entfernen.",
        "en": "Unpacked, the file is larger than allowed. Please split it or remove pictures.",
    },
    "too-much-memory": {
        "de": "Das Lesen braucht mehr Speicher als erlaubt. Bitte teilen oder verkleinern.",
        "en": "Reading needs more memory than allowed. Please split it or make it smaller.",
    },
    "encrypted": {
        "de": "Das Dokument ist verschlüsselt. Bitte entschlüsselt hochladen.",
        "en": "The document is encrypted. Please upload it decrypted.",
    },
    "password-protected": {
        "de": "Das Dokument ist mit einem Passwort geschützt. Bitte ohne Passwort hochladen.",
        "en": "The document is protected by a password. Please upload it without one.",
    },
    "scanned": {
        "de": "Die Seiten sind Bilder ohne Text. Bitte mit Texterkennung (OCR) speichern.",
        "en": "The pages are images without text. Please save it with text recognition (OCR).",
    },
    "unreadable": {
        "de": "Die Datei ist beschädigt oder nicht das, was ihr Name sagt.",
        "en": "The file is damaged or not what its name says.",
    },
    "bad-line": {
        "de": "Eine Zeile der Datei ist nicht lesbar; nichts wurde übernommen.",
        "en": "A line of the file cannot be read; nothing was taken over.",
    },
    "unsupported": {
        "de": "Dieses Dateiformat wird nicht gelesen. Bitte anders speichern, etwa als PDF.",
        "en": "This file format is not read. Please save it as another one, such as PDF.",
    },
    "old-format": {
        "de": "Dieses ältere Format wird nicht gelesen. Bitte die Datei öffnen und neu speichern.",
        "en": "This older format is not read. Please open the file and save it anew.",
    },
    "wrong-columns": {
        "de": "Der Tabelle fehlt eine Spalte mit Text (etwa „text“, „question“, „subject“).",
        "en": "The table lacks a column with text (such as “text”, “question”, “subject”).",
    },
    "too-slow": {
        "de": "Das Lesen hat zu lange gedauert und wurde abgebrochen. "
        "Bitte teilen oder verkleinern.",
        "en": "Reading took too long and was stopped. Please split it or make it smaller.",
    },
    "parser-crashed": {
        "de": "Beim Lesen ist ein Fehler aufgetreten, oft wegen einer beschädigten Datei.",
        "en": "Reading failed, often because the file is damaged.",
    },
    "redaction-failed": {
        "de": "Personenbezogene Daten konnten nicht entfernt werden; nichts wurde gespeichert.",
        "en": "Personal data could not be removed; nothing was stored.",
    },
    "embedder-unavailable": {
        "de": "Das Sprachmodell für die Suche antwortet nicht. Bitte später erneut versuchen.",
        "en": "The search model does not answer. Please try again later.",
    },
}


class DocumentError(WattosError):
    """A document that cannot be read; `reason` is one of `REASONS`.

    `detail` says in German and English what was found and expected, in sentences that follow the
    reason's own: which line, how many pages and how many may be. It is stored and shown, so it
    quotes nothing that a person wrote.
    """

    code: ClassVar[str] = "document"
    status: ClassVar[int] = 400

    def __init__(self, reason: str, detail: Mapping[str, str] | None = None) -> None:
        super().__init__(explain(reason, detail)["en"])
        self.reason = reason
        self.detail = dict(detail or {})


def too_large(size: int, most: int) -> DocumentError:
    """The error for a document of `size` bytes where `most` are allowed."""
    given, allowed = _megabytes(size), _megabytes(most)
    return DocumentError(
        "too-large",
        {
            "de": f"Sie hat {given['de']}, erlaubt sind {allowed['de']}.",
            "en": f"It has {given['en']}, {allowed['en']} are allowed.",
        },
    )


_TODAYS = {
    ".doc": ".docx", ".dot": ".docx", ".rtf": ".docx", ".wps": ".docx", ".pages": ".docx",
    ".xls": ".xlsx", ".xlt": ".xlsx", ".xlsb": ".xlsx", ".numbers": ".xlsx",
    ".ppt": ".pptx", ".pps": ".pptx", ".pot": ".pptx", ".key": ".pptx",
}  # fmt: skip
"""The extension under which a program that opens such a file saves what is read here."""


def old_format(name: str) -> DocumentError:
    """The error for a file of an office format that is not read, and as what to save it."""
    suffix = PurePosixPath(name).suffix.lower()
    todays = _TODAYS.get(suffix) or suffix or ".docx, .xlsx, .pptx"
    return DocumentError(
        "old-format",
        {
            "de": f"In Word, Excel, PowerPoint oder LibreOffice geht das mit „Speichern unter“ "
            f"als {todays} oder PDF.",
            "en": f"Word, Excel, PowerPoint and LibreOffice do that with “Save as”, "
            f"as {todays} or PDF.",
        },
    )


def unsupported(media_type: str, name: str = "") -> DocumentError:
    """The error for a format that no parser reads, by what its sender called it."""
    if PurePosixPath(name).suffix.lower() in _TODAYS:
        return old_format(name)
    return DocumentError(
        "unsupported",
        {"de": f"Angegeben ist {media_type}.", "en": f"It is said to be {media_type}."}
        if media_type
        else None,
    )


def _megabytes(size: int) -> dict[str, str]:
    number = f"{size / 1_000_000:.1f}"
    return {"de": f"{number.replace('.', ',')} MB", "en": f"{number} MB"}


def explain(reason: str | None, detail: Mapping[str, str] | None = None) -> dict[str, str]:
    """The reason with its detail in German and English; empty for no reason."""
    if reason is None:
        return {}
    sentences = REASONS.get(reason, {"de": reason, "en": reason})
    added = detail or {}
    return {
        language: " ".join(filter(None, (sentence, added.get(language, ""))))
        for language, sentence in sentences.items()
    }
