"""Vectors as OpenAI's embedding endpoint gives them, made from the words of a text."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import msgspec

DIMENSIONS = 96
_WORD = re.compile(r"\w+")


def embeddings_of(body: dict[str, Any]) -> bytes:
    """The answer to "Create embeddings"; texts that share words lie close together.

    The items come in reverse, with their `index`, which is what a client has to go by.
    """
    texts: list[str] = body["input"]
    items = [
        {"object": "embedding", "index": index, "embedding": _vector(text)}
        for index, text in enumerate(texts)
    ]
    tokens = sum(len(text) for text in texts) // 4
    return msgspec.json.encode(
        {
            "object": "list",
            "model": body["model"],
            "data": items[::-1],
            "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
        }
    )


def _vector(text: str) -> list[float]:
    """Not of unit length: other servers' vectors are not either."""
    vector = [0.0] * DIMENSIONS
    for word in _WORD.findall(text.lower()):
        digest = hashlib.md5(word.encode(), usedforsecurity=False).digest()
        vector[digest[0] % DIMENSIONS] += 1.0
    return vector if any(vector) else [1.0] * DIMENSIONS
