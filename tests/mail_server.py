"""A mail server on the loopback, for tests of what leaves by mail."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, Envelope, Session

from wattos.platform import Platform
from wattos.settings import SmtpSettings


class Mailbox:
    """A real SMTP server's handler: keeps what it takes, and misbehaves when told to."""

    def __init__(self) -> None:
        self.port = 0
        self.mails: list[EmailMessage] = []
        self.refuse_recipient = False
        self.refuse_data = False
        self.vanish_after_data = False
        self._came = asyncio.Event()

    @property
    def smtp(self) -> SmtpSettings:
        """What names this server as the one for outgoing mail."""
        return SmtpSettings(host="127.0.0.1", port=self.port, sender="chat@stadt.example")

    async def arrived(self, number: int) -> EmailMessage:
        """The mail of this number, counted from 1, once it is there."""
        while len(self.mails) < number:
            self._came.clear()
            await self._came.wait()
        return self.mails[number - 1]

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
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        self._came.set()
        if self.vanish_after_data:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return "250 taken"


@asynccontextmanager
async def running_mailbox() -> AsyncGenerator[Mailbox]:
    """A mail server on the loopback."""
    box = Mailbox()
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(box, hostname="mail.example"), "127.0.0.1", 0
    )
    box.port = server.sockets[0].getsockname()[1]
    async with server:
        yield box


@contextmanager
def mailing_through(platform: Platform, box: Mailbox) -> Generator[None]:
    """The platform has this mail server for as long as the block lasts."""
    before = platform.mail.smtp
    platform.mail.smtp = box.smtp
    try:
        yield
    finally:
        platform.mail.smtp = before
