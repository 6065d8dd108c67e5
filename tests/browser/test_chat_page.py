from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect
from tests.chromium import CHROMIUM, needs_chromium

from wattos.platform import Platform
from wattos.testing import PASSWORD
from wattos_web.keys import WidgetKeys

pytestmark = needs_chromium
# A busy machine answers late; what never comes still fails.
expect.set_options(timeout=30_000)


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


@pytest_asyncio.fixture(loop_scope="session", params=["de-DE"])
async def page(browser: Browser, request: Any) -> AsyncGenerator[Page]:
    """A fresh profile's page that fails the test on any script error or refused resource."""
    context = await browser.new_context(locale=request.param)
    opened = await context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on(
        "console",
        lambda message: (
            faults.append(message.text)
            if message.type == "error" and "status of" not in message.text
            else None
        ),
    )
    yield opened
    await context.close()
    assert faults == []


@pytest_asyncio.fixture(loop_scope="session")
async def chat(page: Page, platform: Platform, server: str, tenant: UUID, worker: None) -> Page:
    """The tenant's chat page, open."""
    key = await WidgetKeys(platform.agents).ensure_default(tenant)
    await page.goto(f"{server}/chat/{key.public_key}")
    await expect(page.locator("#text")).to_be_focused()
    return page


async def ask(page: Page, text: str) -> None:
    await page.fill("#text", text)
    await page.press("#text", "Enter")


async def test_page_says_that_an_ai_answers_before_the_first_message(chat: Page) -> None:
    await expect(chat.locator("#notice")).to_contain_text("Hier antwortet eine KI")
    await expect(chat.locator(".message.person")).to_have_count(0)
    await chat.select_option("#language", "tr")
    await expect(chat.locator("#notice")).to_contain_text("yapay zekâ")
    await expect(chat.locator("#send")).to_have_text("Gönder")
    await chat.select_option("#language", "en")
    await expect(chat.locator("#notice")).to_contain_text("An AI answers here")


@pytest.mark.parametrize("page", ["en-GB"], indirect=True)
async def test_page_speaks_the_browsers_language(chat: Page) -> None:
    await expect(chat.locator("#send")).to_have_text("Send")
    assert await chat.locator("html").get_attribute("lang") == "en"


async def test_answer_grows_while_it_is_written_and_ends_with_its_sources(
    chat: Page, platform: Platform, tenant: UUID, scripted_model: Any
) -> None:
    citation = await add_opening_hours(platform, tenant)
    hold = asyncio.Event()
    scripted_model.queue(
        "Das Rathaus ist **ab 8 Uhr** offen [1]. Und mehr.", quotes=[citation], hold=hold
    )
    await ask(chat, "Wann hat das Rathaus offen?")
    answer = chat.locator(".message.agent").last
    await expect(answer.locator("strong")).to_have_text("ab 8 Uhr")
    await expect(chat.locator("#stop")).to_be_visible()
    hold.set()
    await expect(answer.locator(".sources blockquote")).to_have_text(
        "Das Rathaus ist montags ab 8 Uhr geöffnet."
    )
    source = answer.locator(".sources a")
    assert await source.get_attribute("href") == "https://www.musterstadt.example/rathaus"
    await expect(chat.locator("#send")).to_be_visible()
    await answer.locator(".marker").first.click()
    await expect(answer.locator(".sources li.shown")).to_have_count(1)


async def test_thumb_is_kept_and_shown_after_a_reload(chat: Page, scripted_model: Any) -> None:
    scripted_model.queue("Das weiß ich nicht.")
    await ask(chat, "Wie wird das Wetter?")
    await chat.get_by_role("button", name="Nicht hilfreich").click()
    await chat.get_by_label("Was hat gefehlt?").fill("die Vorhersage")
    await chat.keyboard.press("Enter")
    await expect(chat.locator(".thanks")).to_have_text("Danke!")
    await chat.reload()
    await expect(chat.locator(".message.person")).to_contain_text("Wie wird das Wetter?")
    pressed = chat.get_by_role("button", name="Nicht hilfreich")
    await expect(pressed).to_have_attribute("aria-pressed", "true")


async def test_stop_button_keeps_what_was_said(chat: Page, scripted_model: Any) -> None:
    hold = asyncio.Event()
    scripted_model.queue("Ein angefangener Satz", hold=hold)
    await ask(chat, "Erzähl mir etwas Langes")
    answer = chat.locator(".message.agent").last
    await expect(answer).to_contain_text("Ein angefangener")
    await chat.click("#stop")
    await expect(chat.locator("#send")).to_be_visible()
    await expect(answer).to_contain_text("Ein angefangener")


async def test_reloaded_page_follows_the_running_answer(chat: Page, scripted_model: Any) -> None:
    hold = asyncio.Event()
    scripted_model.queue("Vorher und nachher", hold=hold)
    await ask(chat, "Geht es weiter?")
    await expect(chat.locator(".message.agent").last).to_contain_text("Vorher und")
    await chat.reload()
    await expect(chat.locator(".message.agent").last).to_contain_text("Vorher und")
    hold.set()
    await expect(chat.locator(".message.agent").last).to_contain_text("Vorher und nachher")
    await expect(chat.locator("#send")).to_be_visible()


async def test_text_of_an_answer_never_becomes_markup(chat: Page, scripted_model: Any) -> None:
    scripted_model.queue("<img src=x onerror=alert(1)> und [hier](javascript:alert(1))")
    await ask(chat, "Zeig mir etwas")
    answer = chat.locator(".message.agent .body").last
    await expect(answer).to_contain_text("<img src=x onerror=alert(1)>")
    await expect(answer.locator("img")).to_have_count(0)
    await expect(answer.locator("a")).to_have_count(0)


async def test_staff_sign_in_and_run_a_command(
    page: Page, platform: Platform, server: str, tenant: UUID, worker: None
) -> None:
    await platform.access.create_user(
        tenant, email="anna@example.org", password=PASSWORD, roles=["owner"]
    )
    slug = (await platform.tenancy.get(tenant)).slug
    await page.goto(f"{server}/chat")
    await page.fill("[name=email]", "anna@example.org")
    await page.fill("[name=password]", "wrong")
    await page.fill("[name=tenant]", slug)
    await page.click("#sign-in button")
    await expect(page.locator("#sign-in .error")).to_have_text(
        "E-Mail oder Passwort stimmen nicht."
    )
    await page.fill("[name=password]", PASSWORD)
    await page.press("[name=password]", "Enter")
    await expect(page.locator("#text")).to_be_focused()
    await ask(page, "status")
    answer = page.locator(".message.agent").last
    await expect(answer).to_contain_text("Agenten")
    await expect(answer.locator("li")).to_have_count(4)


@pytest.mark.parametrize("address", ["/chat/wk_aaaaaaaaaaaaaaaaaaaaaaaa"])
async def test_page_of_an_unknown_key_says_so(page: Page, server: str, address: str) -> None:
    await page.goto(f"{server}{address}")
    await expect(page.locator("#fault")).to_contain_text("Diesen Chat gibt es nicht")


async def add_opening_hours(platform: Platform, tenant: UUID) -> Any:
    from wattos.knowledge import NewDocument
    from wattos.llm import Quote

    text = "Das Rathaus ist montags ab 8 Uhr geöffnet."
    space = await platform.knowledge.ensure_space(tenant)
    added = await platform.knowledge.add(
        tenant,
        NewDocument(
            space_id=space,
            source_kind="page",
            url="https://www.musterstadt.example/rathaus",
            title="Rathaus",
            data=f"# Rathaus\n\n{text}\n".encode(),
            media_type="text/markdown",
        ),
    )
    await platform.knowledge.process(tenant, [added.document_id])
    hits = await platform.knowledge.search(tenant, "Wann hat das Rathaus offen?", k=1)
    start = hits[0].text.index(text)
    return Quote(passage=1, start=start, end=start + len(text))
