"""The words that the answerer knows by heart; they stand in `vocabulary.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import msgspec

from wattos_offline.words import stem


class _Lists(msgspec.Struct, frozen=True):
    """Words separated by white space, by language."""

    stopwords: dict[str, str]
    generic: dict[str, str]
    concepts: dict[str, dict[str, str]]


@cache
def _lists() -> _Lists:
    content = Path(__file__).with_name("vocabulary.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(content), _Lists)


@cache
def _words(kind: str, language: str) -> frozenset[str]:
    by_language: dict[str, str] = getattr(_lists(), kind)
    return frozenset(by_language.get(language, "").split())


@cache
def _concepts(language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, by_language in _lists().concepts.items():
        for word in by_language.get(language, "").split():
            found.setdefault(stem(word, language), name)
    return found


def is_stopword(lowered: str, language: str) -> bool:
    """Whether the word (in lower case) says nothing about a question's subject."""
    return lowered in _words("stopwords", language)


def is_generic(lowered: str, language: str) -> bool:
    """Whether the word stands in questions of every subject, such as "cost" or "take"."""
    return lowered in _words("generic", language)


def concept_of(word_stem: str, language: str) -> str | None:
    """The name of the group of words that mean the same, across languages."""
    return _concepts(language).get(word_stem)
