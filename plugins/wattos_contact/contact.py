"""What a visitor gives so that somebody can answer, and how it is read from a chat message."""

from __future__ import annotations

import re

import msgspec

from wattos.agents import Intake

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24}")
_PHONE = re.compile(r"(?<![\w.@-])(?:\+|0)[\d\s/().-]{5,22}\d(?!\w)")
_DATE = re.compile(r"\b\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{2,4})?")
_FEWEST_DIGITS, _MOST_DIGITS = 6, 15  # E.164 allows 15; German local numbers start at about 6
_LONGEST_QUESTION = 4000


class PassOn(msgspec.Struct, frozen=True, kw_only=True):
    """The visitor's question and how to reach them: a mail address, a phone number or both."""

    question: str
    email: str | None = None
    phone: str | None = None
    name: str | None = None

    def __post_init__(self) -> None:
        if not self.question.strip() or len(self.question) > _LONGEST_QUESTION:
            raise ValueError(f"question must have 1 to {_LONGEST_QUESTION} characters")
        if self.email is None and self.phone is None:
            raise ValueError("an e-mail address or a phone number is needed; ask for one")
        if self.email is not None and not _EMAIL.fullmatch(self.email):
            raise ValueError("email must be a mail address")
        if self.phone is not None and not is_phone(self.phone):
            raise ValueError("phone must be a phone number")
        if self.name is not None and (len(self.name) > 200 or not self.name.isprintable()):
            raise ValueError("name must be one line of at most 200 characters")


def is_mail_address(text: str) -> bool:
    """Whether `text` is one mail address."""
    return _EMAIL.fullmatch(text) is not None


def is_phone(text: str) -> bool:
    """Whether `text` is one phone number with its area code."""
    digits = sum(character.isdigit() for character in text)
    return _PHONE.fullmatch(text) is not None and _FEWEST_DIGITS <= digits <= _MOST_DIGITS


def read_contact(text: str, intake: Intake) -> PassOn | None:
    """The request in a visitor's reply, or None when it holds neither address nor number."""
    email = _EMAIL.search(text)
    without_dates = _DATE.sub(" ", _EMAIL.sub(" ", text))
    phone = next((m.group().strip() for m in _PHONE.finditer(without_dates)), None)
    if phone is not None and not is_phone(phone):
        phone = None
    if email is None and phone is None:
        return None
    return PassOn(
        question=intake.question[:_LONGEST_QUESTION],
        email=email.group() if email else None,
        phone=phone,
    )
