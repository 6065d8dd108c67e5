"""A mail leaves once, says how it fared, and leaves no copy of itself behind."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import UUID

import msgspec
import pytest

from tests.mail_server import Mailbox
from wattos.database import fetch, new_id, tenant_scope
from wattos.delivery import JobContext, OutboxItem
from wattos.errors import ConfigurationError, Conflict, InvalidInput, Unavailable
from wattos.mail import Mail, MailKind, MailNotSent, MailStatus, check_server
from wattos.platform import Platform

ADDRESS = "anna@example.org"


class Letters:
    """A kind of mail whose text lies outside of the outbox."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.fault: Exception | None = None
        self.kind = MailKind(name=f"letter-{new_id().hex}", compose=self.compose)

    async def compose(self, tenant_id: UUID, about: dict[str, Any]) -> Mail | None:
        if self.fault is not None:
            raise self.fault
        text = self.texts.get(about["letter"])
        if text is None:
            return None
        return Mail(
            to=ADDRESS, subject="Grüße\nBcc: eve@example.org", text=text, html="<p>Hallo</p>"
        )


@pytest.fixture
def letters(platform: Platform) -> Letters:
    made = Letters()
    made.texts["1"] = "Schöne Grüße"
    platform.mail.add_kinds([made.kind])
    return made


async def put(platform: Platform, tenant: UUID, letters: Letters, key: str = "k") -> None:
    async with tenant_scope(tenant):
        await platform.mail.put(letters.kind.name, {"letter": "1"}, idempotency_key=key)


async def send(platform: Platform, tenant: UUID) -> None:
    """One attempt at what waits to be sent, as a worker makes it."""
    async with tenant_scope(tenant):
        rows = await fetch("select id, payload from job where kind = 'delivery.send'")
    for row in rows:
        context = JobContext(
            job_id=row["id"],
            tenant_id=tenant,
            attempt=1,
            payload=msgspec.json.decode(row["payload"]),
            requested_by=None,
            report=nothing,
            is_cancelled=nothing,
        )
        with suppress(Unavailable):  # to be tried later
            await platform.jobs.kinds["delivery.send"].run(context)


async def nothing(*_: Any) -> Any:
    return None


async def status(platform: Platform, tenant: UUID, key: str = "k") -> MailStatus:
    return (await platform.mail.statuses(tenant, [key]))[key]


async def outgoing(platform: Platform, tenant: UUID) -> OutboxItem:
    (item,) = await platform.outbox.list(tenant)
    return item


async def test_mail_leaves_once_in_both_forms_and_is_not_kept(
    platform: Platform, tenant: UUID, mailbox: Mailbox, letters: Letters
) -> None:
    await put(platform, tenant, letters)
    await put(platform, tenant, letters)
    assert (await status(platform, tenant)).state == "pending"
    await send(platform, tenant)
    await send(platform, tenant)

    (mail,) = mailbox.mails
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert (plain.get_content().strip(), html.get_content().strip()) == (
        "Schöne Grüße",
        "<p>Hallo</p>",
    )
    assert mail["To"] == ADDRESS
    assert mail["Bcc"] is None
    assert await status(platform, tenant) == MailStatus(state="sent")
    item = await outgoing(platform, tenant)
    assert ADDRESS not in str(item)
    assert "Grüße" not in str(item)


async def test_lost_connection_is_unknown_and_only_a_person_sends_again(
    platform: Platform, tenant: UUID, mailbox: Mailbox, letters: Letters
) -> None:
    mailbox.vanish_after_data = True
    await put(platform, tenant, letters)
    await send(platform, tenant)
    assert (await status(platform, tenant)).state == "unknown"

    mailbox.vanish_after_data = False
    await put(platform, tenant, letters)
    await send(platform, tenant)
    assert len(mailbox.mails) == 1
    await platform.mail.resend(tenant, "k")
    await send(platform, tenant)
    assert len(mailbox.mails) == 2
    assert mailbox.mails[0]["Message-ID"] == mailbox.mails[1]["Message-ID"]
    with pytest.raises(Conflict):
        await platform.mail.resend(tenant, "k")


async def test_refused_mail_fails_with_the_servers_code_alone(
    platform: Platform, tenant: UUID, mailbox: Mailbox, letters: Letters
) -> None:
    mailbox.refuse_recipient = True
    await put(platform, tenant, letters)
    await send(platform, tenant)
    told = await status(platform, tenant)
    assert told.state == "failed"
    assert told.error is not None
    assert "550" in told.error
    assert ADDRESS not in told.error


async def test_server_that_is_not_there_is_tried_again(
    platform: Platform, tenant: UUID, mailbox: Mailbox, letters: Letters
) -> None:
    platform.mail.smtp = msgspec.structs.replace(mailbox.smtp, port=9)
    await put(platform, tenant, letters)
    await send(platform, tenant)
    assert (await status(platform, tenant)).state == "pending"
    platform.mail.smtp = mailbox.smtp
    await send(platform, tenant)
    assert (await status(platform, tenant)).state == "sent"


async def test_mail_without_anything_to_say_fails_and_a_fault_shows_no_text(
    platform: Platform,
    tenant: UUID,
    mailbox: Mailbox,
    letters: Letters,
    caplog: pytest.LogCaptureFixture,
) -> None:
    letters.fault = RuntimeError(f"no letter for {ADDRESS}")
    await put(platform, tenant, letters)
    await send(platform, tenant)
    told = await status(platform, tenant)
    assert told.state == "pending"
    assert ADDRESS not in f"{told} {caplog.text}"

    letters.fault = None
    letters.texts.clear()
    await send(platform, tenant)
    assert (await status(platform, tenant)).state == "failed"
    assert mailbox.mails == []


async def test_mail_needs_a_server_and_a_registered_kind(
    platform: Platform, tenant: UUID, letters: Letters
) -> None:
    assert not platform.mail.configured
    with pytest.raises(Conflict):
        await put(platform, tenant, letters)
    with pytest.raises(ConfigurationError):
        platform.mail.add_kinds([letters.kind])
    async with tenant_scope(tenant):
        with pytest.raises(InvalidInput):
            await platform.mail.put("nobody's", {}, idempotency_key="k")


async def test_check_tells_whether_the_server_answers(mailbox: Mailbox) -> None:
    await check_server(mailbox.smtp)
    with pytest.raises(MailNotSent, match="SMTP_HOST"):
        await check_server(msgspec.structs.replace(mailbox.smtp, port=9))


async def test_server_elsewhere_has_to_encrypt_unless_the_operator_says_otherwise(
    mailbox: Mailbox,
) -> None:
    await check_server(mailbox.smtp)  # on this machine
    elsewhere = msgspec.structs.replace(mailbox.smtp, host="0.0.0.0")
    with pytest.raises(MailNotSent, match="SMTP_START_TLS=0"):
        await check_server(elsewhere)
    await check_server(msgspec.structs.replace(elsewhere, start_tls=False))
