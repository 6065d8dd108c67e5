"""A browser, and a web page of another origin that carries the widget under a strict policy."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.chromium import CHROMIUM
from wattos.access import Actor
from wattos.conversations import MessageInfo
from wattos.platform import Platform
from wattos_web.appearance import Appearance
from wattos_web.keys import WidgetKeyInfo, WidgetKeys

# A busy machine answers late; what never comes still fails.
expect.set_options(timeout=30_000)

FRONTEND = Path(__file__).resolve().parents[2] / "channels" / "wattos_web" / "frontend"
QUESTION = "Wann hat das Rathaus offen?"
LOOKS = Appearance(
    greeting={"de": "Guten Tag! Was möchten Sie wissen?", "en": "Hello! How can we help?"},
    questions={"de": [QUESTION]},
    privacy_url="https://www.musterstadt.example/datenschutz",
)
OpenPage = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncGenerator[Browser]:
    """A headless Chromium."""
    assert CHROMIUM is not None, "CI installs Chromium"
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield opened
        await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser: Browser) -> AsyncGenerator[OpenPage]:
    """Opens fresh profiles' pages; a script error or a refused resource in them fails the test."""
    faults: list[str] = []
    contexts: list[Any] = []

    async def open_one(**options: Any) -> Page:
        options.setdefault("locale", "de-DE")
        context = await browser.new_context(**options)
        contexts.append(context)
        opened = await context.new_page()
        opened.on("pageerror", lambda error: faults.append(str(error)))
        opened.on("console", lambda message: faults.extend(_fault(message.type, message.text)))
        return opened

    yield open_one
    for context in contexts:
        await context.close()
    assert faults == []


def _fault(kind: str, text: str) -> list[str]:
    expected = ("status of", "net::ERR_", "blocked by CORS policy")
    return [text] if kind == "error" and not any(part in text for part in expected) else []


@pytest_asyncio.fixture(loop_scope="session", params=["de-DE"])
async def page(open_page: OpenPage, request: Any) -> Page:
    """A fresh profile's page."""
    return await open_page(locale=request.param)


class Site:
    """A web site of its own origin; `body` is what its one page holds, `policy` its CSP."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.language = "de"
        self.head = ""
        self.body = ""
        self.policy = ""

    @property
    def html(self) -> str:
        return (
            f'<!doctype html><html lang="{self.language}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>Musterstadt</title>{self.head}</head><body><main><h1>Musterstadt</h1>"
            f'<p><a href="#x">Ein Verweis</a></p></main>{self.body}</body></html>'
        )


@pytest.fixture
def site() -> Iterator[Site]:
    """A web site on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path == "/"
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", made.policy)
            self.end_headers()
            self.wfile.write(made.html.encode() if found else b"")

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's name
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made = Site(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield made
        server.shutdown()
        thread.join()


@pytest_asyncio.fixture(loop_scope="session")
async def key(platform: Platform, tenant: UUID, site: Site) -> WidgetKeyInfo:
    """A widget key for the site."""
    actor = Actor(kind="system", id="test")
    keys = WidgetKeys(platform.agents)
    return await keys.create(
        tenant, name="Website", origins=[site.origin], appearance=LOOKS, actor=actor
    )


@pytest.fixture
def embedded(site: Site, server: str, key: WidgetKeyInfo) -> Site:
    """The site with the one line of the widget, under the policy that the docs name."""
    site.policy = f"default-src 'none'; script-src {server}; connect-src {server}"
    site.body = f'<script src="{server}/web/widget.js" data-key="{key.public_key}" async></script>'
    return site


@pytest_asyncio.fixture(loop_scope="session")
async def widget(embedded: Site, page: Page, worker: None) -> Page:
    """A page of the site with the widget open."""
    await page.goto(embedded.origin)
    await open_widget(page)
    return page


async def open_widget(page: Page) -> None:
    """Open the chat as a person does."""
    await page.locator(".launcher").click()
    await expect(page.locator(".notice")).to_be_visible()


async def ask(page: Page, text: str) -> None:
    """Write a message into the open widget."""
    await page.locator(".composer textarea").fill(text)
    await page.locator(".composer textarea").press("Enter")


async def messages(platform: Platform, tenant: UUID) -> list[MessageInfo]:
    """What the tenant's one conversation holds once no turn runs.

    A page shows an answer while it is written; the message is stored a moment later.
    """
    [own] = await platform.conversations.list(tenant)
    async with asyncio.timeout(30):
        while True:
            said = await platform.conversations.history(tenant, own.id)
            if not {message.turn_state for message in said} & {"queued", "running"}:
                return said
            await asyncio.sleep(0.05)
