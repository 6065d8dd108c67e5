"""The chat pages of this server: the widget over a whole page, and the page for staff."""

from __future__ import annotations

from uuid import UUID

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.chromium import needs_chromium
from wattos.platform import Platform
from wattos.testing import PASSWORD
from wattos_web.keys import WidgetKeys

pytestmark = needs_chromium


@pytest_asyncio.fixture(loop_scope="session")
async def chat(page: Page, platform: Platform, server: str, tenant: UUID, worker: None) -> Page:
    """The tenant's chat page, open."""
    key = await WidgetKeys(platform.agents).ensure_default(tenant)
    await page.goto(f"{server}/chat/{key.public_key}")
    await expect(page.locator("textarea")).to_be_focused()
    return page


async def test_page_says_that_an_ai_answers_before_the_first_message(chat: Page) -> None:
    await expect(chat.locator(".notice")).to_contain_text("Hier antwortet eine KI")
    await expect(chat.locator(".mine")).to_have_count(0)
    await expect(chat.get_by_role("main")).to_be_visible()
    await chat.locator("textarea").fill("Wer bist du?")
    await chat.keyboard.press("Enter")
    await expect(chat.locator(".answer .tools")).to_be_visible()


@pytest.mark.parametrize("page", ["en-GB"], indirect=True)
async def test_page_speaks_the_browsers_language(chat: Page) -> None:
    await expect(chat.get_by_role("button", name="Send")).to_be_visible()
    assert await chat.locator("html").get_attribute("lang") == "en"


async def test_page_of_an_unknown_key_says_so(page: Page, server: str) -> None:
    await page.goto(f"{server}/chat/wk_aaaaaaaaaaaaaaaaaaaaaaaa")
    await expect(page.get_by_role("alert")).to_contain_text("Diesen Chat gibt es nicht")


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
    await page.fill("#text", "status")
    await page.press("#text", "Enter")
    answer = page.locator(".message.agent").last
    await expect(answer).to_contain_text("Agenten")
    await expect(answer.locator("li")).to_have_count(4)
