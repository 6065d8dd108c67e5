"""What no site should answer, and every crawl meets: it is told, and ends no crawl."""

from __future__ import annotations

import pytest

from tests.plugins.wattos_crawler.conftest import RunCrawl, states
from tests.plugins.wattos_crawler.site import Reply, page, redirect, serve
from wattos_crawler.fetch import Answer
from wattos_crawler.reading import ReadPage, read_page


async def test_crawl_goes_on_after_every_kind_of_trouble(
    run_crawl: RunCrawl, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(text: str, answer: Answer) -> ReadPage:
        if answer.url.endswith("/sperrig"):
            raise RecursionError("too deep for the parser")
        return read_page(text, answer)

    monkeypatch.setattr("wattos_crawler.visit.read_page", read)
    trouble = {
        "/sperrig": (page("Sperrig"), "failed:unreadable"),
        "/haengt": (Reply(hangs=True), "failed:timeout"),
        "/riesig": (Reply("x" * 1000, repeat=3000), "skipped:too-large"),
        "/weg": (Reply(status=410), "failed:not-found"),
        "/zu": (Reply(status=403), "failed:forbidden"),
        "/kaputt": (Reply(status=500), "failed:http-error"),
        "/kreis": (redirect("/kreis?a=1"), "failed:redirect-loop"),
        "/kreis?a=1": (redirect("/kreis"), ""),
        "/ins-netz": (redirect("http://10.0.0.1/"), "skipped:outside"),
        "/bild": (Reply(b"\x89PNG", "image/png"), "skipped:media-type"),
        "/leer": (Reply("<html><body></body></html>"), "skipped:empty"),
        "/nichts": (Reply(""), "skipped:empty"),
        "/truemmer": (Reply("<table><td>Trotzdem <b>lesbar, auch wenn alles fehlt"), "fetched"),
        "/latin": (Reply("Gebühren für Müll".encode("cp1252"), "text/html"), "fetched"),
        "/nul": (Reply("<p>Text mit \0 und \udcff darin"), "fetched"),
        "/undefiniert": (Reply("<p>Zeichen ohne Satz", "text/html; charset=undefined"), "fetched"),
        "/keine-404": (page("Seite nicht gefunden"), "failed:not-found"),
        "/weiter": (Reply('<meta http-equiv=refresh content="0;url=/ziel"><p>Gleich'), "fetched"),
        "/ziel": (page("Ziel"), ""),
        "/rund": (Reply('<meta http-equiv=refresh content="0;url=/her">'), "failed:redirect-loop"),
        "/her": (Reply('<meta http-equiv=refresh content="0;url=/rund">'), ""),
        "/roh": (redirect("/ziel?b=\xfc"), "failed:not-found"),
        "/sitemap.xml": (Reply(b"\0\1\2", "application/xml"), ""),
        "/falsch.pdf": (Reply("<p>Keine Akte", "application/pdf"), "failed:not-stored"),
        "/kurz": (Reply("abc", headers={"Content-Length": "999"}), "failed:timeout"),
    }  # fmt: skip
    paths = [path for path, (_, expected) in trouble.items() if expected]
    replies = {path: reply for path, (reply, _) in trouble.items()}
    async with serve({"/": page("Start", *paths), **replies}) as site:
        result = await run_crawl(site.url(), max_bytes=1_000_000, timeout=1)
        found = states(result, site.base)
        assert {path: found[path] for path in paths} == {path: trouble[path][1] for path in paths}
