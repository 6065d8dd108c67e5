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


def detect_language(text: str, default: str = "de") -> str:
    """ISO 639-1 code of the text's language; `default` when the text is too short to tell.

    Latin script is told apart among German, English, Turkish, French, Italian and Spanish, which
    makes short texts reliable; other scripts among all languages that py3langid knows.
    """
    sample = text[:4000]
    letters = len(_LETTER.findall(sample))
    if letters < 3:
        return default
    latin = len(_LATIN.findall(sample)) * 2 >= letters
    code, probability = _identifier(latin).classify(sample)
    if probability < _SURE and letters < 200:
        return default
    return str(code)


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
