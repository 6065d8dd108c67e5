"""From one field to the copied snippet, on a site that nobody has seen before."""

from __future__ import annotations

import http.server
import re
import threading
from collections.abc import AsyncGenerator, Generator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.chromium import needs_chromium, settled
from wattos.platform import Platform
from wattos.testing import PASSWORD

pytestmark = needs_chromium
expect.set_options(timeout=120_000)
AXE = Path(__file__).resolve().parents[2] / (
    "admin_ui/wattos_admin/frontend/node_modules/axe-core/axe.min.js"
)
TOPICS = {
    "parken": ("Parkausweis", "Der Parkausweis kostet 31 Euro im Jahr.", "Mitbringen: Ausweis."),
    "bad": ("Waldbad", "Das Waldbad ist von Mai bis September geöffnet.", "Eintritt: 4 Euro."),
    "hund": ("Hundesteuer", "Die Hundesteuer beträgt 84 Euro im Jahr.", "Frist: 14 Tage."),
    "pass": ("Reisepass", "Der Reisepass kostet 70 Euro.", "Die Ausstellung dauert vier Wochen."),
    "muell": ("Sperrmüll", "Sperrmüll wird nach Anmeldung abgeholt.", "Das kostet 25 Euro."),
    "kita": ("Kindergarten", "Plätze im Kindergarten vergibt das Jugendamt.", "Frist: Ende März."),
    "heirat": ("Heiraten", "Eine Eheschließung kostet 60 Euro.", "Anmeldung im Standesamt."),
    "umzug": ("Ummeldung", "Die Ummeldung ist kostenlos.", "Frist: innerhalb von zwei Wochen."),
    "markt": ("Wochenmarkt", "Der Wochenmarkt ist freitags geöffnet.", "Standgebühr: 12 Euro."),
    "archiv": ("Stadtarchiv", "Das Stadtarchiv ist dienstags geöffnet.", "Kopien kosten 1 Euro."),
}  # fmt: skip


PAGES = ("start", "home", "conversations", "knowledge", "knowledge/search", "agents", "sign-in")


def page_of(title: str, *paragraphs: str) -> str:
    links = "".join(f'<a href="/{name}.html">{topic[0]}</a> ' for name, topic in TOPICS.items())
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!doctype html><html lang="de"><head><meta charset="utf-8"><title>{title}</title>'
        '<script>document.title = "acted"</script></head>'
        f'<body><nav>{links}<a href="/kontakt.html">Kontakt</a></nav>'
        f"<main><h1>{title}</h1>{text}</main></body></html>"
    )


class Site(http.server.BaseHTTPRequestHandler):
    """A small town's website."""

    def do_GET(self) -> None:
        pages = {f"/{name}.html": page_of(*topic) for name, topic in TOPICS.items()}
        pages["/"] = page_of("Gemeinde Tannau", "Willkommen in Tannau am Wald.")
        pages["/kontakt.html"] = page_of("Kontakt", "Gemeinde Tannau", "post@tannau.example")
        found = pages.get(self.path)
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write((found or "").encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture
def site() -> Generator[str]:
    """The town's address."""
    served = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=served.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{served.server_address[1]}/"
    served.shutdown()
    served.server_close()
    thread.join()


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncGenerator[Page]:
    """A German visitor's browser that fails the test on any script error or refused resource."""
    context = await browser.new_context(locale="de-DE")
    await context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened = await context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on(
        "console",
        lambda message: faults.append(message.text) if "Content Security" in message.text else None,
    )
    yield opened
    await context.close()
    assert faults == []


@pytest_asyncio.fixture(loop_scope="session")
async def console(page: Page, platform: Platform, tenant: Any, server: str) -> Page:
    """The console, signed in as the owner of a fresh tenant."""
    email = f"owner-{tenant}@example.org"
    await platform.access.create_user(tenant, email=email, password=PASSWORD, roles=["owner"])
    await page.goto(f"{server}/admin")
    await page.get_by_label("E-Mail").fill(email)
    await page.get_by_label("Passwort").fill(PASSWORD)
    await page.get_by_role("button", name="Anmelden").click()
    return page


async def faults_of(page: Page, *rules: str) -> list[str]:
    """What axe-core finds on the page as it stands, by all its rules or by these."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE.read_text("utf-8"))
    await settled(page)
    options: dict[str, Any] = {"iframes": False, "resultTypes": ["violations"]}
    found = await page.evaluate(
        "options => axe.run(document, options).then(r => r.violations)",
        options | ({"runOnly": rules} if rules else {}),
    )
    return [f"{one['id']}: {[n['target'] for n in one['nodes']][:3]}" for one in found]


async def fits_a_phone(page: Page) -> bool:
    """Whether the page needs no scrolling sideways on a narrow screen."""
    usual = page.viewport_size or {"width": 1280, "height": 720}
    await page.set_viewport_size({"width": 390, "height": 800})
    too_wide = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    await page.set_viewport_size(usual)
    return too_wide <= 0


async def test_editor_gets_from_one_field_to_the_snippet(
    console: Page, site: str, worker: None, browser: Browser
) -> None:
    await console.get_by_label("Ihre Website").fill(site)
    await console.keyboard.press("Enter")
    await expect(console.locator(".arriving")).to_contain_text("Waldbad")
    await expect(console.locator("#ask-form")).to_be_visible()

    suggestions = console.locator("[data-fill]")
    await expect(suggestions).to_have_count(4)
    await suggestions.first.click()
    answer = console.locator("#answers .answer").first
    await expect(answer.locator("mark")).not_to_be_empty()
    await suggestions.last.click()
    refusal = console.locator("#answers .answer").first
    await expect(refusal).to_contain_text("Zuständig")
    await expect(refusal).to_contain_text("post@tannau.example")
    await expect(console.locator("h1").first).to_have_text("Gemeinde Tannau")

    frame = console.frame_locator("#preview-frame iframe")
    theirs = frame.frame_locator("iframe.theirs")
    await console.locator("#preview-frame").scroll_into_view_if_needed()
    await expect(theirs.locator("h1")).to_have_text("Gemeinde Tannau")
    assert await faults_of(console) == []
    await console.get_by_role("button", name="Kopieren").click()
    copied = await console.evaluate("navigator.clipboard.readText()")
    assert "/web/widget.js" in copied
    await console.get_by_role("button", name="Link für").click()
    address = await console.locator("#share-address").inner_text()
    guest = await (await browser.new_context()).new_page()
    await guest.goto(address)
    await expect(guest.frame_locator("iframe.theirs").locator("h1")).to_have_text("Gemeinde Tannau")
    assert (await guest.goto(address.partition("/admin")[0] + "/admin/start")) is not None
    await expect(guest).to_have_url(re.compile("/admin/sign-in"))
    await guest.context.close()


@pytest.mark.parametrize(("language", "by_night"), [("de", True), ("en", False)])
async def test_pages_are_accessible(
    console: Page, server: str, language: str, *, by_night: bool
) -> None:
    await console.context.add_cookies(
        [{"name": "wattos_language", "value": language, "url": f"{server}/admin"}]
    )
    for path in (
        "start",
        "home",
        "home/calls",
        "conversations",
        "knowledge",
        "knowledge/search",
        "agents",
        "questions",
        "questions/left",
        "answers",
        "answers/new",
        "insight",
        "insight/personas",
        "sign-in",
    ):
        await console.goto(f"{server}/admin/{path}")
        assert await faults_of(console) == [], f"{path} {language}"
        if by_night:  # the theme follows the system, and changes colours alone
            await console.emulate_media(color_scheme="dark")
            await expect(console.locator("html")).to_have_attribute("data-bs-theme", "dark")
            assert await faults_of(console, "color-contrast") == [], f"{path} {language} by night"
            await console.emulate_media(color_scheme="light")
        assert await fits_a_phone(console), path


@pytest.mark.parametrize(("language", "theme"), [("de", "dark"), ("en", "light")])
async def test_pages_for_administrators_are_accessible(
    console: Page, server: str, language: str, theme: str
) -> None:
    for name, value in (("language", language), ("theme", theme)):
        await console.context.add_cookies(
            [{"name": f"wattos_{name}", "value": value, "url": f"{server}/admin"}]
        )
    for path, further in (
        ("people", "td a"),
        ("people/teams", ""),
        ("review", ""),
        ("review/mail", ""),
        ("knowledge/crawls", ""),
        ("settings", ""),
        ("settings/weekly", ""),
        ("settings/retention", ""),
        ("settings/models", ""),
        ("settings/models/keys/azure", ""),
        ("settings/plugins/wattos_insight", ""),
        ("settings/plugins", ""),
        ("settings/audit", ""),
        ("channels", "td a"),
    ):
        await console.goto(f"{server}/admin/{path}")
        assert await faults_of(console) == [], f"{path} {language} {theme}"
        assert await fits_a_phone(console), path
        if further:
            await console.locator(further).first.click()
            await expect(console.locator("form[data-confirm]").first).to_be_visible()
            assert await faults_of(console) == [], f"further than {path} {language} {theme}"


async def test_new_conversations_arrive_in_the_list_by_themselves(
    console: Page, server: str, platform: Platform, tenant: Any, scripted_model: Any
) -> None:
    scripted_model.queue("Um neun.")
    await platform.conversations.ask(tenant, "Wann öffnet das Bad?")
    await console.goto(f"{server}/admin/conversations")
    await expect(console.locator("#list")).to_contain_text("Wann öffnet das Bad?")
    await console.locator("#list td a").first.focus()
    scripted_model.queue("Vier Euro.")
    await platform.conversations.ask(tenant, "Was kostet das Bad?")
    await expect(console.locator("#list")).to_contain_text("Was kostet das Bad?")
    await expect(console.locator("#list a:focus")).to_have_text("Wann öffnet das Bad?")


async def test_form_that_cannot_be_kept_says_why_and_keeps_what_was_typed(
    console: Page, server: str
) -> None:
    await console.goto(f"{server}/admin/channels")
    name = console.get_by_label("Name des neuen Chats")
    await name.fill("x" * 203)  # nothing is cut
    await expect(console.locator(".room")).to_have_text(re.compile("^3 Zeichen zu viel"))
    await name.press("Enter")
    await expect(name).to_have_value("x" * 203)
    await name.fill("Stadtbad")
    await expect(console.locator(".room")).to_be_hidden()
    await name.press("Enter")
    await expect(console.locator("h1")).to_have_text("Stadtbad")
    sites, title = console.get_by_label("Erlaubte Websites"), console.get_by_label("Titel")
    await sites.fill("das Stadtbad")
    await title.fill("Fragen zum Bad")
    await title.press("Enter")
    fault = console.locator("form [data-fault]")
    await expect(fault).to_contain_text("Das lässt sich nicht speichern")
    await expect(fault).to_be_focused()
    await expect(title).to_have_value("Fragen zum Bad")
    await sites.fill("https://bad.example.org")
    await console.context.set_offline(True)
    await title.press("Enter")
    await expect(fault).to_contain_text("nicht zu erreichen")
    await console.context.set_offline(False)
    await title.press("Enter")
    await expect(console.locator(".flash")).to_contain_text("Der Chat wurde geändert.")
    await expect(sites).to_have_value("https://bad.example.org")
    await expect(title).to_have_value("Fragen zum Bad")
    await console.goto(f"{server}/admin/settings/plugins/wattos_crawler")
    most, domains = console.get_by_label("Höchstens so viele Seiten"), console.locator("textarea")
    await domains.first.fill("bad.example.org")
    await most.fill("viele")
    await most.press("Enter")
    await expect(console.locator(".invalid-feedback")).to_contain_text("Hier muss eine Zahl")
    await expect(most).to_be_focused()
    await expect(domains.first).to_have_value("bad.example.org")
    await expect(console.get_by_role("navigation", name="Hauptnavigation")).to_have_count(1)
