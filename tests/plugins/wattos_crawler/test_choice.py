"""What a tenant wants of its crawls: addresses, languages, limits."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.plugins.wattos_crawler.conftest import RunCrawl, states
from tests.plugins.wattos_crawler.site import Reply, page, serve
from wattos.platform import Platform
from wattos_crawler.choice import is_chosen, speaks
from wattos_crawler.preferences import PLUGIN, merged

SITE = "https://www.town.example"


@pytest.mark.parametrize(
    ("path", "include", "exclude", "chosen"),
    [
        ("/town/hall", [], [], True),
        ("/town/hall", ["/town/*"], [], True),
        ("/town/hall", ["/town"], [], True),
        ("/shop/", ["/town/*"], [], False),
        ("/archive/2020", [], ["/archive/"], False),
        ("/town/plan.zip", ["/town/*"], ["*.zip"], False),
        ("/list?page=2", [], ["*?page=*"], False),
        ("/town/hall", [f"{SITE}/town/*"], [], True),
        ("/town/hall", ["other.example/*"], [], False),
    ],
)
def test_address_is_chosen_by_patterns(
    path: str, include: list[str], exclude: list[str], chosen: bool
) -> None:
    assert is_chosen(SITE + path, include, exclude) is chosen


def test_page_without_a_language_is_always_taken() -> None:
    assert speaks("", ["de"])
    assert speaks("de-AT", ["DE"])
    assert speaks("fr", [])
    assert not speaks("fr", ["de", "en"])


def test_own_options_of_a_crawl_go_before_the_usual_ones() -> None:
    usual = {"max_pages": 9, "allowed_domains": ["a.example"], "delay": 1.0}
    given = {"url": SITE, "max_pages": 3, "max_depth": None, "allowed_domains": []}
    assert merged(given, usual) == {
        "url": SITE,
        "max_pages": 3,
        "allowed_domains": ["a.example"],
        "delay": 1.0,
    }


async def test_crawl_leaves_out_what_the_settings_of_its_tenant_leave_out(
    platform: Platform, tenant: UUID, run_crawl: RunCrawl
) -> None:
    kept = {"exclude": ["/archive/*"], "languages": ["de"], "max_pages": 50}
    await platform.plugins.change_settings(tenant, PLUGIN, kept)
    french = Reply("<html lang=fr><body><p>La mairie ouvre à huit heures.</p></body></html>")
    pages = {"/": page("Start", "/archive/old", "/fr", "/de"), "/fr": french, "/de": page("Bad")}
    async with serve(pages) as site:
        result = await run_crawl(site.url())
        assert states(result, site.base) == {
            "/": "fetched",
            "/archive/old": "skipped:not-chosen",
            "/fr": "skipped:other-language",
            "/de": "fetched",
        }
        assert "/archive/old" not in site.asked
