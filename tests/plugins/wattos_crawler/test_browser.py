"""Pages that scripts write, rendered by a real Chromium that never reaches the network itself."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from tests.chromium import needs_chromium
from tests.plugins.wattos_crawler.conftest import RunCrawl, states
from tests.plugins.wattos_crawler.site import Reply, serve
from wattos.knowledge import Knowledge
from wattos.outbound import OutboundPolicy
from wattos.settings import load_settings
from wattos_crawler.browser import Browser, find_chromium
from wattos_crawler.fetch import Answer, Fetcher, NotTaken, follow
from wattos_crawler.options import read_options
from wattos_crawler.settings import CrawlerSettings

# 127.0.0.2 stays closed, so that a secret server can listen there.
POLICY = OutboundPolicy.from_settings(load_settings({"WATTOS_ALLOWED_NETWORKS": "127.0.0.1/32"}))

SHELL = """<html><head><title>App</title></head><body><div id="root"></div>
<noscript>Bitte JavaScript einschalten.</noscript><script src="/app.js"></script></body></html>"""
SCRIPT = """fetch('/daten.json').then(answer => answer.json()).then(data => {
  document.getElementById('root').innerHTML =
    '<main><h1>Bibliothek</h1><p>' + data.text + '</p><a href="/mehr">Mehr</a></main>';
});"""
APP = {
    "/": Reply(SHELL),
    "/mehr": Reply(SHELL.replace("/app.js", "/mehr.js")),
    "/app.js": Reply(SCRIPT, "text/javascript"),
    "/mehr.js": Reply("document.getElementById('root').innerHTML = '<p>Zweite Seite der App.</p>'"),
    "/daten.json": Reply(
        '{"text": "Die Ausleihe kostet Erwachsene zwölf Euro."}', "application/json"
    ),
}


@needs_chromium
async def test_crawl_renders_pages_that_need_scripts(
    run_crawl: RunCrawl, knowledge: Knowledge, tenant: object
) -> None:
    async with serve(APP) as site:
        result = await run_crawl(site.url(), timeout=20)
        assert states(result, site.base) == {"/": "fetched", "/mehr": "fetched"}
        texts = {
            page["url"]: await knowledge.text(tenant, page["document_id"])  # type: ignore[arg-type]
            for page in result["pages"]
        }
    assert "zwölf Euro" in texts[site.url()]
    assert "Zweite Seite" in texts[site.url("/mehr")]


async def test_crawl_says_that_a_page_needs_a_browser_when_there_is_none(
    run_crawl: RunCrawl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setenv("HOME", "/nowhere")
    plain = Reply('<p>Eine Seite mit Text.</p><a href="/app">App</a>')
    async with serve({"/": plain, "/app": Reply(SHELL)}) as site:
        assert states(await run_crawl(site.url()), site.base)["/app"] == "skipped:needs-browser"


@asynccontextmanager
async def secret_server() -> AsyncGenerator[tuple[str, list[bytes]]]:
    """A server in a closed network that counts every byte which reaches it."""
    received: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        received.append(await reader.read(100))
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.2", 0)
    async with server:
        yield f"127.0.0.2:{server.sockets[0].getsockname()[1]}", received


@needs_chromium
async def test_browser_reaches_nothing_but_what_the_guard_allows() -> None:
    async with secret_server() as (secret, received):
        attack = f"""<html><body><p id="out">unberührt</p><div id="root"></div><script>
          const tries = [
            fetch('http://{secret}/fetch').catch(e => 0),
            fetch('http://{secret}/post', {{method: 'POST', mode: 'no-cors'}}).catch(e => 0),
            fetch('/umweg').then(r => r.text()).catch(e => 0),
            new Promise(done => {{ const s = new WebSocket('ws://{secret}/ws');
                                   s.onerror = done; s.onclose = done; setTimeout(done, 500); }}),
            new Promise(done => {{ const i = new Image(); i.onerror = done;
                                   i.src = 'http://{secret}/image'; }}),
          ];
          navigator.sendBeacon('http://{secret}/beacon', 'x');
          const frame = document.createElement('iframe');
          frame.src = 'http://{secret}/frame'; document.body.append(frame);
          const link = document.createElement('link');
          link.rel = 'preconnect'; link.href = 'http://{secret}/'; document.head.append(link);
          navigator.serviceWorker && navigator.serviceWorker.register('/sw.js').catch(e => 0);
          Promise.all(tries).then(() => document.getElementById('out').textContent = 'fertig');
        </script></body></html>"""
        replies = {
            "/": Reply(attack),
            "/umweg": Reply(status=302, headers={"Location": f"http://{secret}/redirect"}),
            "/sw.js": Reply(f"fetch('http://{secret}/worker')", "text/javascript"),
        }
        async with serve(replies) as site:
            html = await render(site.url())
    assert "fertig" in html
    assert received == []


@needs_chromium
async def test_browser_cannot_be_led_away_to_a_closed_address() -> None:
    async with secret_server() as (secret, received):
        page = Reply(f"<div id=root></div><script>location = 'http://{secret}/weg'</script>")
        async with serve({"/": page}) as site:
            with contextlib.suppress(NotTaken):  # a page that leaves may end in trouble
                await render(site.url())
    assert received == []


async def render(url: str) -> str:
    """Render one page behind the guard."""
    settings = CrawlerSettings()
    fetcher = Fetcher(POLICY, read_options({"url": url, "delay": 0, "timeout": 5}), settings)
    browser = Browser(fetcher, find_chromium(), settings.user_agent)
    try:
        answer: Answer = await fetcher.get(url, follow)
        return await browser.render(answer)
    finally:
        await browser.close()
        await fetcher.close()
