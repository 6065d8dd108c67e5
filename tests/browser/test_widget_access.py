"""WCAG 2.2 AA: axe-core in every state, every function by keyboard alone, zoom and phones."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any, Literal
from uuid import UUID

from playwright.async_api import Page, expect

from tests.browser.answers import add_opening_hours
from tests.browser.conftest import FRONTEND, QUESTION, OpenPage, Site, ask, open_widget
from tests.chromium import needs_chromium, settled
from wattos.access import Actor
from wattos.platform import Platform
from wattos.verified import VerifiedContent
from wattos_web.left_questions import LeftQuestions

pytestmark = needs_chromium
AXE = FRONTEND / "node_modules" / "axe-core" / "axe.min.js"
CONTRAST = ["color-contrast"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FOUND = """rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(result =>
    result.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target} ${n.failureSummary}`)))"""
FOCUSED = """() => {
    let node = document.activeElement;
    while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
    const text = node?.matches('a, button') && node.textContent.trim();
    return node?.getAttribute('aria-label') || text || node?.id || '';
}"""
MOST_TABS = 40


async def check_rules(page: Page, rules: list[str], state: str) -> None:
    """Fail with what axe-core finds in the page as it is now."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE.read_text("utf-8"))
    await settled(page)
    assert await page.evaluate(FOUND, rules) == [], state


async def check_both_schemes(page: Page, state: str) -> None:
    """By day all rules; by night the colours, as a scheme changes nothing else."""
    await check_rules(page, RULES, f"{state}, light")
    await page.emulate_media(color_scheme="dark")
    await expect(page.locator(".wattos")).to_have_css("color-scheme", "dark")
    await check_rules(page, CONTRAST, f"{state}, dark")
    await page.emulate_media(color_scheme="light")


async def press_to(page: Page, name: str, key: str = "Tab") -> None:
    """Press Tab until the focus is on what is called `name`."""
    for _ in range(MOST_TABS):
        if name in await page.evaluate(FOCUSED):
            return
        await page.keyboard.press(key)
    raise AssertionError(f"no {key} leads to {name!r}")


async def test_axe_finds_nothing_in_any_state(
    embedded: Site,
    open_page: OpenPage,
    platform: Platform,
    tenant: UUID,
    worker: None,
    scripted_model: Any,
) -> None:
    page = await open_page(color_scheme="light", reduced_motion="reduce")
    check = partial(check_both_schemes, page)
    await page.goto(embedded.origin)
    await expect(page.locator(".launcher")).to_be_visible()
    await check("closed")
    await open_widget(page)
    await check("open")
    quote = await add_opening_hours(platform, tenant)
    hold = asyncio.Event()
    text = "**Ab 8 Uhr** [1].\n\n| Tag | Zeit |\n|---|---|\n| Montag | 8 Uhr |\n\nUnd mehr."
    scripted_model.queue(text, quotes=[quote], hold=hold)
    await ask(page, QUESTION)
    await expect(page.locator(".answer")).to_contain_text("Ab 8 Uhr")
    await check("being written")
    hold.set()
    await page.get_by_role("button", name="Nicht hilfreich").click()
    await expect(page.locator("form.comment")).to_be_visible()
    await check("answered and judged")
    await page.locator(".source").click()
    await expect(page.locator(".around").first).to_contain_text("Standesamt")
    await check("source")
    await page.keyboard.press("Escape")
    [document] = await platform.knowledge.documents(tenant)
    await platform.knowledge.delete_document(tenant, document.id)
    await page.locator(".source").click()
    await expect(page.locator(".sheet .notice")).to_contain_text("wurde inzwischen entfernt")
    await check("source that has gone")
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Mehr", exact=True).click()
    await check("more")
    await page.get_by_role("button", name="Frage hinterlassen").click()
    await page.get_by_role("button", name="Frage absenden").click()
    await page.get_by_label("Ihre E-Mail-Adresse").fill("x")
    await page.get_by_role("button", name="Frage absenden").click()
    await expect(page.get_by_role("alert")).not_to_be_empty()
    await check("left question with a mistake")
    await page.keyboard.press("Escape")
    scripted_model.queue(abstained=True, text="Das weiß ich nicht.")
    await ask(page, "Wie wird das Wetter?")
    await expect(page.locator(".answer").nth(1).locator(".tools")).to_be_visible()
    await check("not known")
    scripted_model.queue("Ein Satz, der", hold=asyncio.Event())
    await ask(page, "Erzähl mir etwas")
    await expect(page.locator(".answer").last).to_contain_text("Ein Satz")
    await page.get_by_role("button", name="Antwort anhalten").click()
    await expect(page.locator(".answer > .soft")).to_have_text("Angehalten.")
    verified = VerifiedContent(question=QUESTION, answer="Montags ab 8 Uhr.")
    await platform.verified.create(tenant, verified)
    await ask(page, QUESTION)
    await expect(page.locator(".verified")).to_be_visible()
    await check("stopped, and an answer that was verified")
    await page.locator(".to-person").click()
    await page.get_by_role("button", name="Menschen dazuholen").click()
    await expect(page.locator(".note .to-bot")).to_be_visible()
    [own] = await platform.conversations.list(tenant)
    actor = Actor(kind="system", id="test")
    await platform.conversations.replies.reply(
        tenant, own.id, "Ich **helfe**.", repeat_key="1", actor=actor
    )
    await expect(page.locator(".human")).to_be_visible()
    await check("a person answers")
    await page.context.set_offline(True)
    await ask(page, "Und jetzt?")
    await expect(page.locator(".bar")).to_be_visible()
    await check("offline")


async def open_by_keyboard(page: Page, embedded: Site) -> None:
    """Open the chat; the focus is in its message field then."""
    await page.goto(embedded.origin)
    await expect(page.locator(".launcher")).to_be_visible()
    await press_to(page, "Fragen?")
    await page.keyboard.press("Enter")
    await expect(page.locator(".composer textarea")).to_be_focused()


async def test_answers_and_their_sources_work_by_keyboard_alone(
    embedded: Site, page: Page, platform: Platform, tenant: UUID, worker: None, scripted_model: Any
) -> None:
    quote = await add_opening_hours(platform, tenant)
    press = page.keyboard.press
    permissions = ["clipboard-read", "clipboard-write"]
    await page.context.grant_permissions(permissions, origin=embedded.origin)
    await open_by_keyboard(page, embedded)
    await press("Escape")
    await expect(page.locator(".launcher")).to_be_focused()
    await press("Enter")
    await press_to(page, QUESTION, "Shift+Tab")
    scripted_model.queue("Ab 8 Uhr [1].", quotes=[quote])
    await press("Enter")
    await expect(page.locator(".answer .tools")).to_be_visible()
    await expect(page.locator(".composer textarea")).to_be_focused()
    await press_to(page, "Antwort kopieren", "Shift+Tab")
    await press("Enter")
    await expect(page.locator(".thanks")).to_have_text("Kopiert.")
    await press_to(page, "Hilfreich")
    await press("Space")
    await expect(page.locator(".thanks")).to_contain_text("Danke")
    await press_to(page, "Nicht hilfreich")
    await press("Space")
    await expect(page.get_by_label("Was hat gefehlt?")).to_be_focused()
    await page.keyboard.type("mehr")
    await press("Enter")
    await expect(page.get_by_role("button", name="Nicht hilfreich")).to_be_focused()
    await press_to(page, "Quelle 1", "Shift+Tab")
    await press("Enter")
    await expect(page.locator(".sheet")).to_be_visible()
    await press_to(page, "Zur Stelle auf der Seite")
    await press("Tab")  # the focus stays in the sheet
    assert await page.evaluate(FOCUSED) == "Zurück"
    await press("Enter")
    assert (await page.evaluate(FOCUSED)).startswith("Quelle 1")


async def test_stopping_and_asking_again_work_by_keyboard_alone(
    embedded: Site, page: Page, worker: None, scripted_model: Any
) -> None:
    press = page.keyboard.press
    await open_by_keyboard(page, embedded)
    scripted_model.queue("\n\n".join(["Ein Satz"] * 30), hold=asyncio.Event())
    await page.keyboard.type("Erzähl mir etwas Langes")
    await press("Enter")
    await expect(page.locator(".answer")).to_contain_text("Ein Satz")
    await press_to(page, "Zum Ende", "Shift+Tab")
    await press("Enter")
    assert await page.evaluate(FOCUSED) == "Gesprächsverlauf"
    await press_to(page, "Antwort anhalten")
    await press("Enter")
    await expect(page.locator(".answer > .soft")).to_have_text("Angehalten.")
    await expect(page.locator(".composer textarea")).to_be_focused()
    scripted_model.queue("Kurz.", abstained=True)
    await press_to(page, "Noch einmal versuchen", "Shift+Tab")
    await press("Enter")
    await expect(page.locator(".answer").last.locator(".next")).to_be_visible()
    await expect(page.locator(".composer textarea")).to_be_focused()
    await press_to(page, "Mit einem Menschen sprechen", "Shift+Tab")
    await press("Enter")
    await press_to(page, "Menschen dazuholen")
    await press("Enter")
    await press_to(page, "Doch weiter mit der KI", "Shift+Tab")
    await press("Enter")
    await expect(page.locator(".note").last).to_contain_text("wieder die KI")
    await expect(page.locator(".composer textarea")).to_be_focused()
    await press_to(page, "Mehr", "Shift+Tab")
    await press("Enter")
    await expect(page.locator(".sheet")).to_be_visible()
    await press_to(page, "English")
    await press("Enter")
    await expect(page.locator(".composer textarea")).to_have_attribute("aria-label", "Your message")
    await press_to(page, "Privacy")
    await press_to(page, "Close chat", "Shift+Tab")
    await press("Enter")
    await expect(page.locator(".launcher")).to_be_focused()


async def test_leaving_and_erasing_work_by_keyboard_alone(
    embedded: Site, page: Page, tenant: UUID, worker: None, scripted_model: Any
) -> None:
    press = page.keyboard.press
    await open_by_keyboard(page, embedded)
    scripted_model.queue("Hallo.")
    await page.keyboard.type("Hallo")
    await press("Enter")
    await expect(page.locator(".answer .tools")).to_be_visible()
    await press_to(page, "Mehr", "Shift+Tab")
    await press("Enter")
    await expect(page.locator(".sheet")).to_be_visible()
    await press_to(page, "Gespräch herunterladen")
    async with page.expect_download():
        await press("Enter")
    await press_to(page, "Frage hinterlassen", "Shift+Tab")
    await press("Enter")
    await press_to(page, "left-email")
    await page.keyboard.type("anna@example.org")
    await press("Enter")
    await expect(page.locator(".note")).to_contain_text("Ihre Frage ist angekommen")
    assert [left.email for left in await LeftQuestions().list(tenant)] == ["anna@example.org"]
    await press_to(page, "Mehr", "Shift+Tab")
    await press("Enter")
    await expect(page.locator(".sheet")).to_be_visible()
    await press_to(page, "Mit einem Menschen sprechen")
    await press("Enter")
    await press_to(page, "Menschen dazuholen")
    await press("Enter")
    await expect(page.locator(".note").last).to_contain_text("Ein Mensch wurde dazugebeten")
    await press_to(page, "Mehr", "Shift+Tab")
    await press("Enter")
    await expect(page.locator(".sheet")).to_be_visible()
    await press_to(page, "Gespräch löschen")
    await press("Enter")
    await press_to(page, "Endgültig löschen")
    await press("Enter")
    await expect(page.locator(".note")).to_have_text(["Das Gespräch wurde gelöscht."])
    await press("Escape")
    await expect(page.locator(".launcher")).to_be_focused()


async def test_answer_is_announced_once_when_it_is_complete(
    widget: Page, platform: Platform, tenant: UUID, scripted_model: Any
) -> None:
    quote = await add_opening_hours(platform, tenant)
    status = widget.locator(".frame [role=status]")
    await status.evaluate(
        "node => { window.said = []; new MutationObserver(() => node.textContent"
        " && said.push(node.textContent)).observe(node, {childList: true}) }"
    )
    text = "**Ab 8 Uhr**, siehe [*Seite*](https://a.example/x_y) [1].\n\n"
    text += "| Tag | Zeit |\n|---|---|\n| Montag | 8 Uhr |"
    hold = asyncio.Event()
    scripted_model.queue(text, quotes=[quote], hold=hold)
    await ask(widget, QUESTION)
    await expect(status).to_have_text("Antwort wird geschrieben …")
    hold.set()
    complete = (
        "Antwort: Ab 8 Uhr, siehe Seite. (in den Quellen nicht belegt)\n\n"
        "Tag, Zeit\nMontag, 8 Uhr Quellen: 1."
    )
    await expect(status).to_have_text(complete)
    assert await widget.evaluate("said") == ["Antwort wird geschrieben …", complete]
    assert await widget.get_by_role("log").get_attribute("aria-live") == "off"


async def test_pasted_text_is_never_cut_and_what_is_too_much_is_said(
    widget: Page, scripted_model: Any
) -> None:
    text, room = widget.locator(".composer textarea"), widget.locator(".foot .room")
    await text.fill("🌳" * 7_100)
    await expect(room).to_be_hidden()
    await text.fill("x" * 9_000)
    await expect(room).to_have_text("1.000 Zeichen zu viel. Bitte kürzen Sie den Text.")
    await expect(widget.locator(".frame > [role=status]")).to_contain_text("zu viel")
    await text.press("Enter")
    await expect(text).to_have_value("x" * 9_000)
    await expect(widget.locator(".mine")).to_have_count(0)
    await text.fill("x" * 8_000)
    await expect(room).to_have_text("Noch 0 Zeichen frei.")
    scripted_model.queue("Das ist lang.")
    await text.press("Enter")
    await expect(widget.locator(".answer .body")).to_have_text("Das ist lang.")
    await expect(room).to_be_hidden()


async def test_phone_gets_the_whole_screen_above_its_keyboard(
    embedded: Site, open_page: OpenPage, worker: None, scripted_model: Any
) -> None:
    phone = await open_page(
        viewport={"width": 390, "height": 780},
        has_touch=True,
        is_mobile=True,
        reduced_motion="reduce",
    )
    await phone.goto(embedded.origin)
    await phone.locator(".launcher").tap()
    await expect(phone.locator(".notice")).to_be_visible()
    frame = phone.locator(".frame")
    await expect(frame).to_have_attribute("aria-modal", "true")
    assert await frame.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 780}
    await expect(phone.locator("textarea")).not_to_be_focused()
    await phone.set_viewport_size({"width": 390, "height": 420})  # the keyboard comes
    await expect(phone.locator("textarea")).to_be_in_viewport(ratio=1)
    box = await frame.bounding_box()
    assert box is not None
    assert box["height"] == 420
    await check_rules(phone, RULES, "phone")
    scripted_model.queue("Ja.")
    await ask(phone, "Passt das?")
    await expect(phone.locator(".answer .body")).to_be_in_viewport()
    await phone.set_viewport_size({"width": 390, "height": 780})
    await expect(phone.locator(".notice")).to_be_in_viewport()
    await phone.set_viewport_size({"width": 390, "height": 300})  # the newest stays in sight
    await expect(phone.locator(".answer .body")).to_be_in_viewport(ratio=1)
    await phone.get_by_role("button", name="Chat schließen").tap()
    await expect(phone.locator(".launcher")).to_be_visible()


async def test_everything_is_reachable_at_200_and_400_percent_zoom(
    embedded: Site, open_page: OpenPage, worker: None, scripted_model: Any
) -> None:
    page = await open_page(viewport={"width": 640, "height": 400}, device_scale_factor=2)
    await page.goto(embedded.origin)
    await open_widget(page)
    for width, height in ((640, 400), (320, 256)):
        await page.set_viewport_size({"width": width, "height": height})
        for name in ("Mehr", "Chat schließen", "Senden"):
            button = page.get_by_role("button", name=name, exact=True)
            await expect(button).to_be_in_viewport(ratio=1)
        await expect(page.locator(".footer a")).to_be_in_viewport(ratio=1)
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
    assert await page.get_by_role("log").evaluate("node => node.clientHeight") > 256 / 2
    scripted_model.queue("Ab 8 Uhr.")
    await ask(page, "Wann hat das Rathaus offen, und brauche ich dort einen Termin?")
    await expect(page.locator(".answer .body")).to_be_in_viewport(ratio=1)


async def test_any_accent_stays_legible(embedded: Site, open_page: OpenPage) -> None:
    page = await open_page(reduced_motion="reduce")
    plain = embedded.body
    accents: list[tuple[str, Literal["light", "dark"]]]
    accents = [("#ffe14d", "light"), ("#9e9e9e", "light"), ("#0b3d2e", "dark")]
    for accent, scheme in accents:
        await page.emulate_media(color_scheme=scheme)
        embedded.body = plain.replace(" async", f' data-accent="{accent}" async')
        await page.goto(embedded.origin)
        await expect(page.locator(".launcher")).to_be_visible()
        await check_rules(page, CONTRAST, f"{accent}, closed")
        await open_widget(page)
        await check_rules(page, CONTRAST, f"{accent}, open")


async def test_inline_mode_takes_the_place_it_is_given(
    embedded: Site, page: Page, server: str
) -> None:
    key = embedded.body.split('data-key="')[1].split('"')[0]
    embedded.body = (
        f'<section aria-label="Chat"><wattos-chat key="{key}" mode="inline"></wattos-chat>'
        f'</section><script src="{server}/web/widget.js" async></script>'
    )
    await page.goto(embedded.origin)
    await open_widget(page)
    await expect(page.get_by_role("button", name="Chat schließen")).to_have_count(0)
    place = await page.locator("wattos-chat").bounding_box()
    frame = await page.locator(".frame").bounding_box()
    assert place is not None
    assert place == frame
    assert place["height"] == 600
    await page.keyboard.press("Escape")
    await expect(page.locator(".frame")).to_be_visible()
    await check_rules(page, RULES, "inline")
    embedded.body = embedded.body.replace('mode="inline"', 'mode="inline" open')
    await page.goto(embedded.origin)
    await expect(page.locator(".notice")).to_be_visible()
    assert await page.evaluate("document.activeElement === document.body")
