"""Pages that say nearly the same, and pages with one title."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

from wattos_check.findings import finding
from wattos_check.pages import Page
from wattos_check.schemas import Finding

_WINDOW: Final = 5
_FEWEST: Final = 40
"""Windows of words below which a page is too short to be told a copy."""
_ALIKE: Final = 0.8
_COMMON: Final = 20
"""Pages that may share a window before it counts as boilerplate."""


def near_duplicates(pages: Sequence[Page]) -> Iterator[Finding]:
    """Pairs of pages of which one holds at least 80 % of the other's word windows."""
    windows = {page.url: _windows(page.text) for page in pages}
    holders: defaultdict[int, list[str]] = defaultdict(list)
    for url, found in windows.items():
        if len(found) >= _FEWEST:
            for window in found:
                holders[window].append(url)
    shared: Counter[tuple[str, str]] = Counter()
    for urls in holders.values():
        if 1 < len(urls) <= _COMMON:
            shared.update(combinations(urls, 2))
    by_url = {page.url: page for page in pages}
    for (one, other), count in sorted(shared.items()):
        smaller = min(len(windows[one]), len(windows[other]))
        if count / smaller >= _ALIKE:
            yield _told(by_url[one], by_url[other], count / smaller)


def _told(page: Page, other: Page, share: float) -> Finding:
    german, english = f"„{page.title}“ und „{other.title}“", f"“{page.title}” and “{other.title}”"
    if page.title == other.title:
        german, english = f"Zwei Seiten „{page.title}“", f"Two pages “{page.title}”"
    return finding(
        "near-duplicate",
        "medium",
        [page.evidence(), other.evidence()],
        de=f"{german} haben {share * 100:.0f}\u00a0% ihres Textes gemeinsam.",
        en=f"{english} share {share:.0%} of their text.",
        share=round(share, 2),
    )


def same_titles(pages: Sequence[Page]) -> Iterator[Finding]:
    """Different pages with the same title, which readers and search engines cannot tell apart."""
    groups: defaultdict[tuple[str, str], list[Page]] = defaultdict(list)
    for page in pages:
        if page.is_page and page.title.strip():
            groups[page.language, page.title.strip().lower()].append(page)
    for group in groups.values():
        if len(group) > 1:
            yield finding(
                "same-title",
                "low",
                [page.evidence() for page in group],
                de=f"{len(group)} Seiten haben denselben Titel „{group[0].title}“.",
                en=f"{len(group)} pages have the same title “{group[0].title}”.",
            )


def _windows(text: str) -> set[int]:
    words = re.findall(r"\w+", text.lower())
    return {hash(tuple(words[i : i + _WINDOW])) for i in range(len(words) - _WINDOW + 1)}
