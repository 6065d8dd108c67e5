"""The months' names in German, English and Turkish, as texts and people write them.

Public as a whole.
"""

from __future__ import annotations

from typing import Final

MONTH_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "de": ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September",
           "Oktober", "November", "Dezember"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December"),
    "tr": ("Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran", "Temmuz", "Ağustos", "Eylül",
           "Ekim", "Kasım", "Aralık"),
}  # fmt: skip
"""By language, January first, as they are written in a sentence."""

# `re.IGNORECASE` takes "KASIM", "kasim" and "kasım" for one word; so must the look-up.
_ONE_LETTER = str.maketrans({"ı": "i", "ſ": "s", "\N{COMBINING DOT ABOVE}": None})


def fold_letters(word: str) -> str:
    """A key under which all spellings meet that `re.IGNORECASE` takes for the same word."""
    return word.lower().translate(_ONE_LETTER)


_VARIANTS: Final = {"jänner": 1}
_NUMBERS: Final = {
    **{
        fold_letters(name): number
        for names in MONTH_NAMES.values()
        for number, name in enumerate(names, 1)
    },
    **_VARIANTS,
}
MONTH_WORDS: Final = frozenset(
    name.lower() for names in MONTH_NAMES.values() for name in names
) | frozenset(_VARIANTS)
"""Every name in lower case. The English "may" is a verb too: who reads it has to tell."""

MONTH_PATTERN: Final = "|".join(sorted(MONTH_WORDS, key=lambda name: (-len(name), name)))
"""The names as alternatives of an expression, longer ones first, to be used without case."""


def month_number(name: str) -> int:
    """1 to 12 for a name in any of the languages and in any case.

    Raises:
        KeyError: it is no month.
    """
    return _NUMBERS[fold_letters(name)]
