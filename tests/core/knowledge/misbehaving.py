"""Work for a child process that goes wrong in one way each."""

from __future__ import annotations

import ctypes
import os
from typing import Any

from wattos.knowledge import DocumentBuilder, ParsedDocument


def reads(text: str) -> ParsedDocument:
    builder = DocumentBuilder()
    builder.paragraph(text)
    return builder.build()


def hangs() -> None:
    while True:
        pass


def dies() -> None:
    os._exit(3)


def crashes() -> None:
    ctypes.string_at(0)


def eats() -> None:
    bytes(3_000_000_000)  # claimed and never touched: what is limited is address space


def prints() -> ParsedDocument:
    print("printed " * 9)  # noqa: T201
    return reads("Text")


def writes() -> ParsedDocument:
    os.write(1, b"written " * 9)
    return reads("Text")


def returns_nonsense() -> Any:
    return [1, 2]


def raises() -> None:
    raise RuntimeError("secret text of the file")


def recurses() -> None:
    recurses()


def overflows() -> ParsedDocument:
    return reads("x" * 2_000_000)


def shows_environment() -> ParsedDocument:
    return reads(" ".join(os.environ))
