"""An answer that is cut off by the network or by a server's end goes on, each word once."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest_asyncio
from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage, Site, ask, messages, open_widget
from tests.browser.line import Line, line_to
from tests.chromium import needs_chromium
from tests.command import Wattos
from wattos.installation import Services
from wattos.llm import ChatDelta
from wattos.platform import Platform
from wattos.settings import Settings
from wattos.testing import ScriptedAnswer, running_application
from wattos_web.keys import WidgetKeyInfo

pytestmark = needs_chromium
FIRST = "eins zwei drei vier fünf sechs sieben "
REST = "acht neun zehn elf zwölf."
WATCH = """() => { window.shown = []; new MutationObserver(() => {
    const body = document.querySelector("wattos-chat").shadowRoot.querySelector(".answer .body");
    if (body) shown.push(body.textContent);
}).observe(document.querySelector("wattos-chat").shadowRoot,
    {childList: true, subtree: true, characterData: true}) }"""


@pytest_asyncio.fixture(loop_scope="session")
async def line(server: str) -> AsyncGenerator[Line]:
    """A line to the served application."""
    async with line_to(server) as laid:
        yield laid


@pytest_asyncio.fixture(loop_scope="session")
async def chat(line: Line, site: Site, key: WidgetKeyInfo, open_page: OpenPage) -> Page:
    """The widget, open, with the line between it and its server."""
    site.policy = f"default-src 'none'; script-src {line.address}; connect-src {line.address}"
    source = f'src="{line.address}/web/widget.js" data-key="{key.public_key}"'
    site.body = f"<script {source} async></script>"
    page = await open_page()
    await page.goto(site.origin)
    await open_widget(page)
    return page


def begun_answer(scripted_model: Any) -> asyncio.Event:
    """Queue an answer whose second half waits for the event."""
    hold = asyncio.Event()
    words = [ChatDelta(text=f"{word} ") for word in FIRST.split()]
    answer = ScriptedAnswer(deltas=(*words, ChatDelta(text=REST)), hold=hold)
    scripted_model.queue_answer(answer)
    return hold


async def expect_each_word_once(page: Page) -> None:
    """The answer is complete, and what was seen of it before was always its beginning."""
    await expect(page.locator(".answer .tools")).to_be_visible()
    await expect(page.locator(".answer .body")).to_have_text(FIRST + REST)
    await expect(page.locator(".bar")).to_be_hidden()
    await expect(page.locator(".answer, .mine")).to_have_count(2)
    shown = [text for text in await page.evaluate("shown") if text.strip()]
    assert shown
    assert [text for text in shown if not (FIRST + REST).startswith(text.strip())] == []


async def test_stream_that_is_reset_goes_on_with_the_next_word(
    chat: Page, line: Line, worker: None, scripted_model: Any
) -> None:
    hold = begun_answer(scripted_model)
    await chat.evaluate(WATCH)
    await ask(chat, "Zähl bis zwölf!")
    await expect(chat.locator(".answer")).to_contain_text("sieben")
    line.reset()
    assert line.cuts > 0
    hold.set()
    await expect_each_word_once(chat)


@asynccontextmanager
async def serving_elsewhere(services: Services, settings: Settings) -> AsyncGenerator[str]:
    """`wattos serve` on the same database, in a process of its own."""
    assert settings.secret_key is not None
    command = Wattos(
        {
            "DATABASE_URL": services.app_url.reveal(),
            "REDIS_URL": services.redis_url.reveal(),
            "WATTOS_SECRET_KEY": settings.secret_key.reveal(),
        }
    )
    process = await command.start("serve", "--port", "0")
    assert process.stdout is not None
    try:
        yield (await process.stdout.readline()).decode().split()[-1]
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        await process.communicate()


async def test_answer_whose_server_ends_goes_on_at_another_process(
    chat: Page,
    line: Line,
    platform: Platform,
    worker: None,
    scripted_model: Any,
    wattos_services: Services,
    wattos_settings: Settings,
) -> None:
    hold = begun_answer(scripted_model)
    await chat.evaluate(WATCH)
    async with running_application(platform) as first:
        line.lead_to(first)
        await ask(chat, "Zähl bis zwölf!")
        await expect(chat.locator(".answer")).to_contain_text("sieben")
        line.cut()
    await expect(chat.locator(".bar")).to_contain_text("Keine Verbindung")
    async with serving_elsewhere(wattos_services, wattos_settings) as second:
        line.lead_to(second)
        line.mend()
        await expect(chat.locator(".bar")).to_be_hidden()
        hold.set()
        await expect_each_word_once(chat)
        line.cut()


async def test_messages_written_while_the_line_is_cut_arrive_once_and_in_order(
    chat: Page, line: Line, platform: Platform, tenant: UUID, worker: None, scripted_model: Any
) -> None:
    line.cut()
    for text in ("Eins?", "Zwei?", "Drei?"):
        await ask(chat, text)
    await expect(chat.locator(".bar")).to_contain_text("Keine Verbindung")
    for text in ("Eins.", "Zwei.", "Drei."):
        scripted_model.queue(text)
    line.mend()
    await expect(chat.locator(".answer .body")).to_have_text(["Eins.", "Zwei.", "Drei."])
    await expect(chat.locator(".hint")).to_have_count(0)
    assert [message.text for message in await messages(platform, tenant)] == [
        "Eins?", "Eins.", "Zwei?", "Zwei.", "Drei?", "Drei.",
    ]  # fmt: skip
