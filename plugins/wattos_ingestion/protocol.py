"""What parent and child say to each other: length-prefixed MessagePack frames."""

from __future__ import annotations

import struct
from typing import Literal

import msgspec

LENGTH = struct.Struct("<I")


class Request(msgspec.Struct, frozen=True):
    """One file to read; `hint` is the media type for `parse`, the source kind for `split`."""

    format: str
    task: Literal["parse", "split"]
    data: bytes
    url: str
    hint: str


class Answer(msgspec.Struct, frozen=True):
    """The encoded result, or why there is none."""

    result: bytes = b""
    reason: str | None = None
    detail: str = ""
