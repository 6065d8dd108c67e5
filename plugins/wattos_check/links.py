"""Links that lead nowhere, and pages that nothing leads to; both from what the crawl noted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from wattos_check.findings import finding
from wattos_check.pages import Page
from wattos_check.schemas import Evidence, Finding

_MANY: Final = 5
"""Pages with the same dead link from which on it stands in a menu, most likely."""


def dead_links(pages: Sequence[Page]) -> Iterator[Finding]:
    """One finding for every address that is gone, with the pages that link to it."""
    sources: defaultdict[str, list[Page]] = defaultdict(list)
    status: dict[str, Any] = {}
    for page in pages:
        for link in page.metadata.get("dead_links", []):
            sources[link["url"]].append(page)
            status[link["url"]] = link.get("status")
    for url, linking in sorted(sources.items()):
        yield dead_link(url, status[url], linking)


def dead_link(url: str, status: int | None, linking: Sequence[Page]) -> Finding:
    """The finding for one address that does not answer properly."""
    ranked = sorted(linking, key=lambda page: page.depth)
    count = len(ranked)
    answer, answer_en = _said(status)
    many_de = f"{count} Seiten verweisen" if count > 1 else f"„{ranked[0].title}“ verweist"
    many_en = f"{count} pages link" if count > 1 else f"“{ranked[0].title}” links"
    menu_de = " Der Verweis steht wohl in einem Menü." if count > _MANY else ""
    menu_en = " The link is probably in a menu." if count > _MANY else ""
    named = _named(url, ranked[0].url)
    return finding(
        "dead-link",
        "high" if count > _MANY or ranked[0].depth == 0 else "medium",
        [_place(page, url) for page in ranked],
        de=f"{many_de} auf {named}, das es nicht gibt ({answer}).{menu_de}",
        en=f"{many_en} to {named}, which does not exist ({answer_en}).{menu_en}",
        about=[url],
        url=url,
        status=status,
    )


def _named(url: str, page: str) -> str:
    """An address as the people of a page's site would say it: without their own host."""
    parts = urlsplit(url)
    host = "" if parts.netloc == urlsplit(page).netloc else parts.netloc
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{parts.path}{query}"


def _said(status: int | None) -> tuple[str, str]:
    """What came back, in German and English."""
    if not status:
        return "keine Antwort", "no answer"
    if status < 400:
        return "die Seite dort sagt es selbst", "the page there says so itself"
    return f"HTTP {status}", f"HTTP {status}"


def orphans(pages: Sequence[Page]) -> Iterator[Finding]:
    """Pages of the sitemap that no other page links to."""
    for page in pages:
        data = page.metadata
        if (
            page.is_page
            and data.get("in_sitemap")
            and data.get("inbound_links") == 0
            and page.depth
        ):
            yield finding(
                "orphan",
                "low",
                [page.evidence()],
                de=f"Auf „{page.title}“ verweist keine Seite; sie steht nur in der Sitemap.",
                en=f"No page links to “{page.title}”; it is in the sitemap only.",
            )


def _place(page: Page, url: str) -> Evidence:
    """The words of the link in the page's text, where they stand there once."""
    texts = [link["text"] for link in page.metadata.get("links", []) if link["url"] == url]
    return page.evidence(page.find(texts[0]) if texts else None)
