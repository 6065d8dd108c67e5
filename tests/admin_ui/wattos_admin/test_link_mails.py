"""Invitations and resets leave by mail where a server is set up."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator
from email.message import EmailMessage
from uuid import UUID

import httpx
import pytest_asyncio

from tests.admin_ui.wattos_admin.conftest import send
from tests.mail_server import Mailbox, mailing_through, running_mailbox
from wattos.database import fetch, tenant_scope
from wattos.platform import Platform

PEOPLE = "/admin/people"
SENTENCE = "a long enough sentence"
ANA = {"email": "ana@example.org", "name": "Ana", "role": "editor", "language": "de"}


@pytest_asyncio.fixture(loop_scope="session")
async def mailbox(platform: Platform) -> AsyncGenerator[Mailbox]:
    """A mail server that the platform sends through."""
    async with running_mailbox() as box:
        with mailing_through(platform, box):
            yield box


def link_in(mail: EmailMessage) -> str:
    found = re.search(r"http\S+(/admin/welcome/\w+/wtl_[\w-]+)", mail.get_content())
    assert found is not None, mail.get_content()
    return found[1]


async def shows(client: httpx.AsyncClient, path: str, words: str) -> None:
    """Returns once the page shows these words."""
    while True:
        if words in (await client.get(path)).text:
            return
        await asyncio.sleep(0.05)


async def test_invitation_is_mailed_and_its_link_is_nowhere_else(
    platform: Platform,
    tenant: UUID,
    owner: httpx.AsyncClient,
    server: str,
    mailbox: Mailbox,
    worker: None,
) -> None:
    shown = await send(owner, f"{PEOPLE}/invitations", page=PEOPLE, **ANA)
    assert "The link is mailed to ana@example.org." in shown.text
    assert "wtl_" not in shown.text
    mail = await mailbox.arrived(1)
    assert mail["To"] == ANA["email"]
    assert mail["Subject"].startswith("Ihre Einladung: ")
    link = link_in(mail)
    async with tenant_scope(tenant):
        stored = str([dict(row) for row in await fetch("select * from outbox_message")])
    assert "wtl_" not in stored
    assert ANA["email"] not in stored
    await shows(owner, shown.url.path, "Mail sent")

    async with httpx.AsyncClient(base_url=server, follow_redirects=True, timeout=30) as ana:
        inside = await ana.post(link, data={"password": SENTENCE, "repeated": SENTENCE})
        assert inside.is_success
    assert "Mail sent" not in (await owner.get(shown.url.path)).text


async def test_newer_link_ends_the_mailed_one_and_can_be_shown_instead(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient, mailbox: Mailbox, worker: None
) -> None:
    shown = await send(owner, f"{PEOPLE}/invitations", page=PEOPLE, **ANA)
    here = shown.url.path
    first = link_in(await mailbox.arrived(1))
    copied = await send(owner, f"{here}/link/invite", page=here, shown="yes")
    assert "/admin/welcome/invite/wtl_" in copied.text
    assert (await owner.get(first)).status_code == 404
    await platform.access.choose_password(link_of(copied), "invite", SENTENCE)
    await send(owner, f"{here}/link/reset", page=here)
    reset = await mailbox.arrived(2)
    assert "Passwort" in reset["Subject"]
    assert "/admin/welcome/reset/" in link_in(reset)


def link_of(page: httpx.Response) -> str:
    found = re.search(r"wtl_[\w-]+", page.text)
    assert found is not None
    return found[0]
