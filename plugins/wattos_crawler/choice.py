"""Which addresses and pages a crawl was told to take or to leave out."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from urllib.parse import urlsplit


def fits(url: str, pattern: str) -> bool:
    """Whether an address fits a pattern: `*` stands for anything, the end may be left out.

    A pattern is compared with the path (and query) and with host and path.
    """
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    wanted = pattern.strip().partition("://")[2] or pattern.strip()
    if "*" not in wanted:
        wanted += "*"
    return any(fnmatchcase(one, wanted) for one in (path, f"{parts.netloc}{path}"))


def is_chosen(url: str, include: Sequence[str], exclude: Sequence[str]) -> bool:
    """Whether the patterns let a crawl visit the address."""
    if any(fits(url, pattern) for pattern in exclude):
        return False
    return not include or any(fits(url, pattern) for pattern in include)


def speaks(language: str, wanted: Sequence[str]) -> bool:
    """Whether a page's own `lang` is wanted: `de-AT` is `de`; a page without one always is."""
    short = language.partition("-")[0].lower()
    return not (short and wanted) or short in {one.partition("-")[0].lower() for one in wanted}
