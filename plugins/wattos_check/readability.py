"""Hard language: a score by language, long sentences, officialese.

German: Flesch Reading Ease in Amstad's form (Amstad 1978), 180 - words/sentence - 58.5 *
syllables/word. English: Flesch (1948), 206.835 - 1.015 * words/sentence - 84.6 * syllables/word.
Turkish: Ateşman (1997), 198.825 - 40.175 * syllables/word - 2.610 * words/sentence. All three run
from about 0 (very hard) to 100 (very easy); below 30 is the language of experts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from wattos.knowledge import plain_language
from wattos_check.findings import finding, shorten
from wattos_check.pages import Line, Page
from wattos_check.schemas import Finding

_HARD: Final = 30.0
_FEWEST_WORDS: Final = 120
_FEWEST_SENTENCES: Final = 6
_LONG_SENTENCE: Final = {"de": 35, "en": 38, "tr": 30}
_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_VOWELS: Final = {
    "de": re.compile(r"[aeiouyäöü]+", re.I),
    "en": re.compile(r"[aeiouy]+", re.I),
    "tr": re.compile(r"[aeıioöuü]", re.I),
}
_OFFICIALESE: Final = {
    "de": re.compile(
        r"\b(?:seitens|zwecks|mittels|diesbezüglich|hinsichtlich|vorbehaltlich|unbeschadet|obliegt"
        r"|in Anspruch (?:zu )?nehmen|Inanspruchnahme|zur Vorlage (?:zu )?bringen"
        r"|in Kenntnis (?:zu )?setzen|entrichten|ist zu (?:stellen|richten|entrichten|erbringen)"
        r"|nach Maßgabe|in der jeweils gültigen Fassung|im Sinne des|dergestalt|nichtsdestotrotz"
        r"|bei Nichtvorliegen|Beibringung"
        r"|vorgenannte\w*|fernmündlich|o\. ?g\.|gemäß §)\b",
        re.I,
    ),
    "en": re.compile(
        r"\b(?:pursuant to|hereinafter|aforementioned|in accordance with the provisions"
        r"|prior to the commencement|notwithstanding|in respect of|heretofore"
        r"|thereof|for the purpose of)\b",
        re.I,
    ),
    "tr": re.compile(r"\b(?:işbu|mezkûr|mezkur|ilgili mevzuat uyarınca|haiz|tevdi|ifa)\b", re.I),
}
_FEWEST_PHRASES: Final = 3
_WORDS_PER_PHRASE: Final = 150
"""In a text with fewer phrases to its length they are the author's habit, not its language."""
_MOST_SINGLE: Final = 3
"""Long sentences that a page may have until they become one finding."""


def hard_language(pages: Sequence[Page]) -> Iterator[Finding]:
    """Pages that are hard to read as a whole, and single sentences that are much too long.

    Legal texts are left alone: an editor cannot choose their words.
    """
    for page in pages:
        if page.is_legal or page.language not in _VOWELS or page.is_archived:
            continue
        yield from _hard_page(page)
        yield from _long_sentences(page)


def score(sentences: Sequence[str], language: str) -> float:
    """How easy running text is to read: about 0 (very hard) to 100 (very easy)."""
    words = [word for sentence in sentences for word in _WORD.findall(sentence)]
    if not words or not sentences:
        return 100.0
    length = len(words) / len(sentences)
    syllables = sum(_syllables(word, language) for word in words) / len(words)
    if language == "en":
        return 206.835 - 1.015 * length - 84.6 * syllables
    if language == "tr":
        return 198.825 - 40.175 * syllables - 2.610 * length
    return 180.0 - length - 58.5 * syllables


def _syllables(word: str, language: str) -> int:
    """Groups of vowels; German diphthongs are one, a silent final e in English is none."""
    count = len(_VOWELS[language].findall(word))
    if language == "en" and re.search(r"[^aeiouyl]e$", word, re.I):
        count -= 1
    return max(count, 1)


def _hard_page(page: Page) -> Iterator[Finding]:
    sentences = [s for s in _own(page) if len(_WORD.findall(s.text)) >= 4]
    words = sum(len(_WORD.findall(s.text)) for s in sentences)
    if len(sentences) < _FEWEST_SENTENCES or words < _FEWEST_WORDS:
        return
    value = score([s.text for s in sentences], page.language)
    phrases = _phrases(page)
    several = len({phrase.text.lower() for phrase in phrases}) > 1
    dense = len(phrases) >= max(_FEWEST_PHRASES, words / _WORDS_PER_PHRASE)
    if value >= _HARD and not (several and dense):
        return
    if value < _HARD:
        hardest = sorted(sentences, key=lambda s: score([s.text], page.language))[:3]
        de = f"„{page.title}“ ist schwer zu lesen (Lesbarkeit {value:.0f} von 100)."
        en = f"“{page.title}” is hard to read (reading ease {value:.0f} of 100)."
    else:
        hardest = phrases
        words_said = ", ".join(dict.fromkeys(p.text for p in phrases[:5]))
        de = f"„{page.title}“ ist in Amtsdeutsch geschrieben: {words_said}."
        en = f"“{page.title}” is written in officialese: {words_said}."
    evidence = [page.evidence(line) for line in hardest]
    yield finding(
        "hard-language", "low", evidence, de=de, en=en, about=[page.url], score=round(value, 1)
    )


def _own(page: Page) -> list[Line]:
    """The sentences in the page's own language: each has its own measure."""
    return [s for s in page.sentences if plain_language(s.text) in ("", page.language)]


def _phrases(page: Page) -> list[Line]:
    pattern = _OFFICIALESE[page.language]
    return [Line(m.start(), m.end(), m[0]) for m in pattern.finditer(page.text)]


def _long_sentences(page: Page) -> Iterator[Finding]:
    found = [
        (count, sentence)
        for sentence in _own(page)
        if (count := len(_WORD.findall(sentence.text))) > _LONG_SENTENCE[page.language]
        and not _is_list(sentence.text)
    ]
    if len(found) > _MOST_SINGLE:
        yield _many_long(page, found)
        return
    for count, sentence in found:
        yield finding(
            "long-sentence",
            "low",
            [page.evidence(sentence)],
            de=f"Dieser Satz hat {count} Wörter: „{shorten(sentence.text)}“",
            en=f"This sentence has {count} words: “{shorten(sentence.text)}”",
            words=count,
        )


def _many_long(page: Page, found: Sequence[tuple[int, Line]]) -> Finding:
    """One finding for a page full of them, so that they do not bury what else there is."""
    most, longest = max(found, key=lambda each: each[0])
    return finding(
        "long-sentence",
        "low",
        [page.evidence(sentence) for _, sentence in found],
        de=f"„{page.title}“ hat {len(found)} sehr lange Sätze; der längste hat {most} Wörter: "
        f"„{shorten(longest.text)}“",
        en=f"“{page.title}” has {len(found)} very long sentences; the longest has {most} words: "
        f"“{shorten(longest.text)}”",
        about=[page.url],
        words=most,
    )


def _is_list(text: str) -> bool:
    """Whether a sentence only counts things up, which reads easily however long."""
    parts = re.split("[,;]", text)
    return ":" in text or (len(parts) > 6 and len(_WORD.findall(text)) <= 4 * len(parts))
