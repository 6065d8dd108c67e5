"""What a visitor does with a conversation beside asking: a person, a left question, an end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from playwright.async_api import Page, expect

from tests.browser.conftest import Site, ask, open_widget
from tests.chromium import needs_chromium
from wattos.access import Actor
from wattos.events import Citation
from wattos.platform import Platform
from wattos.verified import VerifiedContent
from wattos_web.left_questions import LeftQuestions

ACTOR = Actor(kind="system", id="test")
pytestmark = needs_chromium


async def more(page: Page, name: str) -> None:
    await page.get_by_role("button", name="Mehr", exact=True).click()
    await page.locator(".sheet").get_by_role("button", name=name).click()


async def test_visitor_asks_for_a_person_and_returns_to_the_ai(
    widget: Page, platform: Platform, tenant: UUID, scripted_model: Any
) -> None:
    scripted_model.queue("Hallo.")
    await ask(widget, "Hallo")
    await expect(widget.locator(".answer .tools")).to_be_visible()
    await more(widget, "Mit einem Menschen sprechen")
    await widget.get_by_role("button", name="Menschen dazuholen").click()
    await expect(widget.locator(".note").last).to_contain_text("Ein Mensch wurde dazugebeten")
    [own] = await platform.conversations.list(tenant)
    assert own.owner == "paused"
    await expect(widget.locator("header p")).to_have_text("Ein Mensch ist gefragt")
    await widget.locator(".note").get_by_role("button", name="Doch weiter mit der KI").click()
    await expect(widget.locator(".note").last).to_contain_text("Es antwortet wieder die KI")
    await expect(widget.locator("header p")).to_have_text("KI-Assistent")
    await expect(widget.locator(".to-bot")).to_be_hidden()


async def test_persons_reply_reaches_the_visitor_and_stays_after_a_reload(
    widget: Page, platform: Platform, tenant: UUID, scripted_model: Any
) -> None:
    scripted_model.queue("Hallo.")
    await ask(widget, "Hallo")
    await expect(widget.locator(".answer .tools")).to_be_visible()
    [own] = await platform.conversations.list(tenant)
    for number in ("Eins", "Zwei"):
        await platform.conversations.replies.reply(
            tenant, own.id, f"{number} vom *Team*", repeat_key=number, actor=ACTOR
        )
    replies = widget.locator(".human .body")
    await expect(replies).to_have_text(["Eins vom Team", "Zwei vom Team"])
    await expect(widget.locator(".note")).to_have_text("Jetzt antwortet ein Mensch.")
    await ask(widget, "Danke!")
    await expect(widget.locator(".mine")).to_have_count(2)
    await widget.reload()
    await expect(replies).to_have_text(["Eins vom Team", "Zwei vom Team"])
    await expect(widget.locator(".mine")).to_have_count(2)
    await expect(widget.locator(".answer")).to_have_count(1)


async def test_tabs_of_a_visitor_show_the_same_conversation(
    widget: Page, site: Site, scripted_model: Any
) -> None:
    tabs = [widget, await widget.context.new_page()]
    await tabs[1].goto(site.origin)
    await open_widget(tabs[1])
    for number, tab in enumerate((*tabs, tabs[0]), 1):
        scripted_model.queue(f"Antwort {number}.")
        await ask(tab, f"Frage {number}?")
        for each in tabs:
            await expect(each.locator(".answer .tools")).to_have_count(number)
            await expect(each.locator(".mine bdi").last).to_have_text(f"Frage {number}?")
            await expect(each.locator(".answer .body").last).to_have_text(f"Antwort {number}.")
            await expect(each.locator(".mine")).to_have_count(number)
    await more(tabs[1], "Gespräch löschen")
    await tabs[1].get_by_role("button", name="Endgültig löschen").click()
    for each in tabs:
        await expect(each.locator(".note")).to_have_text("Das Gespräch wurde gelöscht.")
        await expect(each.locator(".mine")).to_have_count(0)


async def test_what_arrives_is_in_sight_unless_the_visitor_reads_further_up(
    widget: Page, platform: Platform, tenant: UUID, scripted_model: Any
) -> None:
    scripted_model.queue("\n\n".join(f"Absatz {number}" for number in range(40)))
    await ask(widget, "Erzähl viel")
    await expect(widget.locator(".answer .tools")).to_be_attached()
    await expect(widget.locator(".mine")).to_be_in_viewport()
    [own] = await platform.conversations.list(tenant)
    replies = widget.locator(".human")
    for number in ("Eins", "Zwei"):
        await platform.conversations.replies.reply(
            tenant, own.id, number, repeat_key=number, actor=ACTOR
        )
        await expect(replies.last).to_contain_text(number)
        await expect(replies.last).to_be_in_viewport()
    log = widget.get_by_role("log")
    await log.press("Home")
    await expect(widget.locator(".notice")).to_be_in_viewport()
    await platform.conversations.replies.reply(tenant, own.id, "Drei", repeat_key="3", actor=ACTOR)
    await expect(replies.last).to_contain_text("Drei")
    await expect(widget.locator(".notice")).to_be_in_viewport()
    await widget.get_by_role("button", name="Zum Ende").click()
    await expect(replies.last).to_be_in_viewport()
    await expect(widget.locator(".newest")).to_be_hidden()
    await expect(log).to_be_focused()


async def test_verified_answer_is_marked_and_its_table_row_is_linked(
    widget: Page, platform: Platform, tenant: UUID, scripted_model: Any
) -> None:
    page = "https://www.musterstadt.example/bad"
    row = Citation(url=page, title="Bad", quote="Bad, Tageskarte | 6,00 € | 3,80 €")
    content = VerifiedContent(question="Was kostet das Bad?", answer="6 Euro [1].", sources=[row])
    await platform.verified.create(tenant, content)
    await ask(widget, "Was kostet das Bad?")
    await expect(widget.locator(".answer .verified")).to_have_text("Geprüfte Antwort")
    await widget.locator(".answer .chip").click()
    way = await widget.locator(".sheet a.primary").get_attribute("href")
    # "Bad" alone would begin the mark at the first place that says so.
    assert way == f"{page}#:~:text=Tageskarte,3%2C80%20%E2%82%AC"


async def test_question_is_left_with_an_address(
    widget: Page, tenant: UUID, scripted_model: Any
) -> None:
    await more(widget, "Mit einem Menschen sprechen")
    await expect(widget.locator(".sheet")).to_contain_text("Schreiben Sie zuerst eine Nachricht")
    await widget.get_by_role("button", name="Frage hinterlassen").click()
    await expect(widget.locator(".sheet").get_by_role("link", name="Datenschutz")).to_be_visible()
    send = widget.get_by_role("button", name="Frage absenden")
    await send.click()
    await expect(widget.get_by_label("Ihre Frage", exact=True)).to_be_focused()
    await widget.get_by_label("Ihre Frage", exact=True).fill("Wer hilft mir?")
    await widget.get_by_label("Ihre E-Mail-Adresse").fill("anna")
    await send.click()
    await expect(widget.get_by_role("alert")).to_contain_text("E-Mail-Adresse")
    await expect(widget.get_by_label("Ihre E-Mail-Adresse")).to_be_focused()
    await widget.get_by_label("Ihre E-Mail-Adresse").fill("anna@example.org")
    await send.evaluate("button => { button.click(); button.click() }")
    await expect(widget.locator(".note")).to_contain_text("Ihre Frage ist angekommen")
    [left] = await LeftQuestions().list(tenant)
    assert (left.question, left.email) == ("Wer hilft mir?", "anna@example.org")


async def test_conversation_is_downloaded_and_erased(
    widget: Page, platform: Platform, tenant: UUID, scripted_model: Any, tmp_path: Path
) -> None:
    scripted_model.queue("Gern.")
    await ask(widget, "Hallo")
    await expect(widget.locator(".answer .tools")).to_be_visible()
    async with widget.expect_download() as started:
        await more(widget, "Gespräch herunterladen")
    await (await started.value).save_as(tmp_path / "chat.json")
    exported = json.loads((tmp_path / "chat.json").read_text("utf-8"))
    assert [m["text"] for m in exported["conversations"]["messages"]] == ["Hallo", "Gern."]
    await widget.locator(".sheet").get_by_role("button", name="Gespräch löschen").click()
    await widget.get_by_role("button", name="Endgültig löschen").click()
    await expect(widget.locator(".note")).to_have_text("Das Gespräch wurde gelöscht.")
    await expect(widget.locator(".mine, .answer")).to_have_count(0)
    assert await platform.conversations.list(tenant) == []
    assert await widget.evaluate("sessionStorage.length") == 0


async def test_refusal_offers_people(widget: Page, tenant: UUID, worker: None) -> None:
    await ask(widget, "Wer hat 1974 die Weltmeisterschaft gewonnen?")
    offers = widget.locator(".answer.abstained .next")
    await expect(offers.get_by_role("button", name="Mit einem Menschen sprechen")).to_be_visible()
    await offers.get_by_role("button", name="Frage hinterlassen").click()
    await expect(widget.get_by_label("Ihre Frage", exact=True)).to_have_value(
        "Wer hat 1974 die Weltmeisterschaft gewonnen?"
    )
