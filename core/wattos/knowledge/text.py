"""Text as it is stored: without characters that Postgres, C strings or UTF-8 refuse."""

from __future__ import annotations

import re

_FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff\ufffe\uffff\u200b\xad]"
)
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")
_AROUND_BREAK = re.compile(r" ?(?:\r\n|\r|\n) ?")


def strip_forbidden(text: str) -> str:
    """Drop NUL and other control characters, lone surrogates, byte-order marks, soft hyphens."""
    return _FORBIDDEN.sub("", text)


def clean_line(text: str) -> str:
    """One line: forbidden characters dropped, every run of white space a single space."""
    return " ".join(strip_forbidden(text).split())


def clean_paragraph(text: str) -> str:
    """Line breaks kept, other white space collapsed."""
    collapsed = _SPACES.sub(" ", strip_forbidden(text))
    return _AROUND_BREAK.sub("\n", collapsed).strip()


def fold(word: str, language: str = "") -> str:
    """A word as people may type it: lower case, without marks, umlauts as plain vowels.

    Turkish has its own lower case (I to ı, İ to i). "ae", "oe", "ue" stay, because "neue" and
    "Steuer" have no umlauts; a question's words are read both ways (`without_umlauts`).
    """
    lowered = word.replace("İ", "i")
    if language == "tr":
        lowered = lowered.replace("I", "ı")
    return lowered.lower().translate(_FOLDED)


def without_umlauts(folded: str) -> str:
    """A folded word whose "ae", "oe" and "ue" stand for umlauts: "muell" is "mull"."""
    return folded.replace("ae", "a").replace("oe", "o").replace("ue", "u")


_FOLDED = str.maketrans(
    {
        **dict.fromkeys("äàáâãåā", "a"),
        **dict.fromkeys("öòóôõøō", "o"),
        **dict.fromkeys("üùúûū", "u"),
        **dict.fromkeys("èéêëēě", "e"),
        **dict.fromkeys("ìíîïīı", "i"),
        **dict.fromkeys("çćč", "c"),
        **dict.fromkeys("şśšș", "s"),
        "ß": "ss",
        "ğ": "g",
        "ñ": "n",
        "ý": "y",
        "ž": "z",
        "æ": "ae",
        "œ": "oe",
        "\u0307": None,
    }
)
