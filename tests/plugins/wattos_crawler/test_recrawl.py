"""Crawling a site again: only what changed is touched, and what is gone is removed."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from tests.plugins.wattos_crawler.conftest import RunCrawl, states
from tests.plugins.wattos_crawler.site import Reply, Site, page, redirect, serve
from wattos.knowledge import Knowledge


def tagged(title: str, *links: str, tag: str = '"1"', text: str = "") -> Reply:
    """A page that names its version."""
    return msgspec.structs.replace(page(title, *links, text=text), etag=tag)


async def urls(knowledge: Knowledge, tenant: object, site: Site) -> set[str]:
    """The paths of the documents that are there."""
    found = await knowledge.documents(tenant)  # type: ignore[arg-type]
    return {document.url.removeprefix(site.base) for document in found}


async def test_recrawl_touches_only_what_changed(
    run_crawl: RunCrawl, knowledge: Knowledge, tenant: object
) -> None:
    dated = msgspec.structs.replace(page("Datiert"), modified="Mon, 02 Nov 2026 10:00:00 GMT")
    replies = {
        "/": tagged("Start", "/gleich", "/neu-gefasst", "/datiert", "/ohne"),
        "/gleich": tagged("Gleich", "/tief"),
        "/tief": page("Tief"),
        "/neu-gefasst": tagged("Neu gefasst", text="Der Ausweis kostet 37 Euro."),
        "/datiert": dated,
        "/ohne": page("Ohne alles"),
    }
    async with serve(replies) as site:
        first = await run_crawl(site.url())
        assert first["changes"] == {"new": 6, "changed": 0, "unchanged": 0, "removed": 0}
        before = {d.url: d for d in await knowledge.documents(tenant)}  # type: ignore[arg-type]
        site.replies["/neu-gefasst"] = tagged(
            "Neu gefasst", tag='"2"', text="Der Ausweis kostet 46 Euro."
        )
        second = await run_crawl(site.url())
        assert second["changes"] == {"new": 0, "changed": 1, "unchanged": 5, "removed": 0}
        assert set(site.untouched) == {"/", "/gleich", "/datiert"}
        after = {d.url: d for d in await knowledge.documents(tenant)}  # type: ignore[arg-type]
    changed = {url for url, document in after.items() if document != before[url]}
    assert changed == {site.url("/neu-gefasst")}
    hit = (await knowledge.search(tenant, "Was kostet der Ausweis?", k=1))[0]  # type: ignore[arg-type]
    assert "46 Euro" in hit.text


async def test_newer_rules_read_the_products_of_unchanged_pages_anew_and_leave_the_rest(
    run_crawl: RunCrawl, tenant: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer = '{"@type": "Product", "name": "Zelt", "offers": {"@type": "Offer", "price": "89"}}'
    script = f'<script type="application/ld+json">{offer}</script>'
    product = page("Zelt", text="Ein Zelt für zwei.", head=script)
    replies = {
        "/": tagged("Start", "/zelt"),
        "/zelt": msgspec.structs.replace(product, etag='"1"'),
    }
    async with serve(replies) as site:
        await run_crawl(site.url())
        assert (await run_crawl(site.url()))["changes"]["unchanged"] == 2
        for module in ("content", "memory", "reading"):
            monkeypatch.setattr(f"wattos_crawler.{module}.READER", 1000)
        changes = (await run_crawl(site.url()))["changes"]
    assert (changes["changed"], changes["unchanged"]) == (1, 1)


async def test_recrawls_at_once_remove_nothing_of_each_other(
    run_crawl: RunCrawl, knowledge: Knowledge, tenant: object
) -> None:
    paths = {"/", *(f"/{number}" for number in range(8))}
    replies = {path: page(f"Seite {path}", text=f"Blatt {path}.") for path in paths}
    replies["/"] = page("Start", *sorted(paths))
    async with serve(replies) as site:
        await run_crawl(site.url())
        results = await asyncio.gather(*(run_crawl(site.url()) for _ in range(3)))
        assert await urls(knowledge, tenant, site) == paths
    assert {result["changes"]["removed"] for result in results} == {0}


async def test_recrawl_removes_what_the_site_says_is_gone(
    run_crawl: RunCrawl, knowledge: Knowledge, tenant: object
) -> None:
    replies = {
        "/": page("Start", "/weg", "/zieht-um", "/gesperrt", "/still", "/stumm"),
        "/weg": page("Weg"),
        "/zieht-um": page("Zieht um"),
        "/gesperrt": page("Gesperrt"),
        "/still": page("Still"),
        "/stumm": tagged("Stumm"),
    }
    async with serve(replies) as site:
        await run_crawl(site.url())
        site.replies |= {
            "/": page("Start", "/weg", "/zieht-um", "/gesperrt", "/still", "/stumm", "/neu"),
            "/weg": Reply(status=410),
            "/zieht-um": redirect("/neu", 301),
            "/neu": page("Neu"),
            "/still": page("Still", head='<meta name="robots" content="noindex">'),
            "/stumm": msgspec.structs.replace(
                tagged("Stumm"), headers={"X-Robots-Tag": "noindex"}
            ),  # said with the 304
            "/robots.txt": Reply("User-agent: *\nDisallow: /gesperrt", "text/plain"),
        }
        result = await run_crawl(site.url())
        assert result["changes"]["removed"] == 5
        assert await urls(knowledge, tenant, site) == {"/", "/neu"}


@pytest.mark.parametrize(
    "trouble",
    [Reply(status=500), Reply(status=503, headers={"Retry-After": "9999"}), Reply(hangs=True)],
)
async def test_recrawl_keeps_everything_while_the_site_is_in_trouble(
    run_crawl: RunCrawl, knowledge: Knowledge, tenant: object, trouble: Reply
) -> None:
    replies = {
        "/": page("Start", "/liste"),
        "/liste": page("Liste", "/kind"),
        "/kind": page("Kind"),
    }
    async with serve(replies) as site:
        await run_crawl(site.url())
        site.replies["/liste"] = trouble
        for _ in range(2):
            result = await run_crawl(site.url(), timeout=0.3)
            assert result["changes"]["removed"] == 0
        assert await urls(knowledge, tenant, site) == {"/", "/liste", "/kind"}


async def test_recrawl_removes_a_page_that_nothing_leads_to_any_more_the_second_time(
    run_crawl: RunCrawl, knowledge: Knowledge, tenant: object
) -> None:
    replies = {"/": page("Start", "/alt", "/da"), "/alt": page("Alt"), "/da": page("Da")}
    async with serve(replies) as site:
        await run_crawl(site.url())
        site.replies["/"] = page("Start", "/da")
        first = states(await run_crawl(site.url()), site.base)
        assert first["/alt"] == "fetched:unlinked"
        await run_crawl(site.url(), max_depth=0)  # goes less far, so it cannot tell
        assert "/alt" in await urls(knowledge, tenant, site)
        second = states(await run_crawl(site.url()), site.base)
        assert second["/alt"] == "skipped:left-site"
        assert await urls(knowledge, tenant, site) == {"/", "/da"}


async def test_crawl_from_another_page_does_not_make_the_site_forget(
    run_crawl: RunCrawl, knowledge: Knowledge, tenant: object
) -> None:
    replies = {
        "/": tagged("Start", "/en", "/da", "/weg", "/bald-weg", "/allein"),
        "/en": tagged("Welcome", "/", "/da", "/weg", "/bald-weg", "/allein"),
        "/da": tagged("Da"),
        "/weg": tagged("Weg"),
        "/bald-weg": tagged("Bald weg"),
        "/allein": tagged("Allein"),
    }
    async with serve(replies) as site:
        await run_crawl(site.url())
        await run_crawl(site.url("/en"))
        assert set(site.untouched) == replies.keys()
        site.replies |= {
            "/": tagged("Start", "/en", "/da", "/weg", tag='"2"'),
            "/en": tagged("Welcome", "/", tag='"2"'),
            "/weg": Reply(status=410),  # still linked
            "/bald-weg": Reply(status=404),  # no longer
        }
        for _ in range(3):
            await run_crawl(site.url())
        assert await urls(knowledge, tenant, site) == {"/", "/en", "/da", "/allein"}


async def test_recrawl_does_not_believe_at_once_that_most_of_a_site_is_gone(
    run_crawl: RunCrawl, knowledge: Knowledge, tenant: object
) -> None:
    names = [f"/seite-{letter}" for letter in "abcdefghijkl"]
    replies = {"/": page("Start", *names)} | {name: page(name) for name in names}
    async with serve(replies) as site:
        await run_crawl(site.url())
        site.replies |= dict.fromkeys(names, Reply(status=404))
        assert (await run_crawl(site.url()))["changes"]["removed"] == 0
        assert len(await urls(knowledge, tenant, site)) == 13
        assert (await run_crawl(site.url()))["changes"]["removed"] == 12
        assert await urls(knowledge, tenant, site) == {"/"}


async def test_recrawl_leaves_a_content_with_the_address_that_had_it(
    run_crawl: RunCrawl, knowledge: Knowledge, tenant: object
) -> None:
    text = "Derselbe Text an zwei Stellen dieser Website."
    replies = {
        "/": page("Start", "/b", "/a"),
        "/a": page("Zweimal", text=text),
        "/b": redirect("/"),
    }
    async with serve(replies) as site:
        await run_crawl(site.url(), per_host=1)
        site.replies["/b"] = page("Zweimal", text=text)
        second = states(await run_crawl(site.url(), per_host=1), site.base)
        assert second["/b"] == "duplicate:same-content"
        site.replies["/a"] = Reply(status=404)
        third = states(await run_crawl(site.url(), per_host=1), site.base)
        assert third["/b"] == "fetched"
        assert await urls(knowledge, tenant, site) == {"/", "/b"}
