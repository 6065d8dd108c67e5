"""Words, sentences and slugs: the text tools every stage of the analysis shares."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

from wattos_insight.wordlists import stemmer_name, stop_words

_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SENTENCE_END: Final = re.compile(r"(?<=[.!?…])[\"”“')\]]*\s+(?=[\"„“'(\[]?[A-ZÄÖÜÇĞİŞ0-9])|\n+")
_NO_SENTENCE_END: Final = re.compile(
    r"(?:\b(?:z\.\s?B|bzw|ca|ggf|usw|Nr|Str|Tel|Dr|inkl|max|mind|e\.g|i\.e|No|vb|vs)"
    r"|\b\d{1,2}|\b[A-Z])\.$"
)
_GERMAN_LETTERS: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ı": "i", "ğ": "g", "ş": "s", "ç": "c"}
)


def lower(word: str) -> str:
    """Lower case that keeps Turkish `İ` one letter, so that offsets and stems stay sound."""
    return word.replace("İ", "i").lower()


def capital(text: str, language: str) -> str:
    """The text with its first letter as a capital; Turkish has a dotted one."""
    first = "İ" if language == "tr" and text[:1] == "i" else text[:1].upper()
    return first + text[1:]


@lru_cache(maxsize=8)
def stem_function(language: str) -> Callable[[str], str]:
    """The Snowball stemmer for `language`; the identity where there is none."""
    name = stemmer_name(language)
    if name is None:
        return lambda word: word
    import snowballstemmer

    stem: Callable[[str], str] = snowballstemmer.stemmer(name).stemWord
    return lru_cache(maxsize=50_000)(stem)


def words(text: str) -> Iterator[str]:
    """Words of three letters or more as they are written, in order."""
    return (match.group() for match in _WORD.finditer(text) if len(match.group()) > 2)


def content_words(text: str, language: str) -> list[tuple[str, str]]:
    """`(stem, word as written)` for each word that carries a topic in `language`."""
    stops, stem = stop_words(language), stem_function(language)
    pairs = ((lower(word), word) for word in words(text))
    return [(stem(low), word) for low, word in pairs if low not in stops]


def stems(text: str, language: str) -> frozenset[str]:
    """The stems of the words that carry a topic in `language`."""
    return frozenset(stem for stem, _ in content_words(text, language))


def sentences(text: str) -> list[tuple[int, int]]:
    """Half-open spans of the sentences of `text`; a line break ends a sentence too."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if "\n" not in match.group() and _NO_SENTENCE_END.search(text[start : match.start()]):
            continue
        spans.append((start, match.start()))
        start = match.end()
    spans.append((start, len(text)))
    return [_trimmed(text, *span) for span in spans if text[slice(*span)].strip()]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))


def slugify(text: str, *, limit: int = 60) -> str:
    """An ASCII slug of at most `limit` characters, cut at a word; ä, ö, ü become two letters."""
    folded = lower(text).translate(_GERMAN_LETTERS)
    ascii_only = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")
    if len(slug) <= limit:
        return slug
    return slug[: limit + 1].rsplit("-", 1)[0][:limit]
