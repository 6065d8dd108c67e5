"""What parent and child say to each other: length-prefixed MessagePack frames."""

from __future__ import annotations

import struct
from typing import Literal

import msgspec

from wattos_ingestion.source import Source

LENGTH = struct.Struct("<I")


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One file to read; `source_kind` is what the uploader announced, for `split`."""

    format: str
    task: Literal["parse", "split"]
    source: Source
    source_kind: str = "file"


class Answer(msgspec.Struct, frozen=True):
    """The encoded result, or why there is none."""

    result: bytes = b""
    reason: str | None = None
    detail: dict[str, str] = {}
