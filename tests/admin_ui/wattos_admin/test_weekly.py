"""The week as a page and as a mail, and the passage that is accepted as an answer."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from datetime import datetime
from email.message import EmailMessage
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
import pytest
import pytest_asyncio

from tests.admin_ui.wattos_admin.conftest import SignIn, send
from tests.admin_ui.wattos_admin.test_pages import add, ask
from tests.admin_ui.wattos_admin.test_verified import undo_of
from tests.mail_server import Mailbox, mailing_through, running_mailbox
from wattos.database import execute, tenant_scope
from wattos.platform import Platform
from wattos_admin.weekly.jobs import MORNING, put, write_mails
from wattos_admin.weekly.recent import RecentLooks
from wattos_admin.weekly.subscriptions import (
    export_subject,
    subscribe,
    subscribers,
)
from wattos_admin.weekly.suggestions import suggested_for

REVIEW, WEEK, SETTINGS = "/admin/review", "/admin/review/week", "/admin/settings/weekly"
QUESTION = "How deep is the heated pool?"


@pytest_asyncio.fixture(loop_scope="session")
async def mailbox(platform: Platform) -> AsyncGenerator[Mailbox]:
    """A mail server that the platform sends through."""
    async with running_mailbox() as box:
        with mailing_through(platform, box):
            yield box


@pytest_asyncio.fixture(loop_scope="session")
async def asked(platform: Platform, tenant: UUID) -> None:
    """A week in which a visitor's question was refused twice, and a colleague's once."""
    await add(platform, tenant, "pool.txt", "The pool is heated to 24 degrees. It opens at nine.")
    for _ in range(2):
        await ask(platform, tenant, QUESTION)
    await ask(platform, tenant, "I am ada@example.org, who marries us?")
    for nothing in ("help", "Thanks, that helps!"):
        await ask(platform, tenant, nothing)


async def person(platform: Platform, tenant: UUID, role: str) -> UUID:
    (user,) = [user for user in await platform.access.users(tenant) if role in user.roles]
    return user.id


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return part.get_content()


async def week_of(client: httpx.AsyncClient) -> str:
    """The week and after it what its open questions load."""
    week = (await client.get(WEEK)).text
    parts = re.findall(r'hx-get="(/admin/review/suggestion/[\w-]+)"', week)
    return week + "".join([(await client.get(part)).text for part in parts])


async def test_suggested_passage_is_accepted_with_one_click_and_taken_back(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient, asked: None
) -> None:
    assert "Looking at the week" in (await owner.get(REVIEW)).text
    week = await week_of(owner)
    assert "heated to 24 degrees" in week
    assert "ada@example.org" not in week
    found = re.search(r'action="(/admin/review/accept/[\w-]+)".*?value="([\w-]+)"><button', week)
    assert found is not None, week
    stale = await send(owner, found[1], page=REVIEW, chunk_id="another")
    assert "has changed meanwhile" in stale.text
    kept = await send(owner, found[1], page=REVIEW, chunk_id=found[2])
    (verified,) = await platform.verified.list(tenant)
    assert (verified.question, verified.answer[:18]) == (QUESTION, "The pool is heated")
    assert verified.sources[0].quote == verified.answer
    assert QUESTION not in (await week_of(owner)).partition("open-title")[2]
    await send(owner, undo_of(kept), page=REVIEW)
    assert (await platform.verified.get(tenant, verified.id)).state == "archived"


async def test_passage_in_another_language_is_accepted_as_what_it_is(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient
) -> None:
    await add(platform, tenant, "freibad.txt", "Das Freibad ist auf 24 Grad geheizt.")
    asked = await ask(platform, tenant, "Is the outdoor pool slide heated?")
    shown = (await owner.get(f"/admin/review/suggestion/{asked.turn_id}")).text
    other = await ask(platform, tenant, "Where can I rent a wedding dress?")
    assert (await suggested_for(platform, tenant, other.turn_id)).suggestion is None
    assert "nearest passage (in German)" in shown
    assert "The question is in English" in shown
    found = re.search(r'action="(/admin/review/accept/[\w-]+)".*?value="([\w-]+)"><button', shown)
    assert found is not None, shown
    await send(owner, found[1], page=REVIEW, chunk_id=found[2])
    (verified,) = await platform.verified.list(tenant)
    assert verified.language == "de"
    again = await platform.conversations.ask(tenant, "Is the outdoor pool slide heated?")
    assert again.text.startswith("This verified answer exists in German only")
    assert "> Das Freibad ist auf 24 Grad geheizt." in again.text
    assert (again.language, again.quoted_language) == ("en", "de")


async def test_passage_that_shares_one_of_two_words_with_a_question_is_not_suggested(
    platform: Platform, tenant: UUID, scripted_model: Any
) -> None:
    await add(platform, tenant, "pool.txt", "Der Handwerkerparkausweis kostet 30 Euro im Jahr.")
    suggested: list[bool] = []
    for question in ("Gibt es einen Parkausweis für Handwerker?", "Gibt es ein Jahr Parkverbot?"):
        scripted_model.queue("Ja.")
        asked = await ask(platform, tenant, question)
        found = await suggested_for(platform, tenant, asked.turn_id)
        suggested.append(found.suggestion is not None)
    assert suggested == [True, False]


async def test_week_counts_the_same_question_once(
    platform: Platform, tenant: UUID, asked: None
) -> None:
    digest = await RecentLooks(platform).week(tenant, seconds=0)
    assert digest.asked == 3
    assert [(topic.count, topic.unanswered) for topic in digest.topics] == [(2, 2), (1, 1)]
    assert digest.topics[0].question == QUESTION
    assert [(one.count, one.is_whole) for one in digest.open] == [(2, True), (1, False)]
    near, far = (one.suggestion for one in digest.open)
    assert near is not None
    assert near.source.quote.startswith("The pool is heated")
    assert far is None  # nothing was read about marriages: no passage is better than any


async def test_mail_goes_once_a_week_to_those_who_want_it_in_their_language(
    platform: Platform,
    tenant: UUID,
    owner: httpx.AsyncClient,
    sign_in: SignIn,
    asked: None,
    mailbox: Mailbox,
    worker: None,
) -> None:
    await sign_in("editor", language="de")
    await sign_in("viewer")
    editor, viewer = [await person(platform, tenant, role) for role in ("editor", "viewer")]
    form = {"weekday": "2", "person": str(editor)}
    await send(owner, SETTINGS, page=SETTINGS, **form)
    await subscribe(tenant, viewer, wanted=True, address="http://x.example")
    zone = ZoneInfo("Pacific/Auckland")
    tuesday, early, morning, late = (
        datetime(2026, 3, day, hour, tzinfo=zone)
        for day, hour in ((3, 9), (4, MORNING - 1), (4, MORNING), (4, 23))
    )
    for moment, mails in ((tuesday, 0), (early, 0), (morning, 2), (late, 2)):
        assert await write_mails(platform, tenant, moment) == mails
    mail = await mailbox.arrived(1)
    assert mail["Subject"].startswith("Was gefragt wurde")
    for kind in ("plain", "html"):
        text = body(mail, kind)
        assert QUESTION in text
        assert "heated to 24 degrees" in text
        assert "/admin/review#q-" in text
        assert "ada@example.org" not in text
    await put(platform, tenant, editor, occasion="now")
    await mailbox.arrived(2)
    assert {mail["To"] for mail in mailbox.mails} == {
        (await platform.access.user(tenant, editor)).email
    }


async def test_person_switches_their_mail_on_and_off_and_is_exported_with_it(
    platform: Platform, tenant: UUID, sign_in: SignIn
) -> None:
    client = await sign_in("editor")
    editor = await person(platform, tenant, "editor")
    await send(client, f"{REVIEW}/mine/on", page=REVIEW)
    assert await subscribers(tenant) == [editor]
    assert await export_subject(tenant, str(editor)) == {"weekly_mail": True}
    assert (await client.get(SETTINGS)).status_code == 403
    off = await send(client, f"{REVIEW}/mine/off", page=REVIEW)
    assert await subscribers(tenant) == []
    await send(client, undo_of(off), page=REVIEW)
    async with tenant_scope(tenant):
        await execute("delete from users where id = $1", editor)
    assert await subscribers(tenant) == []


@pytest.mark.parametrize("language", ["de", "en"])
async def test_preview_shows_the_mail_that_would_leave(
    owner: httpx.AsyncClient, asked: None, language: str
) -> None:
    headers = {"Accept-Language": language}
    shown = await owner.get(f"{REVIEW}/mail", headers=headers)
    inside = await owner.get(f"{REVIEW}/mail/body", headers=headers)
    plain = await owner.get(f"{REVIEW}/mail/text", headers=headers)
    words = {"de": "Was gefragt wurde", "en": "What people asked"}[language]
    assert words in shown.text
    assert words in inside.text
    assert QUESTION in plain.text
    assert inside.headers["Content-Security-Policy"].startswith("sandbox")
    assert "frame-ancestors 'self'" in inside.headers["Content-Security-Policy"]
