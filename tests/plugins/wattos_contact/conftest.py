from __future__ import annotations

import asyncio
import copy
from collections.abc import AsyncGenerator
from email import message_from_bytes
from email.message import Message
from uuid import UUID

import msgspec
import pytest_asyncio
from aiosmtpd.smtp import SMTP, Envelope, Session

from wattos.platform import Platform
from wattos.settings import SmtpSettings
from wattos_contact.plugin import PLUGIN_ID

RECIPIENT = "service@stadt.example"


class Mailbox:
    """A real SMTP server's handler: keeps what it takes, and misbehaves when told to."""

    def __init__(self) -> None:
        self.port = 0
        self.mails: list[Message] = []
        self.refuse_recipient = False
        self.refuse_data = False
        self.vanish_after_data = False

    async def handle_RCPT(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        if self.refuse_recipient:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refuse_data:
            return "554 not today"
        assert isinstance(envelope.content, bytes)
        self.mails.append(message_from_bytes(envelope.content))
        if self.vanish_after_data:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return "250 taken"


@pytest_asyncio.fixture(loop_scope="session")
async def mailbox() -> AsyncGenerator[Mailbox]:
    """A mail server on the loopback."""
    box = Mailbox()
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(box, hostname="mail.example"), "127.0.0.1", 0
    )
    box.port = server.sockets[0].getsockname()[1]
    async with server:
        yield box


@pytest_asyncio.fixture(loop_scope="session")
async def mailing(platform: Platform, tenant: UUID, mailbox: Mailbox) -> Platform:
    """The platform with that mail server configured, and a recipient named by the tenant."""
    smtp = SmtpSettings(
        host="127.0.0.1", port=mailbox.port, sender="chat@stadt.example", start_tls=False
    )
    configured = copy.copy(platform)
    configured.settings = msgspec.structs.replace(platform.settings, smtp=smtp)
    await platform.plugins.change_settings(tenant, PLUGIN_ID, {"recipient": RECIPIENT})
    return configured
