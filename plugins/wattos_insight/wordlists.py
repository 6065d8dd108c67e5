"""Function words and stemmers of the languages the analysis understands."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Final

import msgspec

_STEMMERS: Final = {"de": "german", "en": "english", "tr": "turkish"}


@lru_cache(maxsize=8)
def stop_words(language: str) -> frozenset[str]:
    """The function words of `language`; an empty set for a language without a list."""
    raw = resources.files("wattos_insight").joinpath("stop_words.toml").read_bytes()
    return frozenset(msgspec.toml.decode(raw, type=dict[str, str]).get(language, "").split())


def stemmer_name(language: str) -> str | None:
    """The Snowball algorithm for `language`, or None where words are taken as they stand."""
    return _STEMMERS.get(language)
