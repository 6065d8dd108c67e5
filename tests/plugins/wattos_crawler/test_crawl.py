"""Whole crawls of real sites into the real knowledge room."""

from __future__ import annotations

import asyncio
import gzip
from uuid import UUID

import msgspec
import pytest

from tests.plugins.wattos_crawler.conftest import RunCrawl, states
from tests.plugins.wattos_crawler.site import Reply, page, redirect, serve
from tests.plugins.wattos_ingestion.files import xlsx
from wattos.database import tenant_scope
from wattos.delivery import Progress
from wattos.errors import InvalidInput, Unavailable
from wattos.knowledge import Knowledge
from wattos.resources import resource
from wattos_crawler import views


async def test_crawl_makes_pages_searchable(
    run_crawl: RunCrawl, knowledge: Knowledge, tenant: UUID
) -> None:
    text = "Das Hallenbad öffnet dienstags um sieben Uhr und schließt um neun."
    async with serve(
        {"/": page("Start", "/bad"), "/bad": page("Hallenbad", "/", text=text)}
    ) as site:
        result = await run_crawl(site.url())
        assert states(result, site.base) == {"/": "fetched", "/bad": "fetched"}
        assert result["documents"] == 2
        hits = await knowledge.search(tenant, "Wann öffnet das Hallenbad?", k=1)
        assert hits[0].url == site.url("/bad")
        assert (
            hits[0].text
            == (await knowledge.text(tenant, hits[0].document_id))[hits[0].start : hits[0].end]
        )
        document = await knowledge.document(tenant, hits[0].document_id)
        assert (document.title, document.state, document.depth) == ("Hallenbad", "ready", 1)
        assert str(document.id) == result["pages"][1]["document_id"]


async def test_crawl_announces_the_pages_that_are_still_to_come(
    run_crawl: RunCrawl, knowledge: Knowledge, tenant: UUID
) -> None:
    pages = {"/": page("Start", "/eins", "/zwei"), "/eins": page("Eins")}
    async with serve({**pages, "/zwei": Reply(hangs=True)}) as site:
        crawl = asyncio.ensure_future(run_crawl(site.url()))
        await site.was_asked_for("/eins", "/zwei")
        assert (await knowledge.reading(tenant)).total == 3
        crawl.cancel()
        await asyncio.gather(crawl, return_exceptions=True)
    assert (await knowledge.reading(tenant)).total < 3


async def test_crawl_heeds_robots_and_names_itself(run_crawl: RunCrawl) -> None:
    robots = Reply("User-agent: WattOS\nDisallow: /intern/\n", "text/plain")
    async with serve(
        {
            "/robots.txt": robots,
            "/": page("Start", "/intern/plan", "/offen"),
            "/offen": page("Offen"),
        }
    ) as site:
        result = await run_crawl(site.url())
        assert states(result, site.base)["/intern/plan"] == "skipped:robots"
        assert "/intern/plan" not in site.asked
        assert site.agents == {"Mozilla/5.0 (compatible; WattOS/0.1)"}


async def test_crawl_stays_out_while_robots_cannot_be_fetched(run_crawl: RunCrawl) -> None:
    async with serve({"/robots.txt": Reply(status=500), "/": page("Start")}) as site:
        with pytest.raises(Unavailable, match=r"robots\.txt"):
            await run_crawl(site.url())
        assert "/" not in site.asked


async def test_crawl_finds_pages_of_sitemaps_and_their_index(run_crawl: RunCrawl) -> None:
    index = Reply(
        "<sitemapindex><sitemap><loc>{base}/s.xml</loc></sitemap></sitemapindex>", "text/xml"
    )
    pages = Reply(
        "<urlset><url><loc>{base}/allein</loc></url>"
        "<url><loc>https://other.example/x</loc></url></urlset>",
        "application/xml",
    )
    robots = Reply("Sitemap: {base}/index.xml", "text/plain")
    replies = {
        "/robots.txt": robots,
        "/index.xml": index,
        "/s.xml": pages,
        "/": page("Start"),
        "/allein": page("Allein"),
    }
    async with serve(replies) as site:
        assert states(await run_crawl(site.url()), site.base) == {
            "/": "fetched",
            "/allein": "fetched",
        }
        assert "/allein" not in states(await run_crawl(site.url(), max_depth=0), site.base)


async def test_crawl_keeps_to_depth_and_page_limit(run_crawl: RunCrawl) -> None:
    replies = {
        "/": page("Start", "/a", "/b"),
        "/a": page("A", "/tief"),
        "/b": page("B"),
        "/tief": page("Tief"),
    }
    async with serve(replies) as site:
        shallow = await run_crawl(site.url(), max_depth=1)
        assert states(shallow, site.base)["/tief"] == "skipped:too-deep"
        assert shallow["page_limit"] is None
        result = await run_crawl(site.url(), max_pages=2)
        assert states(result, site.base) == {
            "/": "fetched",
            "/a": "fetched",
            "/b": "skipped:page-limit",
            "/tief": "skipped:page-limit",
        }
        assert result["documents"] == 2
        assert (result["page_limit"]["pages"], result["page_limit"]["left_out"]) == (2, 2)


async def test_crawl_leaves_other_sites_alone_unless_allowed(run_crawl: RunCrawl) -> None:
    async with serve({"/": page("Fremd")}) as other:
        replies = {"/": page("Start", other.url(), "/weiter"), "/weiter": redirect(other.url())}
        async with serve(replies) as site:
            result = await run_crawl(site.url())
            assert states(result, site.base)["/weiter"] == "skipped:outside"
            assert other.asked == []
            allowed = await run_crawl(site.url(), allowed_domains=[other.base])
            assert other.url() in {p["url"] for p in allowed["pages"] if p["state"] == "fetched"}


async def test_crawl_follows_where_the_start_leads(run_crawl: RunCrawl) -> None:
    replies = {"/neu": page("Neu", "/mehr"), "/mehr": page("Mehr")}
    async with serve(replies) as target, serve({"/": redirect(target.url("/neu"), 301)}) as site:
        result = await run_crawl(site.url())
        assert [p["state"] for p in result["pages"]] == ["fetched", "fetched"]
        assert result["pages"][1]["url"] == target.url("/mehr")


async def test_crawl_takes_every_content_once(run_crawl: RunCrawl) -> None:
    text = "Derselbe Text an mehreren Stellen dieser Website."
    canonical = '<link rel="canonical" href="/a">'
    replies = {
        "/": page("Start", "/a", "/a?utm_source=x", "/kopie", "/alt", "/druck"),
        "/a": page("A", text=text),
        "/kopie": page("A", text=text),
        "/alt": redirect("/a"),
        "/druck": page("A", text="Gedruckt anders.", head=canonical),
    }
    async with serve(replies) as site:
        found = states(await run_crawl(site.url(), per_host=1), site.base)
        assert {found["/a"], found["/kopie"]} == {"fetched", "duplicate:same-content"}
        assert found["/alt"] == "duplicate:same-address"
        assert found["/druck"] == "duplicate:canonical"
        assert site.asked.count("/a") == 1


async def test_crawl_sends_back_the_cookie_that_came_with_a_redirect(run_crawl: RunCrawl) -> None:
    replies = {
        path: msgspec.structs.replace(page(path, "/b"), cookie="seen=1") for path in ("/", "/b")
    }
    async with serve(replies) as site:
        found = states(await run_crawl(site.url()), site.base)
        assert found == {"/": "fetched", "/b": "fetched"}
        assert site.asked.count("/b") == 1


async def test_crawl_takes_a_page_whose_canonical_address_is_missing(run_crawl: RunCrawl) -> None:
    head = '<link rel="canonical" href="/weg">'
    async with serve({"/": page("Start", "/da"), "/da": page("Da", head=head)}) as site:
        found = states(await run_crawl(site.url()), site.base)
        assert found == {"/": "fetched", "/da": "fetched", "/weg": "failed:not-found"}


async def test_crawl_heeds_noindex_and_nofollow(run_crawl: RunCrawl) -> None:
    replies = {
        "/": page("Start", "/test", "/ende", "/akte.pdf"),
        "/test": page("Test", "/von-test", head='<meta name="robots" content="noindex">'),
        "/von-test": page("Von Test"),
        "/ende": page("Ende", "/von-ende", head='<meta name="robots" content="nofollow">'),
        "/akte.pdf": Reply(b"%PDF-1.4", "application/pdf", headers={"X-Robots-Tag": "noindex"}),
    }
    async with serve(replies) as site:
        assert states(await run_crawl(site.url()), site.base) == {
            "/": "fetched",
            "/test": "skipped:noindex",
            "/von-test": "fetched",
            "/ende": "fetched",
            "/akte.pdf": "skipped:noindex",
        }


async def test_crawl_reads_windows_1252(
    run_crawl: RunCrawl, knowledge: Knowledge, tenant: UUID
) -> None:
    body = "<title>Gebühren</title><h1>Gebühren</h1><p>Die Gebühr für Müll beträgt 5 €.</p>"
    async with serve({"/": Reply(body.encode("cp1252"), "text/html; charset=iso-8859-1")}) as site:
        result = await run_crawl(site.url())
        text = await knowledge.text(tenant, UUID(result["pages"][0]["document_id"]))
        assert "Die Gebühr für Müll beträgt 5 €." in text


async def test_crawl_waits_when_the_site_is_busy(run_crawl: RunCrawl) -> None:
    busy = Reply(status=429, headers={"Retry-After": "1"})
    gone = Reply(status=503, headers={"Retry-After": "86400"})
    replies = {"/": page("Start", "/voll", "/zu"), "/voll": [busy, page("Voll")], "/zu": gone}
    async with serve(replies) as site:
        found = states(await run_crawl(site.url()), site.base)
        assert found["/voll"] == "fetched"
        assert found["/zu"] == "failed:busy"
        assert site.asked.count("/zu") == 1


async def test_crawl_leaves_a_host_alone_that_asks_for_it(run_crawl: RunCrawl) -> None:
    stop = Reply(status=429, headers={"Retry-After": "3600"})
    names = [f"/seite-{letter}" for letter in "abcdef"]
    replies = {"/": page("Start", "/stop", *names), "/stop": stop}
    async with serve(replies | {name: page(name) for name in names}) as site:
        found = states(await run_crawl(site.url(), per_host=1), site.base)
        assert set(found.values()) == {"fetched", "failed:busy"}
        assert not set(names) & set(site.asked)


async def test_crawl_goes_on_with_one_host_while_another_is_slow(run_crawl: RunCrawl) -> None:
    slow = {f"/{letter}": Reply(hangs=True) for letter in "abcd"}
    quick = {f"/{letter}": page(f"Schnell {letter}") for letter in "efgh"}
    async with serve({"/": page("Zweite", *slow), **slow}) as second:
        links = (second.url(), *(second.url(path) for path in slow), *quick)
        async with serve({"/": page("Start", *links), **quick}) as site:
            crawling = asyncio.ensure_future(
                run_crawl(site.url(), allowed_domains=[second.base], per_host=2, timeout=60)
            )
            await site.was_asked_for(*quick)
            assert not crawling.done()
            assert len(set(slow) & set(second.asked)) <= 2
            crawling.cancel()
            await asyncio.gather(crawling, return_exceptions=True)


async def test_crawl_reads_the_sitemaps_of_every_domain(run_crawl: RunCrawl) -> None:
    listed = Reply("<urlset><url><loc>{base}/nur-hier</loc></url></urlset>", "text/xml")
    packed = Reply(
        gzip.compress(b"<urlset><url><loc>/nichts</loc></url></urlset>"), "application/gzip"
    )
    replies = {"/": page("Zweite"), "/sitemap.xml": listed, "/nur-hier": page("Nur hier")}
    async with serve(replies) as second:
        async with serve({"/": page("Start", second.url()), "/sitemap.xml": packed}) as site:
            result = await run_crawl(site.url(), allowed_domains=[second.base])
        assert states(result, second.base)["/nur-hier"] == "fetched"


async def test_crawl_stays_out_of_an_endless_calendar(run_crawl: RunCrawl) -> None:
    months = {
        f"/kalender/2026/{n}": page(f"Kalender {n}", f"/kalender/2026/{n + 1}", text="Mo 1 Di 2")
        for n in range(1, 40)
    }
    async with serve({"/": page("Start", "/kalender/2026/1"), **months}) as site:
        result = await run_crawl(site.url())
        assert result["documents"] < 10
        assert len(site.asked) < 12


async def test_crawl_keeps_what_a_page_says_about_itself(
    run_crawl: RunCrawl, knowledge: Knowledge, tenant: UUID
) -> None:
    head = """<meta name="description" content="Alles zum Bad">
      <link rel="alternate" hreflang="en" href="/en">
      <script type="application/ld+json">{"@graph": [{"@type": "Place", "name": "Bad"}]}</script>
      <script type="application/ld+json">{kaputt}</script>"""
    text = 'Bis 20 Uhr. <a href="/weg">Preise</a> <img src="/a.png"> Letzte Änderung: 2.1.2026'
    replies = {"/": page("Bad", text=text, head=head), "/en": page("Pool")}
    replies["/sitemap.xml"] = Reply(
        "<urlset><url><loc>{base}/insel</loc></url></urlset>", "text/xml"
    )
    async with serve({**replies, "/insel": page("Insel")}) as site:
        result = await run_crawl(site.url())
        found = {d.url.removeprefix(site.base): d for d in await knowledge.documents(tenant)}
        metadata = found["/"].metadata
        assert metadata["structured_data"] == [{"@type": "Place", "name": "Bad"}]
        assert metadata["description"] == "Alles zum Bad"
        assert metadata["alternates"] == {"en": site.url("/en")}
        assert metadata["modified"] == "2026-01-02"
        assert metadata["images_without_alt"] == [site.url("/a.png")]
        assert {"url": site.url("/weg"), "text": "Preise"} in metadata["links"]
        assert metadata["dead_links"] == [{"url": site.url("/weg"), "status": 404}]
        assert found["/en"].metadata["inbound_links"] == 1
        assert found["/insel"].metadata | {"links": 0} == found["/insel"].metadata | {
            "inbound_links": 0, "in_sitemap": True, "links": 0
        }  # fmt: skip
        async with tenant_scope(tenant):
            report = await views.get_report(UUID(result["crawl_id"]))
    assert report["orphans"] == [site.url("/insel")]
    assert report["dead_links"] == [
        {"url": site.url("/weg"), "status": 404, "linked_from": [site.url()]}
    ]
    assert report["hosts"][0]["requests"] == len(site.asked)


@pytest.mark.parametrize(
    ("reply", "error", "words"),
    [
        (Reply(status=404), InvalidInput, "does not exist"),
        (Reply(status=500), Unavailable, "HTTP 500"),
        (Reply(hangs=True), Unavailable, "in time"),
        (Reply("{}", "application/json"), InvalidInput, "format"),
        (redirect("http://10.1.2.3/"), InvalidInput, "closed network"),
    ],
)
async def test_crawl_fails_clearly_when_the_start_cannot_be_read(
    run_crawl: RunCrawl, tenant: UUID, reply: Reply, error: type[Exception], words: str
) -> None:
    async with serve({"/": reply}) as site:
        with pytest.raises(error, match=words):
            await run_crawl(site.url(), timeout=1)
    async with tenant_scope(tenant):
        crawl = (await views.list_crawls(1))[0]
        pages = await views.list_pages(crawl.id, 10)
    assert crawl.state == "failed"
    assert crawl.error is not None
    assert words in crawl.error
    assert pages[0].state in ("failed", "skipped")
    assert pages[0].explanation["de"]


async def test_crawl_refuses_closed_networks_at_the_start(run_crawl: RunCrawl) -> None:
    with pytest.raises(InvalidInput, match="WATTOS_ALLOWED_NETWORKS"):
        await run_crawl("http://192.168.0.1/")


async def test_crawl_of_a_site_that_is_gone_says_so(run_crawl: RunCrawl) -> None:
    async with serve({}) as site:
        address = site.url()
    with pytest.raises(Unavailable, match="cannot be reached"):
        await run_crawl(address)


async def test_crawl_again_changes_nothing_that_is_known(
    run_crawl: RunCrawl, knowledge: Knowledge, tenant: UUID
) -> None:
    async with serve({"/": page("Start", "/a"), "/a": page("A")}) as site:
        first = await run_crawl(site.url())
        before = await knowledge.documents(tenant)
        second = await run_crawl(site.url())
        assert first["crawl_id"] != second["crawl_id"]
        assert await knowledge.documents(tenant) == before


async def test_crawl_reports_progress(run_crawl: RunCrawl) -> None:
    seen: list[Progress] = []
    async with serve({"/": page("Start", "/a"), "/a": page("A")}) as site:
        await run_crawl(site.url(), seen.append)
    assert seen[-1].done == seen[-1].total == 4  # two addresses, two documents
    done = [progress.done for progress in seen]
    assert done == sorted(done)


async def test_crawl_takes_linked_documents(
    run_crawl: RunCrawl, knowledge: Knowledge, tenant: UUID
) -> None:
    files = resource("examples") / "city" / "site" / "downloads"
    pdf = Reply((files / "hundesteuersatzung.pdf").read_bytes(), "application/octet-stream")
    word = Reply(
        (files / "wohnungsgeberbestaetigung.docx").read_bytes(), "application/octet-stream"
    )
    table = Reply(xlsx(Bad=[("Karte", "Preis"), ("Einzelkarte", "4,50 €")]), "")
    replies = {"/satzung.pdf": pdf, "/formular.docx": word, "/preise.xlsx": table}
    async with serve({"/": page("Start", *replies), **replies}) as site:
        result = await run_crawl(site.url())
        assert set(states(result, site.base).values()) == {"fetched"}
        documents = {d.url.removeprefix(site.base): d for d in await knowledge.documents(tenant)}
    assert documents["/satzung.pdf"].media_type == "application/pdf"
    assert documents["/formular.docx"].source_kind == "file"
    assert (await knowledge.search(tenant, "Einzelkarte", k=1))[0].url == site.url("/preise.xlsx")
    assert {document.state for document in documents.values()} == {"ready"}


async def test_progress_counts_no_addresses_beyond_the_page_limit(run_crawl: RunCrawl) -> None:
    seen: list[Progress] = []
    pages = {path: page(f"Seite {path}") for path in ("/a", "/b", "/c", "/d", "/e", "/f")}
    async with serve({"/": page("Start", *pages), **pages}) as site:
        await run_crawl(site.url(), seen.append, max_pages=2)
    assert max(progress.total or 0 for progress in seen) == 4, "two visits and two documents"
