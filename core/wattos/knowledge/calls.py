"""What parent and child say to each other: length-prefixed frames.

A call is pickled, because the parent made it; an answer is MessagePack, because the child that
made it has read a stranger's file.
"""

from __future__ import annotations

import pickle
import struct
from collections.abc import Callable
from typing import Any

import msgspec

LENGTH = struct.Struct("<I")


class Call(msgspec.Struct, frozen=True):
    """Work on one document; `fault` is the reason where it ends with an unforeseen error."""

    work: Callable[[], Any]
    """A `functools.partial` of a module's function, with arguments that can be pickled."""
    fault: str

    def packed(self) -> bytes:
        return pickle.dumps((self.work, self.fault), protocol=pickle.HIGHEST_PROTOCOL)


def unpacked(data: bytes) -> Call:
    """The call of a frame that this process's own parent sent."""
    return Call(*pickle.loads(data))  # noqa: S301 - sent by the parent through a pipe of its own


class Answer(msgspec.Struct, frozen=True):
    """The encoded result, or why there is none."""

    result: bytes = b""
    reason: str | None = None
    detail: dict[str, str] = {}
