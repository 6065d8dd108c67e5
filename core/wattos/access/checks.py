"""What an email may look like."""

from __future__ import annotations

import re
import unicodedata

from wattos.errors import InvalidInput

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}")
MAX_EMAIL = 254


def normalise_email(email: str) -> str:
    """The email as it is stored and compared: NFC, small letters, no outer spaces.

    Raises InvalidInput when it cannot be an address (RFC 5321 lengths); the error does not
    repeat it.
    """
    normal = unicodedata.normalize("NFC", email.strip()).lower()
    if len(normal) > MAX_EMAIL or not normal.isprintable() or not _EMAIL.fullmatch(normal):
        raise InvalidInput("The email address cannot be used.", expected="name@example.org")
    return normal
