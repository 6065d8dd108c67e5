"""The page around the widget: its rules for everything, its policy, its framework."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Page, expect

from tests.browser.conftest import Site, ask, open_widget
from tests.chromium import needs_chromium, settled

pytestmark = needs_chromium
RULES_FOR_ALL = """<base href="/elsewhere/"><style>
    * { all: unset; direction: rtl !important; transform: translateZ(0); position: relative;
        z-index: 1; text-transform: uppercase !important; letter-spacing: 3px !important;
        font: italic 9px/1 serif !important; white-space: nowrap !important; }
    html, body { transform: none; position: static; z-index: auto }
    body { display: block; height: 3000px }
    button { display: none !important } textarea { height: 1px !important }
    header { position: fixed !important; z-index: 2147483646 !important; inset: 0; display: block }
</style>"""


async def test_page_cannot_bend_the_widget_out_of_shape(
    embedded: Site, page: Page, server: str, worker: None, scripted_model: Any
) -> None:
    embedded.policy = (
        f"default-src 'none'; script-src {server}; connect-src {server};"
        " style-src 'unsafe-inline'; require-trusted-types-for 'script'; trusted-types 'none'"
    )
    embedded.head = RULES_FOR_ALL
    embedded.body = f"<header>Kopf</header>{embedded.body}{embedded.body}"
    await page.set_viewport_size({"width": 1000, "height": 800})
    await page.emulate_media(reduced_motion="reduce")
    await page.goto(embedded.origin)
    await expect(page.locator(".launcher")).to_have_count(1)
    await expect(page.locator(".launcher")).to_have_css("letter-spacing", "normal")
    await expect(page.locator(".launcher")).to_have_css("text-transform", "none")
    await page.locator("header").evaluate("node => node.remove()")  # it covers the button, rightly
    await open_widget(page)
    await expect(page.locator(".frame")).to_have_css("direction", "ltr")
    await settled(page)
    frame = await page.locator(".frame").bounding_box()
    assert frame == {"x": 568, "y": 120, "width": 412, "height": 660}
    scripted_model.queue("مرحبا.")
    await ask(page, "Konuştuğunuz diller?")
    await expect(page.locator(".answer .tools")).to_be_visible()
    await expect(page.locator(".answer .body")).to_have_css("direction", "rtl")
    await expect(page.locator(".bubble bdi")).to_have_css("direction", "ltr")


async def test_framework_may_move_the_widget_and_take_it_away_for_a_while(
    widget: Page, scripted_model: Any
) -> None:
    scripted_model.queue("Gern.")
    await ask(widget, "Hallo")
    await expect(widget.locator(".answer .tools")).to_be_visible()
    await widget.locator(".composer textarea").fill("Ein Entwurf")
    await widget.evaluate(
        "document.querySelector('main').append(document.querySelector('wattos-chat'))"
    )
    await expect(widget.locator(".composer textarea")).to_have_value("Ein Entwurf")
    await widget.evaluate("window.away = document.querySelector('wattos-chat'); away.remove()")
    await expect(widget.locator(".frame")).to_have_count(0)
    await widget.evaluate("document.body.append(away)")
    await expect(widget.locator(".answer .body")).to_have_text("Gern.")
