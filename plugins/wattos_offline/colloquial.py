"""Questions in the words that the models and pages know."""

from __future__ import annotations

import re
from collections.abc import Iterable

from wattos_offline.vocabulary import (
    concepts_of,
    is_generic,
    is_stopword,
    names_across,
    short_forms,
)
from wattos_offline.words import lower, words

_SHORT = 5  # words
_WORD = re.compile(r"[^\W\d_]+")
_HYPHENATED = re.compile(r"[^\W\d_]{2,}-[^\W\d_]{3,}")


def spelt_out(question: str) -> str:
    """The question with "Personalausweis" for "Perso" and the like."""
    forms = short_forms()
    return _WORD.sub(lambda word: forms.get(word[0].lower(), word[0]), question)


def hyphenated_as(question: str, texts: Iterable[str]) -> str:
    """The question with "Tee-Abo" for "teeabo" where the texts write the word with a hyphen."""
    written = {
        found.replace("-", "").lower(): found
        for text in texts
        for found in _HYPHENATED.findall(text)
    }
    return _WORD.sub(lambda word: written.get(word[0].lower(), word[0]), question)


def with_other_names(question: str) -> str:
    """A short Turkish question about one thing, with its German and English names.

    The models that search know few Turkish words when nothing stands around them: of "İade nasıl
    yapılır?" they make no more than a question of how something is done.
    """
    if len(question.split()) > _SHORT:
        return question
    telling = [
        word
        for word in words(question, "tr")
        if not is_stopword(lower(word.text, "tr"), "tr")
        and not is_generic(lower(word.text, "tr"), "tr")
    ]
    if len(telling) != 1:
        return question
    concepts = concepts_of(telling[0].stem, "tr")
    known = any(
        concepts_of(word.stem, language)
        for language in ("de", "en")
        for word in words(telling[0].text, language)
    )
    names = () if known or not concepts else names_across(concepts, "tr")
    return " ".join((question, *names))
