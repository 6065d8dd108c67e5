"""What people want to know and what troubles them: aspects of a need, recognised by their wording.

`aspects.toml` lists them with patterns in German, English and Turkish and with the words used to
speak about them. A sentence that matches an aspect is the evidence for the claim made from it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources
from typing import Final, Literal

import msgspec

from wattos_insight.text import lower

_FULL_NEED: Final = 5
"""Distinct aspects from which a text counts as speaking wholly about needs."""


class Aspect(msgspec.Struct, frozen=True, kw_only=True):
    """One thing people look for (`goal`), or one that troubles them (`pain`)."""

    key: str
    kind: Literal["goal", "pain", "channel"]
    patterns: tuple[str, ...]
    """alternatives of one case-insensitive regular expression"""
    label: dict[str, str]
    """how the claim is put, by language"""
    with_matter: dict[str, str] = {}
    """the same with the group's matter in it; in German the matter follows "mit" """
    asked: bool = False
    """whether only people's own words tell it: an organisation's page warns of many things"""
    noun: dict[str, str] = {}
    """what people ask about, in a list after "fragen nach" / "ask about", by language"""
    question: dict[str, str] = {}
    """a question to put after a topic and a colon, by language"""
    alone: dict[str, str] = {}
    """a question that says by itself what it is about, by language"""

    def label_in(self, language: str) -> str:
        """The claim in `language`, in English where it is not written in that language."""
        return self.label.get(language) or self.label["en"]


class _Catalogue(msgspec.Struct, frozen=True):
    aspect: tuple[Aspect, ...]


@lru_cache(maxsize=1)
def aspects() -> tuple[Aspect, ...]:
    """Every known aspect, in the order of `aspects.toml`."""
    raw = resources.files("wattos_insight").joinpath("aspects.toml").read_bytes()
    return msgspec.toml.decode(raw, type=_Catalogue).aspect


@lru_cache(maxsize=64)
def pattern_of(aspect_key: str) -> re.Pattern[str]:
    """The compiled pattern of an aspect; it expects lower-case text."""
    aspect = next(aspect for aspect in aspects() if aspect.key == aspect_key)
    return re.compile("|".join(f"(?:{pattern})" for pattern in aspect.patterns))


def aspects_in(text: str, kind: Literal["goal", "pain", "channel"] | None = None) -> list[Aspect]:
    """The aspects that `text` speaks about."""
    low = lower(text)
    return [
        aspect
        for aspect in aspects()
        if (kind is None or aspect.kind == kind) and pattern_of(aspect.key).search(low)
    ]


@lru_cache(maxsize=5_000)
def aspect_keys(text: str) -> frozenset[str]:
    """The keys of the aspects that `text` speaks about; remembered, for many stages ask."""
    return frozenset(aspect.key for aspect in aspects_in(text))


def need_weight(text: str) -> float:
    """0.5 for a text without any aspect of a need to 1.5 for one with five or more."""
    found = sum(aspect.kind != "channel" for aspect in aspects_in(text))
    return 0.5 + min(found, _FULL_NEED) / _FULL_NEED
