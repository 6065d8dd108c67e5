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
_VERY_FEW_WORDS = 3
"""A model that counts letters errs in so few ("kita anmelden" is no Turkish); how common the words
are in each language tells them apart."""
_LEAD = 1.0
"""Ten times as common, in the logarithms of word frequencies (Zipf scale of the word lists)."""
_SURE_OF_RARE_WORDS = 0.95
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


_COMMON = {
    "de": """
        aber auch auf aus bei beim dem den der das die diese durch ein eine einen einer
        für haben ich ihr ihre ist kann können mit müssen nach nicht oder sich sie sind
        über und uns unter vom von werden wie wird zu zum zur""",
    "en": """
        and are as be been but by can does for from has have how if is it its of or our
        that the their there these they this to was were what which who will with you your""",
    "tr": """
        ama bir bu çok daha değil gibi hem her için ile ise kadar olan olarak sonra şu tüm
        var ve veya ya yok""",
    "fr": """
        au aux avec ce cette dans des du elle est et il la le les nous ou par pas pour que
        qui sont sur un une vos votre vous""",
    "it": """
        che ci con da dei del della delle di e gli i il in la le nel nella non o per più
        si sono su un una vi""",
    "es": """
        al con de del el en es esta este la las los no o para por que se son su sus un una
        usted y""",
}
"""What running text of a language is full of; some words are of several."""
_LANGUAGES_OF = {
    word: frozenset(name for name, words in _COMMON.items() if word in words.split())
    for words in _COMMON.values()
    for word in words.split()
}
_TURKISH_LETTER = re.compile("[ığşİĞŞ]")
_FEWEST = 3
_TIMES = 2
_WORD = re.compile(r"[^\W\d_]+")


def plain_language(text: str) -> str:
    """The language that a text's commonest words leave no doubt about; empty where they do.

    Costs no model: it may be asked of every paragraph, and knows the same languages as
    `detect_language` in Latin script.
    """
    counts = dict.fromkeys(_COMMON, 0)
    for word in _WORD.findall(text[:1000]):
        for language in _LANGUAGES_OF.get(word.lower(), ()):
            counts[language] += 1
        if _TURKISH_LETTER.search(word):
            counts["tr"] += 1
    second, most = sorted(counts.values())[-2:]
    if most < _FEWEST or most < _TIMES * second:
        return ""
    return max(counts, key=lambda language: counts[language])


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
    sure = _SURE
    if latin and len(words := _WORD.findall(sample)) <= _VERY_FEW_WORDS:
        common = _told_by_frequency(words)
        if common is not None:
            return common or default
        sure = _SURE_OF_RARE_WORDS
    code, probability = _identifier(latin).classify(sample)
    if probability < sure and letters < 200:
        return default
    return str(code)


def _told_by_frequency(words: list[str]) -> str | None:
    """The language in which the words are by far the most common; empty where several compete,
    None where no list has any of them. The lists are wordfreq's (code Apache 2.0, data CC BY-SA
    4.0)."""
    from wordfreq import zipf_frequency

    of = {
        language: sum(zipf_frequency(word, language, wordlist="small") for word in words)
        for language in SUPPORTED
    }
    best = max(of, key=lambda language: of[language])
    if not of[best]:
        return None
    second = max(common for language, common in of.items() if language != best)
    return best if of[best] - second >= _LEAD else ""


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
