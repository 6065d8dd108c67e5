"""Which language a text is in, and how Postgres indexes that language."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

SUPPORTED = ("de", "en", "tr", "fr", "it", "es")
SEARCH_CONFIGS = {
    "de": "wattos_german",
    "en": "wattos_english",
    "tr": "wattos_turkish",
}
_SIMPLE = "wattos_simple"
_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_SURE = 0.7
_FEW_WORDS = 8
_GERMAN = """
    brauche das der ein eine einen für gibt ich ist kann kostet mein meine nicht oder sind und wann
    warum welche welcher welches wer wie wo"""
_ENGLISH = "and are does for how is my the what when where which who why"
_TURKISH = "değil demek hangi için kaç lazım mı mü nasıl nedir nerede ücreti ücretsiz"
_TELLING = {
    language: frozenset(words.split())
    for language, words in (("de", _GERMAN), ("en", _ENGLISH), ("tr", _TURKISH))
}
"""Words of one language alone that questions are made of. A name in a short question ("Linux ne
demek?") outweighs them in a model that counts letters."""


def detect_language(text: str, default: str = "de") -> str:
    """ISO 639-1 code of the text's language; `default` when the text is too short to tell.

    Latin script is told apart among German, English, Turkish, French, Italian and Spanish, which
    makes short texts reliable; other scripts among all languages that py3langid knows.
    """
    sample = text[:4000]
    letters = len(_LETTER.findall(sample))
    if letters < 3:
        return default
    told = _told_by_words(sample)
    if told:
        return told
    latin = len(_LATIN.findall(sample)) * 2 >= letters
    code, probability = _identifier(latin).classify(sample)
    if probability < _SURE and letters < 200:
        return default
    return str(code)


def _told_by_words(text: str) -> str:
    """The language whose telling words a short text uses; empty for none, or for several."""
    words = text.lower().split()
    if len(words) > _FEW_WORDS:
        return ""
    bare = {word.strip(".,:;!?\"'„“”()") for word in words}
    found = [language for language, telling in _TELLING.items() if bare & telling]
    return found[0] if len(found) == 1 else ""


@cache
def _identifier(latin: bool) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    if latin:
        identifier.set_languages(list(SUPPORTED))
    return identifier


def search_config(language: str) -> str:
    """The Postgres text search configuration for a language; without a stemmer the simple one."""
    return SEARCH_CONFIGS.get(language, _SIMPLE)
