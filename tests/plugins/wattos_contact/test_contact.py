from __future__ import annotations

import msgspec
import pytest

from wattos.agents import Intake
from wattos_contact.contact import PassOn, read_contact

INTAKE = Intake(question="Wann kommt der Sperrmüll?", language="de")


@pytest.mark.parametrize(
    ("text", "email", "phone"),
    [
        ("anna@example.org", "anna@example.org", None),
        (
            "Gern: Anna.Muster+chat@mail.stadt.example, danke.",
            "Anna.Muster+chat@mail.stadt.example",
            None,
        ),
        ("Sie erreichen mich unter 0351 / 123 45-67.", None, "0351 / 123 45-67"),
        ("+49 (0)351 1234567", None, "+49 (0)351 1234567"),
        ("numaram +90 532 123 45 67", None, "+90 532 123 45 67"),
        ("a@b.example oder 0171-2345678", "a@b.example", "0171-2345678"),
    ],
)
def test_intake_reads_addresses_and_numbers(
    text: str, email: str | None, phone: str | None
) -> None:
    request = read_contact(text, INTAKE)
    assert request is not None
    assert (request.email, request.phone) == (email, phone)
    assert request.question == INTAKE.question


@pytest.mark.parametrize(
    "text",
    [
        "Und am 01.02.2027?",
        "Hat das Amt um 08:00 offen?",
        "Ich wohne in 01067 Dresden",
        "Aktenzeichen 4711",
        "name@",
        "Nein danke",
        "",
    ],
)
def test_intake_leaves_other_messages_alone(text: str) -> None:
    assert read_contact(text, INTAKE) is None


@pytest.mark.parametrize(
    "arguments",
    [
        {"question": "Wann?"},
        {"question": " ", "email": "a@b.example"},
        {"question": "Wann?", "email": "no address"},
        {"question": "Wann?", "email": "a@b.example\nBcc: c@d.example"},
        {"question": "Wann?", "phone": "ask me"},
        {"question": "Wann?", "email": "a@b.example", "name": "Eve\nBcc: x"},
    ],
)
def test_arguments_that_cannot_be_mailed_are_refused(arguments: dict[str, str]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(arguments, PassOn)
