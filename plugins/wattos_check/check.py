"""The whole check over a tenant's pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from wattos_check.contradictions import contradictions
from wattos_check.duplicates import near_duplicates, same_titles
from wattos_check.hygiene import hygiene, missing_translations
from wattos_check.links import dead_links, orphans
from wattos_check.outdated import outdated
from wattos_check.pages import Page
from wattos_check.readability import hard_language
from wattos_check.schemas import Finding

_ORDER: Final = {"high": 0, "medium": 1, "low": 2}


def check(pages: Sequence[Page], today: date) -> list[Finding]:
    """Everything that an editor should look at, the gravest first."""
    pages = sorted(pages, key=lambda page: (page.depth, page.url))
    found = [
        *contradictions(pages),
        *outdated(pages, today),
        *dead_links(pages),
        *near_duplicates(pages),
        *orphans(pages),
        *missing_translations(pages),
        *same_titles(pages),
        *hygiene(pages),
        *hard_language(pages),
    ]
    unique = {one.key: one for one in found}
    return sorted(unique.values(), key=lambda one: _ORDER[one.severity])
