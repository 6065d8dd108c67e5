"""What a format gets to read."""

from __future__ import annotations

import msgspec

from wattos.settings import DocumentLimits


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """One file as it came, and what reading it may cost."""

    data: bytes
    url: str = ""
    """The page's address or the file's path; of a part, the file's with a fragment."""
    media_type: str = ""
    """What the sender said, with its parameters; may be empty or wrong."""
    limits: DocumentLimits = DocumentLimits()
