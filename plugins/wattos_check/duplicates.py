"""Pages that say nearly the same, and pages with one title."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Final

from wattos_check.findings import finding
from wattos_check.pages import Page
from wattos_check.schemas import Finding

_WINDOW: Final = 5
_FEWEST: Final = 40
"""Windows of words below which a page is too short to be told a copy."""
_ALIKE: Final = 0.8
_NAMED: Final = 3
_COMMON: Final = 20
"""Pages that may share a window before it counts as boilerplate."""


def near_duplicates(pages: Sequence[Page]) -> Iterator[Finding]:
    """Pages of which one holds at least 80 % of another's word windows; all copies at once."""
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
    alike: dict[tuple[str, str], float] = {}
    for (one, other), count in sorted(shared.items()):
        share = count / min(len(windows[one]), len(windows[other]))
        if share >= _ALIKE:
            alike[one, other] = share
    by_url = {page.url: page for page in pages}
    for group in _groups(alike):
        share = min(alike[pair] for pair in alike if pair[0] in group)
        yield _told([by_url[url] for url in sorted(group)], share)


def _groups(pairs: Iterable[tuple[str, str]]) -> list[set[str]]:
    """Everything that pairs lead to from each other, in the order of the pairs."""
    groups: list[set[str]] = []
    for pair in pairs:
        touched = [group for group in groups if group & set(pair)]
        groups = [group for group in groups if group not in touched]
        groups.append(set(pair).union(*touched))
    return sorted(groups, key=min)


def _told(pages: Sequence[Page], share: float) -> Finding:
    titles = list(dict.fromkeys(page.title for page in pages))
    if len(pages) > 2:
        german = f"{len(pages)} Seiten ({_quoted('„', titles, '“')})"
        english = f"{len(pages)} pages ({_quoted('“', titles, '”')})"
    elif len(titles) == 1:
        german, english = f"Zwei Seiten „{titles[0]}“", f"Two pages “{titles[0]}”"
    else:
        german = f"„{titles[0]}“ und „{titles[1]}“"
        english = f"“{titles[0]}” and “{titles[1]}”"
    return finding(
        "near-duplicate",
        "medium",
        [page.evidence() for page in pages],
        de=f"{german} haben {share * 100:.0f}\u00a0% ihres Textes gemeinsam.",
        en=f"{english} share {share:.0%} of their text.",
        share=round(share, 2),
    )


def _quoted(opening: str, titles: Sequence[str], closing: str) -> str:
    named = ", ".join(f"{opening}{title}{closing}" for title in titles[:_NAMED])
    return named if len(titles) <= _NAMED else f"{named} …"


def same_titles(pages: Sequence[Page]) -> Iterator[Finding]:
    """Different pages with the same title, which readers and search engines cannot tell apart."""
    groups: defaultdict[tuple[str, str], list[Page]] = defaultdict(list)
    for page in pages:
        if page.is_page and page.window_title:
            groups[page.language, page.window_title.lower()].append(page)
    for group in groups.values():
        if len(group) > 1:
            title = group[0].window_title
            yield finding(
                "same-title",
                "low",
                [page.evidence() for page in group],
                de=f"{len(group)} Seiten haben denselben Titel „{title}“.",
                en=f"{len(group)} pages have the same title “{title}”.",
            )


def _windows(text: str) -> set[int]:
    words = re.findall(r"\w+", text.lower())
    return {hash(tuple(words[i : i + _WINDOW])) for i in range(len(words) - _WINDOW + 1)}
