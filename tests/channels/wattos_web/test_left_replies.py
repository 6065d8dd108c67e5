"""A reply to a left question reaches the chat and the mailbox, once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from httpx import AsyncClient
from tests.mail_server import Mailbox, mailing_through, running_mailbox

from wattos.database import execute, tenant_scope
from wattos.platform import Platform
from wattos_web.reply_mail import compose

API = "/api/v1/left-questions"
LEFT = {"question": "Darf mein Hund mit?", "email": "anna@example.org", "name": "Anna"}


@pytest_asyncio.fixture(loop_scope="session")
async def mailbox(platform: Platform) -> AsyncGenerator[Mailbox]:
    """A mail server that the platform sends through."""
    async with running_mailbox() as box:
        with mailing_through(platform, box):
            yield box


async def left(visitor: httpx.AsyncClient, client: AsyncClient) -> str:
    """The API's path of a question that the visitor leaves once theirs to the agent has ended."""
    sent = {"text": "Hallo", "client_message_id": "1"}
    accepted = (await visitor.post("/web/messages", json=sent)).raise_for_status().json()
    await ended(client, accepted["turn_id"])
    (await visitor.post("/web/questions", json=LEFT)).raise_for_status()
    return f"{API}/{(await client.get(API)).json()[0]['id']}"


async def ended(client: AsyncClient, turn_id: str) -> None:
    """Returns once nothing is written about the turn any more."""
    while True:
        turn = (await client.get(f"/api/v1/conversations/turns/{turn_id}")).json()
        if turn["state"] in ("completed", "failed", "stopped"):
            return
        await asyncio.sleep(0.05)


async def mailed(client: AsyncClient, *states: str) -> dict[str, Any]:
    """The question's last reply, once its mail is in one of these states."""
    while True:
        reply = (await client.get(API)).json()[0]["replies"][-1]
        if reply["mail"] in states:
            return reply
        await asyncio.sleep(0.05)


async def test_reply_reaches_chat_and_mailbox_once(
    visitor: httpx.AsyncClient, client: AsyncClient, mailbox: Mailbox, worker: None
) -> None:
    path = await left(visitor, client)
    reply = {"text": "Ja, an der Leine.", "client_message_id": "a"}
    for _ in range(2):
        answered = await client.post(f"{path}/replies", json=reply)
        assert (answered.json()["state"], len(answered.json()["replies"])) == ("answered", 1)
    await mailed(client, "sent")

    (mail,) = mailbox.mails
    body = mail.get_content()
    assert mail["To"] == LEFT["email"]
    assert "Antwort auf Ihre Frage" in mail["Subject"]
    assert "Guten Tag Anna" in body
    assert "> Darf mein Hund mit?" in body
    assert "Ja, an der Leine." in body
    shown = (await visitor.get("/web/conversation")).json()["messages"]
    assert [m["text"] for m in shown if m["role"] == "human"] == ["Ja, an der Leine."]
    exported = (await visitor.get("/web/conversation/export")).json()
    assert exported["plugins"]["wattos_web"]["replies"][0]["text"] == "Ja, an der Leine."


async def test_unknown_mail_is_shown_and_repeated_by_a_person_alone(
    visitor: httpx.AsyncClient, client: AsyncClient, mailbox: Mailbox, worker: None
) -> None:
    path = await left(visitor, client)
    mailbox.vanish_after_data = True
    await client.post(f"{path}/replies", json={"text": "Ja.", "client_message_id": "a"})
    reply = await mailed(client, "unknown", "sent")
    assert reply["mail"] == "unknown"
    mailbox.vanish_after_data = False
    again = f"{path}/replies/{reply['id']}/mail"
    assert (await client.post(again)).status_code == 201
    await mailed(client, "sent")
    assert len(mailbox.mails) == 2
    assert (await client.post(again)).status_code == 409


async def test_erased_chat_leaves_the_mail_as_the_only_way(
    visitor: httpx.AsyncClient,
    client: AsyncClient,
    tenant: UUID,
    platform: Platform,
    mailbox: Mailbox,
    worker: None,
) -> None:
    path = await left(visitor, client)
    async with tenant_scope(tenant):
        await execute("delete from conversation")
    reply = {"text": "Ja.", "client_message_id": "a"}
    platform.mail.smtp, smtp = type(mailbox.smtp)(), platform.mail.smtp
    refused = await client.post(f"{path}/replies", json=reply)
    assert refused.status_code == 409
    assert LEFT["email"] not in refused.text
    platform.mail.smtp = smtp
    assert (await client.post(f"{path}/replies", json=reply)).status_code == 201
    await mailed(client, "sent")


@pytest.mark.parametrize(
    ("language", "words"),
    [("de", "Unsere Antwort"), ("en", "Our answer"), ("tr", "Yanıtımız"), ("fr", "Our answer")],
)
def test_mail_speaks_the_conversations_language(language: str, words: str) -> None:
    mail = compose(
        text="Evet.",
        question="Köpek?",
        email="a@b.example",
        name="",
        language=language,
        organisation="Lindenfurt",
    )
    assert words in mail.text
    assert "Lindenfurt" in mail.subject
