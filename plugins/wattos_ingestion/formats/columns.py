"""Which column of an export holds what, by the names such exports use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

_SUBJECT = ("subject", "title", "betreff", "titel", "summary", "konu", "thema", "headline")
_BODY = ("body", "text", "message", "description", "question", "frage", "nachricht",
         "beschreibung", "inhalt", "content", "anliegen", "mesaj", "soru", "comment", "utterance",
         "request", "problem", "issue", "ticket_text", "anfrage")  # fmt: skip
_ANSWER = ("resolution", "answer", "antwort", "lösung", "loesung", "reply", "response",
           "solution", "yanıt", "cevap")  # fmt: skip
_ROLE = ("role", "speaker", "sender", "author", "rolle", "absender", "from", "von", "rol")
_THREAD = ("conversation_id", "conversation", "thread_id", "thread", "session_id", "session",
           "chat_id", "dialog_id", "gespräch", "gespraech", "konuşma")  # fmt: skip
_KEY = ("id", "ticket_id", "ticket", "key", "number", "nummer", "nr", "case_id", "conversation_id")
_LANGUAGE = ("language", "lang", "sprache", "locale", "dil")
_TICKET_SIGNS = ("category", "kategorie", "channel", "kanal", "status", "priority", "priorität",
                 "created_at", "ticket", "ticket_id", "queue", "assignee")  # fmt: skip
_TURNS = ("messages", "turns", "dialog", "dialogue")


class Columns(msgspec.Struct, frozen=True, kw_only=True):
    """Names of the columns found; None where the export has none of that kind."""

    subject: str | None = None
    body: str | None = None
    answer: str | None = None
    role: str | None = None
    thread: str | None = None
    key: str | None = None
    language: str | None = None
    turns: str | None = None
    looks_like_tickets: bool = False

    @property
    def has_text(self) -> bool:
        """Whether there is anything a person wrote."""
        return any((self.subject, self.body, self.turns))

    def value(self, row: dict[str, Any], column: str | None) -> str:
        """The cell as text, empty where the column is missing."""
        return text_of(row.get(column)).strip() if column is not None else ""

    def key_of(self, row: dict[str, Any], number: int) -> str:
        """What names the record within its file: its own id or its line."""
        return self.value(row, self.key) or f"row-{number}"

    def language_of(self, row: dict[str, Any]) -> str:
        """The two-letter code that the record states, or nothing."""
        return self.value(row, self.language)[:2].lower()


def find_columns(rows: Sequence[dict[str, Any]]) -> Columns:
    """The roles of the columns, by their names in German, English and Turkish exports."""
    by_name = {name.strip().lower().replace(" ", "_"): name for row in rows[:50] for name in row}

    def first(names: Sequence[str]) -> str | None:
        return next((by_name[name] for name in names if name in by_name), None)

    turns = first(_TURNS)
    if turns is not None and not isinstance(rows[0].get(turns), list):
        turns = None
    answer = first(_ANSWER)
    return Columns(
        subject=first(_SUBJECT),
        body=first(_BODY),
        answer=answer,
        role=first(_ROLE),
        thread=first(_THREAD),
        key=first(_KEY),
        language=first(_LANGUAGE),
        turns=turns,
        looks_like_tickets=answer is not None or any(sign in by_name for sign in _TICKET_SIGNS),
    )


def text_of(value: object) -> str:
    """A cell or JSON value as text."""
    if value is None:
        return ""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
