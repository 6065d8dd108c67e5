"""Which words of a question a passage has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wattos.verified import profile_of

if TYPE_CHECKING:
    from wattos.verified import Profile

_COMPOUNDED: Final = 5
"""Letters from which a stem inside a longer word is no chance."""


def shared_words(asked: Profile, text: str) -> list[str]:
    """The words of what is asked about that `text` has, inflected or inside a compound."""
    said = set(profile_of(text, asked.language).subject)
    return [
        word
        for word, stem in zip(asked.words, asked.subject, strict=True)
        if stem in said or (len(stem) >= _COMPOUNDED and any(stem in one for one in said))
    ]
