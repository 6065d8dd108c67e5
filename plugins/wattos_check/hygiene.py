"""What pages lack: a date, a title, a description, texts for images, versions in other languages.

Such faults concern many pages at once, so each kind is one finding that lists them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from wattos_check.findings import finding
from wattos_check.outdated import dates_in
from wattos_check.pages import Page
from wattos_check.schemas import Evidence, Finding, Kind, Severity

_NAMES: Final = {
    "de": ("Deutsch", "German"),
    "en": ("Englisch", "English"),
    "tr": ("Türkisch", "Turkish"),
    "fr": ("Französisch", "French"),
    "it": ("Italienisch", "Italian"),
    "es": ("Spanisch", "Spanish"),
    "nl": ("Niederländisch", "Dutch"),
    "pl": ("Polnisch", "Polish"),
    "ru": ("Russisch", "Russian"),
    "uk": ("Ukrainisch", "Ukrainian"),
    "ar": ("Arabisch", "Arabic"),
}
_FEWEST_OF_A_LANGUAGE: Final = 3
_NO_TITLE: Final = re.compile(r"^(?:untitled|unbenannt|neue seite|document|index|home)?$", re.I)


def hygiene(pages: Sequence[Page]) -> Iterator[Finding]:
    """One finding for each kind of thing that pages lack."""
    own = sorted((page for page in pages if page.is_page), key=lambda page: (page.depth, page.url))
    yield from _list(
        "no-date", "low", [page for page in own if not _has_date(page)], len(own),
        "nennen kein Datum; niemand sieht, ob sie noch stimmen", "bear no date, so nobody sees "
        "whether they still hold",
    )  # fmt: skip
    nameless = [page for page in own if _NO_TITLE.match(page.window_title)]
    yield from _list(
        "no-title", "medium", nameless, len(own),
        "haben keinen brauchbaren Titel", "have no usable title",
    )  # fmt: skip
    yield from _list(
        "no-description", "low", [p for p in own if not p.metadata.get("description")], len(own),
        "haben keine Beschreibung für Suchmaschinen", "have no description for search engines",
    )  # fmt: skip
    bare = [page for page in own if page.metadata.get("images_without_alt")]
    yield from _list(
        "no-alt-text", "medium", bare, len(own),
        "zeigen Bilder ohne Ersatztext", "show images without a text alternative",
    )  # fmt: skip


def missing_translations(pages: Sequence[Page]) -> Iterator[Finding]:
    """Versions in other languages that hreflang leaves out, or that hardly exist.

    Where pages name their versions, each that lacks a language of the site is listed. Where they
    do not, nobody can tell which page is missing: then the numbers are told, for a language with
    less than half of the main one's pages.
    """
    own = [page for page in pages if page.is_page]
    counts = Counter(page.meant_language for page in own)
    languages = [name for name, count in counts.items() if count >= _FEWEST_OF_A_LANGUAGE]
    if len(languages) < 2:
        return
    linked = [page for page in own if page.metadata.get("alternates")]
    main = counts.most_common(1)[0][0]
    for language in sorted(set(languages)):
        code = language.upper()
        de, en = _NAMES.get(language, (code, code))
        if linked:
            lacking = [
                page
                for page in linked
                if page.meant_language != language
                and not any(code[:2] == language for code in page.metadata["alternates"])
            ]
            yield from _list(
                "missing-translation", "medium", lacking, len(linked),
                f"haben keine Fassung auf {de}", f"have no version in {en}", about=language,
            )  # fmt: skip
        elif counts[language] * 2 < counts[main]:
            have = [page for page in own if page.meant_language == language]
            yield finding(
                "missing-translation",
                "low",
                [page.evidence() for page in have],
                de=f"Auf {de} gibt es {counts[language]} Seiten, in der Hauptsprache "
                f"{counts[main]}.",
                en=f"There are {counts[language]} pages in {en}, and {counts[main]} in the main "
                f"language.",
                about=[language],
                count=counts[main] - counts[language],
            )


def _list(
    kind: Kind, severity: Severity, pages: Sequence[Page], whole: int, de: str, en: str, *,
    about: str = "",
) -> Iterator[Finding]:  # fmt: skip
    if not pages:
        return
    evidence: list[Evidence] = [page.evidence() for page in pages]
    first = f"{len(pages)} von {whole} Seiten {de}."
    second = f"{len(pages)} of {whole} pages {en}."
    yield finding(kind, severity, evidence, de=first, en=second, about=[kind, about])


def _has_date(page: Page) -> bool:
    data = page.metadata
    return bool(data.get("modified") or data.get("published") or dates_in(page.text[:400]))
