"""The widget on a page of another origin, under a strict policy, as a visitor uses it."""

from __future__ import annotations

import asyncio
import re
from typing import Any
from uuid import UUID

import pytest
from playwright.async_api import Page, Request, expect

from tests.browser.answers import OPENING_HOURS, PAGE, add_opening_hours
from tests.browser.conftest import QUESTION, OpenPage, Site, ask, messages, open_widget
from tests.chromium import needs_chromium
from wattos.database import execute, tenant_scope
from wattos.platform import Platform

pytestmark = needs_chromium
FIRST_LOAD_BYTES = 20_000
UNTIL_ANSWER_BYTES = 60_000
UNTIL_ANSWER_REQUESTS = 10
STORED = "() => [sessionStorage.length, localStorage.length, document.cookie].join()"
SHIFT = """() => new Promise((done) => new PerformanceObserver((list) =>
    done(list.getEntries().reduce((sum, entry) => sum + entry.value, 0))
).observe({type: 'layout-shift', buffered: true}) || setTimeout(() => done(0), 300))"""


async def test_nothing_is_requested_or_stored_before_the_chat_is_opened(
    embedded: Site, page: Page, server: str
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    body, embedded.body = embedded.body, ""
    await page.goto(embedded.origin)
    plain = await page.evaluate("Object.getOwnPropertyNames(window).sort().join()")
    embedded.body = body
    asked.clear()
    await page.goto(embedded.origin)
    await expect(page.locator(".launcher")).to_have_text("Fragen?")
    await page.locator(".launcher").hover()
    assert asked == [f"{embedded.origin}/", f"{server}/web/widget.js"]
    assert await page.evaluate(STORED) == "0,0,"
    assert await page.evaluate("Object.getOwnPropertyNames(window).sort().join()") == plain
    assert await page.evaluate(SHIFT) == 0
    await open_widget(page)
    assert await page.evaluate(STORED) == "0,0,"
    assert await page.evaluate(SHIFT) == 0


async def test_widget_stays_within_its_budgets(
    embedded: Site, page: Page, server: str, worker: None, scripted_model: Any
) -> None:
    done: list[Request] = []  # without the open stream of what colleagues write
    page.on("requestfinished", lambda request: done.append(request))

    async def sizes() -> list[int]:
        ours = [request for request in done if request.url.startswith(server)]
        return [(await request.sizes())["responseBodySize"] for request in ours]

    await page.goto(embedded.origin)
    await expect(page.locator(".launcher")).to_be_visible()
    assert sum(await sizes()) <= FIRST_LOAD_BYTES
    scripted_model.queue("Ab 8 Uhr.")
    await open_widget(page)
    await page.get_by_role("button", name=QUESTION).click()
    await expect(page.locator(".answer .tools")).to_be_visible()
    found = await sizes()
    assert sum(found) <= UNTIL_ANSWER_BYTES
    assert len(found) <= UNTIL_ANSWER_REQUESTS


async def test_answer_grows_and_its_sources_open_the_passage(
    widget: Page, platform: Platform, tenant: UUID, scripted_model: Any
) -> None:
    quote = await add_opening_hours(platform, tenant)
    hold = asyncio.Event()
    scripted_model.queue(
        "Das Rathaus ist **ab 8 Uhr** offen [1]. Und mehr."
        f"\n\n> {OPENING_HOURS} [1]\n\n> It opens. [1]",
        quotes=[quote],
        hold=hold,
    )
    await ask(widget, QUESTION)
    answer = widget.locator(".answer").last
    await expect(answer.locator("strong")).to_have_text("ab 8 Uhr")
    await expect(widget.get_by_role("button", name="Antwort anhalten")).to_be_visible()
    hold.set()
    await expect(answer.locator(".source")).to_have_text("1Rathaus")
    await expect(answer.locator("blockquote[lang=de]")).to_contain_text(OPENING_HOURS)
    await expect(answer.locator("blockquote:not([lang])")).to_contain_text("It opens.")
    await answer.locator(".chip").first.click()
    sheet = widget.locator(".sheet")
    await expect(sheet.locator(".passage")).to_have_attribute("lang", "de")
    await expect(sheet.locator("mark")).to_have_text(OPENING_HOURS)
    await expect(sheet.locator(".passage")).to_contain_text("Bürgerbüro, Standesamt und Kasse")
    way = await sheet.locator("a.primary").get_attribute("href")
    assert way == f"{PAGE}#:~:text=Das%20Rathaus%20ist%20montags%20ab%208%20Uhr%20ge%C3%B6ffnet."
    await widget.keyboard.press("Escape")
    await expect(answer.locator(".chip").first).to_be_focused()


async def test_text_of_an_answer_never_becomes_markup(widget: Page, scripted_model: Any) -> None:
    scripted_model.queue(
        "<img src=x onerror=alert(1)> [hier](javascript:alert(1)) |a|b|\n\n"
        "[b](JaVaScRiPt:alert(1)) [c](data:text/html,x) [d](//other.example) [e](vbscript:x)"
        " [f](blob:https://a.example/x) <script>alert(1)</script> ![g](data:image/svg+xml,x)\n\n"
        "- <svg onload=alert(1)> [**h**](\x01javascript:alert(1))\n> <b>i</b>\n# <i>j</i>"
    )
    await ask(widget, "Zeig mir etwas")
    answer = widget.locator(".answer .body").last
    await expect(answer).to_contain_text("<img src=x onerror=alert(1)>")
    await expect(answer).to_contain_text("<i>j</i>")
    await expect(answer.locator("img, a, script, svg, b, i")).to_have_count(0)


async def test_markdown_is_shown_as_it_is_meant(widget: Page, scripted_model: Any) -> None:
    text = (
        "# Kurz\n\n1. eins\n2. *zwei*\n\n- Punkt\n\n| Was | Preis |\n|---|---|\n| Pass | 70 € |\n"
    )
    text += "|Bad|4 €| _(unbelegt)_\n\n"  # as a note on a row arrives
    text += "24. Dezember zu\n31. Dezember zu\n\n"  # dates, no list
    scripted_model.queue(
        f"{text}> Zitat:\n>\n> - erstens\n\n```\ncode\n```\nhttps://a.example/x_y_z. Ende"
    )
    # A model may link only to what it was given: here by the question.
    await ask(widget, "Zeig mir alles, auch https://a.example/x_y_z")
    answer = widget.locator(".answer .body").last
    await expect(answer.locator("pre")).to_have_text("code")
    await expect(answer.locator("ol li em")).to_have_text("zwei")
    await expect(answer.locator("p", has_text="24. Dezember zu31. Dezember zu")).to_be_visible()
    await expect(answer.locator("th")).to_have_text(["Was", "Preis"])
    await expect(answer.locator("td")).to_have_text(["Pass", "70 €", "Bad", "4 € (unbelegt)"])
    await expect(answer.locator("td em")).to_have_text("(unbelegt)")
    await expect(answer.locator("blockquote")).to_have_text("Zitat:erstens")
    await expect(answer.locator("blockquote li")).to_have_text("erstens")
    assert await answer.locator("a").get_attribute("href") == "https://a.example/x_y_z"


async def test_messages_written_offline_are_sent_once_and_in_order(
    widget: Page, platform: Platform, tenant: UUID, scripted_model: Any
) -> None:
    await widget.context.set_offline(True)
    await ask(widget, "Erste Frage")
    await ask(widget, "Zweite Frage")
    await expect(widget.locator(".hint")).to_have_count(2)
    await expect(widget.locator(".bar")).to_contain_text("Keine Verbindung")
    scripted_model.queue("Erste Antwort")
    scripted_model.queue("Zweite Antwort")
    await widget.context.set_offline(False)
    await expect(widget.locator(".bubble, .answer .body")).to_have_text(
        ["Sie: Erste Frage", "Erste Antwort", "Sie: Zweite Frage", "Zweite Antwort"]
    )
    await expect(widget.locator(".hint")).to_have_count(0)
    await expect(widget.locator(".bar")).to_be_hidden()
    assert [message.text for message in await messages(platform, tenant)] == [
        "Erste Frage", "Erste Antwort", "Zweite Frage", "Zweite Antwort",
    ]  # fmt: skip


async def test_message_written_offline_survives_a_reload(
    widget: Page, embedded: Site, server: str, scripted_model: Any
) -> None:
    refuse = re.compile(re.escape(server) + "/web/(sessions|messages)$")
    await widget.route(refuse, lambda route: route.abort("internetdisconnected"))
    await ask(widget, "Geht das verloren?")
    await expect(widget.locator(".bar")).to_contain_text("Keine Verbindung")
    await widget.unroute(refuse)
    scripted_model.queue("Nein.")
    await widget.reload()
    await expect(widget.locator(".mine")).to_contain_text("Geht das verloren?")
    await expect(widget.locator(".answer .body")).to_have_text("Nein.")
    await expect(widget.locator(".mine")).to_have_count(1)


async def test_visit_that_cannot_be_renewed_is_said_to_begin_anew(
    widget: Page, server: str, scripted_model: Any
) -> None:
    scripted_model.queue("Gern.")
    await ask(widget, "Hallo")
    await expect(widget.locator(".answer .tools")).to_be_visible()
    await widget.evaluate(
        "for (const name of Object.keys(sessionStorage)) sessionStorage[name] = JSON.stringify("
        "{...JSON.parse(sessionStorage[name]), renewAt: 0, token: 'ended'})"
    )
    await widget.reload()
    await expect(widget.locator(".note")).to_have_text(
        "Das frühere Gespräch ist abgelaufen. Hier beginnt ein neues."
    )
    scripted_model.queue("Wieder gern.")
    await ask(widget, "Hallo?")
    await expect(widget.locator(".answer .body")).to_have_text("Wieder gern.")


async def test_message_whose_receipt_was_lost_is_shown_and_answered_once(
    widget: Page, server: str, platform: Platform, tenant: UUID, scripted_model: Any
) -> None:
    accepted = asyncio.Event()

    async def lose(route: Any) -> None:
        await route.fetch()
        accepted.set()
        await route.abort("connectionreset")

    await widget.route(f"{server}/web/messages", lose)
    scripted_model.queue("Einmal.")
    await ask(widget, "Wie oft?")
    await accepted.wait()
    await widget.unroute(f"{server}/web/messages")
    await widget.reload()
    await expect(widget.locator(".answer .body")).to_have_text("Einmal.")
    await expect(widget.locator(".hint")).to_have_count(0)
    await expect(widget.locator(".mine")).to_have_count(1)
    assert len(await messages(platform, tenant)) == 2


async def test_reloaded_page_goes_on_with_the_running_answer(
    widget: Page, scripted_model: Any
) -> None:
    hold = asyncio.Event()
    scripted_model.queue("Vorher und nachher", hold=hold)
    await ask(widget, "Geht es vorher und nachher weiter?")
    await expect(widget.locator(".answer").last).to_contain_text("Vorher und")
    await widget.reload()
    await expect(widget.locator(".mine")).to_have_text("Sie: Geht es vorher und nachher weiter?")
    await expect(widget.locator(".answer")).to_contain_text("Vorher und")
    hold.set()
    await expect(widget.locator(".answer .body")).to_have_text("Vorher und nachher")
    await expect(widget.locator(".answer")).to_have_count(1)
    await widget.reload()
    await expect(widget.locator(".answer .body")).to_have_text("Vorher und nachher")
    await expect(widget.locator(".mine")).to_have_count(1)


async def test_answer_goes_on_after_a_lost_network(widget: Page, scripted_model: Any) -> None:
    hold = asyncio.Event()
    scripted_model.queue("Vorher und nachher", hold=hold)
    broken = re.compile(r"/web/turns/[^/]+/events$")
    asked: list[str | None] = []

    async def cut(route: Any) -> None:
        asked.append(await route.request.header_value("last-event-id"))
        if len(asked) == 1:
            await route.abort("connectionreset")
        else:
            await route.continue_()

    await widget.route(broken, cut)
    await ask(widget, "Geht es weiter?")
    await expect(widget.locator(".answer").last).to_contain_text("Vorher und")
    hold.set()
    await expect(widget.locator(".answer .body")).to_have_text("Vorher und nachher")
    assert asked[:2] == ["0", "0"]


async def test_stop_keeps_what_was_said(widget: Page, scripted_model: Any) -> None:
    scripted_model.queue("Ein angefangener Satz", hold=asyncio.Event())
    await ask(widget, "Erzähl mir etwas Langes")
    answer = widget.locator(".answer").last
    await expect(answer).to_contain_text("Ein angefangener")
    await widget.get_by_role("button", name="Antwort anhalten").click()
    await expect(answer.locator(".tools")).to_be_visible()
    await expect(answer).to_contain_text("Ein angefangener")
    await expect(answer).to_contain_text("Angehalten.")
    await widget.reload()
    await expect(answer).to_contain_text("Angehalten.")
    scripted_model.queue("Ein ganzer Satz.")
    await widget.get_by_role("button", name="Noch einmal versuchen").click()
    await expect(answer.locator(".body")).to_have_text("Ein ganzer Satz.")
    await expect(widget.locator(".mine").last).to_have_text("Sie: Erzähl mir etwas Langes")


async def test_server_that_fails_is_not_called_a_lost_connection(
    widget: Page, server: str, scripted_model: Any
) -> None:
    messages_of = f"{server}/web/messages"
    allowed = {"Access-Control-Allow-Origin": "*"}
    await widget.route(messages_of, lambda route: route.fulfill(status=503, headers=allowed))
    await ask(widget, "Geht das?")
    await expect(widget.locator(".bar")).to_contain_text("Der Chat antwortet gerade nicht")
    await expect(widget.locator(".hint")).to_have_text("Wird gesendet, sobald es geht")
    await widget.unroute(messages_of)
    scripted_model.queue("Ja.")
    await expect(widget.locator(".answer .body")).to_have_text("Ja.")
    await expect(widget.locator(".bar")).to_be_hidden()
    await expect(widget.locator(".hint")).to_have_count(0)


async def test_message_that_the_server_refuses_is_shown_once_when_tried_again(
    widget: Page, server: str, scripted_model: Any
) -> None:
    messages_of = f"{server}/web/messages"
    allowed = {"Access-Control-Allow-Origin": "*"}
    await widget.route(messages_of, lambda route: route.fulfill(status=413, headers=allowed))
    await ask(widget, "Geht das?")
    await expect(widget.locator(".fault")).to_contain_text("Das hat nicht geklappt")
    await widget.unroute(messages_of)
    scripted_model.queue("Ja.")
    await widget.get_by_role("button", name="Noch einmal versuchen").click()
    await expect(widget.locator(".answer .body")).to_have_text("Ja.")
    await expect(widget.locator(".mine")).to_have_count(1)


async def test_chat_that_could_not_be_reached_can_be_tried_again(
    embedded: Site, page: Page, server: str
) -> None:
    config = f"{server}/web/config/*"
    await page.route(config, lambda route: route.abort("connectionrefused"))
    await page.goto(embedded.origin)
    await page.locator(".launcher").click()
    await expect(page.locator(".fault")).to_contain_text("nicht erreichbar")
    await page.unroute(config)
    await page.get_by_role("button", name="Noch einmal versuchen").click()
    await expect(page.locator(".notice")).to_contain_text("KI")


async def test_verdict_comment_and_quick_replies_are_kept(
    widget: Page, platform: Platform, tenant: UUID, scripted_model: Any
) -> None:
    scripted_model.queue("Das weiß ich nicht.\n\n> Nobody knows.")
    await ask(widget, "Wie wird das Wetter?")
    await widget.get_by_role("button", name="Nicht hilfreich").click()
    await widget.get_by_label("Was hat gefehlt?").fill("die Vorhersage")
    await widget.keyboard.press("Enter")
    await expect(widget.locator(".thanks")).to_have_text("Danke für die Rückmeldung.")
    await expect(widget.locator("form.comment")).to_have_count(0)
    await widget.reload()
    pressed = widget.get_by_role("button", name="Nicht hilfreich")
    await expect(pressed).to_have_attribute("aria-pressed", "true")
    [_, answer] = await messages(platform, tenant)
    assert [verdict.comment for verdict in answer.feedback] == ["die Vorhersage"]
    offered = {"action": "ask", "label": "Und morgen?", "text": "Wie wird es morgen?"}
    async with tenant_scope(tenant):
        await execute(
            "update turn_event set payload = payload || $1 where type = 'turn.completed'",
            {"suggestions": [offered], "quoted_language": "en"},
        )
    await widget.reload()
    await expect(widget.locator("blockquote[lang=en]")).to_have_text("Nobody knows.")
    scripted_model.queue("Sonnig.")
    await widget.get_by_role("button", name="Und morgen?").click()
    await expect(widget.locator(".mine").last).to_have_text("Sie: Wie wird es morgen?")
    await expect(widget.locator(".answer .tools")).to_have_count(2)
    await widget.reload()
    await expect(widget.locator(".answer .tools")).to_have_count(2)
    await expect(widget.locator(".choice")).to_have_count(0)


async def test_answer_is_copied_with_its_source(
    widget: Page, embedded: Site, platform: Platform, tenant: UUID, scripted_model: Any
) -> None:
    permissions = ["clipboard-read", "clipboard-write"]
    await widget.context.grant_permissions(permissions, origin=embedded.origin)
    quote = await add_opening_hours(platform, tenant)
    scripted_model.queue(f"**Ab 8 Uhr**, [hier]({PAGE}) [1].", quotes=[quote])
    await ask(widget, QUESTION)
    await widget.get_by_role("button", name="Antwort kopieren").click()
    await expect(widget.locator(".thanks")).to_have_text("Kopiert.")
    copied = await widget.evaluate("navigator.clipboard.readText()")
    assert copied == f"Ab 8 Uhr, hier ({PAGE}).\nRathaus {PAGE}"


@pytest.mark.parametrize(
    ("page_language", "browser_language", "label"),
    [
        ("en-GB", "de-DE", "Questions?"),
        ("tr", "de-DE", "Sorunuz mu var?"),
        ("fr", "tr-TR", "Sorun"),
    ],
)
async def test_language_is_the_pages_then_the_browsers(
    embedded: Site, open_page: OpenPage, page_language: str, browser_language: str, label: str
) -> None:
    page = await open_page(locale=browser_language)
    embedded.language = page_language
    await page.goto(embedded.origin)
    await expect(page.locator(".launcher")).to_contain_text(label)


async def test_language_can_be_switched(widget: Page, scripted_model: Any) -> None:
    scripted_model.queue("Ja.")
    await ask(widget, "Hallo?")
    await expect(widget.locator(".answer .tools")).to_be_visible()
    await widget.get_by_role("button", name="Mehr").click()
    await widget.get_by_role("button", name="Türkçe").click()
    await expect(widget.locator(".composer textarea")).to_have_attribute("placeholder", "Sorunuz …")
    await expect(widget.locator(".notice")).to_contain_text("yapay zekâ")
    await expect(widget.locator(".answer .body")).to_have_text("Ja.")


async def test_page_that_the_key_does_not_name_is_told_so(
    embedded: Site, open_page: OpenPage, platform: Platform, tenant: UUID
) -> None:
    stranger = await open_page()
    other = embedded.origin.replace("127.0.0.1", "localhost")
    await stranger.goto(other)
    await stranger.locator(".launcher").click()
    await expect(stranger.locator(".frame .fault")).to_contain_text("nicht erlaubt")
