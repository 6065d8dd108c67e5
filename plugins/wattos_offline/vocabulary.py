"""The words that the answerer knows by heart: `vocabulary.toml` and `thesaurus.toml`."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

import msgspec

from wattos_offline.words import Word, likeness, stem

_LANGUAGES = ("de", "en", "tr")
CONCEPT_LIKENESS = 0.8
"""What another word of the same group counts."""

Concepts = frozenset[int]
"""Numbers of groups of words that mean the same, across languages."""


class _Lists(msgspec.Struct, frozen=True):
    """Words separated by white space, by language; short forms with what they stand for."""

    stopwords: dict[str, str]
    generic: dict[str, str]
    short_forms: dict[str, str]


class _Thesaurus(msgspec.Struct, frozen=True):
    """Lines of `German | English | Turkish`; a line of `kinds` begins with its group's name."""

    groups: str
    kinds: str
    places: str


@cache
def _lists() -> _Lists:
    return msgspec.convert(_read("vocabulary.toml"), _Lists)


def _read(name: str) -> dict[str, object]:
    return tomllib.loads(Path(__file__).with_name(name).read_text("utf-8"))


@cache
def _words(kind: str, language: str) -> frozenset[str]:
    by_language: dict[str, str] = getattr(_lists(), kind)
    return frozenset(by_language.get(language, "").split())


@cache
def _thesaurus() -> tuple[list[list[str]], list[tuple[int, list[str]]]]:
    """The groups, and the kinds with their group's number; each with its columns by language."""
    lists = msgspec.convert(_read("thesaurus.toml"), _Thesaurus)
    groups = [line.split("|") for line in lists.groups.strip().splitlines()]
    numbers = {
        word: at for at, group in reversed([*enumerate(groups)]) for word in group[0].split()
    }
    kinds: list[tuple[int, list[str]]] = []
    for line in lists.kinds.strip().splitlines():
        name, _, words = line.partition(":")
        kinds.append((numbers[name], words.split("|")))
    return groups, kinds


@cache
def _places(language: str) -> dict[str, tuple[str, ...]]:
    lists = msgspec.convert(_read("thesaurus.toml"), _Thesaurus)
    found: dict[str, tuple[str, ...]] = {}
    for line in lists.places.strip().splitlines():
        names = tuple(stem(name, language) for name in _column(line.split("|"), language))
        found |= {name: tuple(other for other in names if other != name) for name in names}
    return found


def same_place(word_stem: str, language: str) -> tuple[str, ...]:
    """The stems of other names for an office or a place, in the same language."""
    return _places(language).get(word_stem, ())


@cache
def _concepts(language: str, *, asked: bool) -> dict[str, Concepts]:
    """The groups by stem; in a question also those that the word is a kind of."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    groups, kinds = _thesaurus()
    for number, columns in [*enumerate(groups), *(kinds if asked else ())]:
        for word in _column(columns, language):
            found[_term(word.split("_"), language)].add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


def _term(parts: Iterable[str], language: str) -> str:
    return " ".join(stem(part, language) for part in parts)


@cache
def _terms(language: str) -> frozenset[str]:
    return frozenset(term for term in _concepts(language, asked=False) if " " in term)


def with_terms(found: Sequence[Word], language: str) -> list[Word]:
    """The words, neighbours that mean one thing ("identity card") as one."""
    terms = _terms(language)
    said: list[Word] = []
    for word in found:
        before = said[-1] if said else None
        if (
            before is not None
            and word.start == before.start + len(before.text) + 1
            and (term := f"{before.stem} {word.stem}") in terms
        ):
            said[-1] = Word(f"{before.text} {word.text}", term, before.start)
        else:
            said.append(word)
    return said


def _column(columns: list[str], language: str) -> list[str]:
    at = _LANGUAGES.index(language) if language in _LANGUAGES else len(columns)
    return columns[at].split() if at < len(columns) else []


def is_stopword(lowered: str, language: str) -> bool:
    """Whether the word (in lower case) says nothing about a question's subject."""
    return lowered in _words("stopwords", language)


def is_generic(lowered: str, language: str) -> bool:
    """Whether the word stands in questions of every subject, such as "cost" or "take"."""
    return lowered in _words("generic", language)


def short_forms() -> Mapping[str, str]:
    """What everyday short forms, in lower case, stand for."""
    return _lists().short_forms


def concepts_of(word_stem: str, language: str, *, asked: bool = False) -> Concepts:
    """The groups of a word; `asked` adds those it is a kind of ("umbrella" is a lost thing)."""
    return _concepts(language, asked=asked).get(word_stem, frozenset())


@lru_cache(maxsize=50_000)
def concept_likeness(concepts: Concepts, word_stem: str, language: str) -> float:
    """How surely a text's word belongs to one of the groups, compounds included, 0 to 1."""
    members = members_of(concepts, language)
    return CONCEPT_LIKENESS * max((likeness(each, word_stem) for each in members), default=0.0)


@lru_cache(maxsize=4096)
def members_of(concepts: Concepts, language: str) -> tuple[str, ...]:
    """The stems of a language that belong to one of the groups."""
    every = _concepts(language, asked=False)
    return tuple(word for word, numbers in every.items() if numbers & concepts)


def names_across(concepts: Concepts, language: str) -> tuple[str, ...]:
    """How the first of the groups is called in the languages other than this one."""
    groups, _ = _thesaurus()
    columns = groups[min(concepts)]
    named = (_column(columns, other)[:1] for other in _LANGUAGES if other != language)
    return tuple(name.replace("_", " ") for names in named for name in names)
