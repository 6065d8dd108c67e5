"""What somebody typed into a field, whole: what is too long is refused, never cut."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wattos.errors import InvalidInput


def typed_text(form: Mapping[str, Any], name: str, most: int) -> str:
    """A field's text without the space around it; raises InvalidInput above `most` characters."""
    text = str(form.get(name, "")).replace("\r\n", "\n").strip()
    if len(text) <= most:
        return text
    over = len(text) - most
    raise InvalidInput(
        f"A text in this form is {over} characters too long.",
        given=f"{text[:40]}…",
        expected=f"at most {most} characters",
        told={"de": f"„{text[:40]}…“ ist {over} Zeichen zu lang; {most} Zeichen passen."},
    )
