"""One mail over SMTP (RFC 5321), with an honest word about whether it went out."""

from __future__ import annotations

import hashlib
from email.message import EmailMessage
from email.utils import formataddr, formatdate, parseaddr
from ipaddress import ip_address
from typing import TYPE_CHECKING

from wattos.errors import OutcomeUnknown, Unavailable
from wattos.mail.schemas import Mail
from wattos.settings import SmtpSettings

if TYPE_CHECKING:
    import aiosmtplib

_SECONDS = 30
_IMPLICIT_TLS_PORT = 465  # RFC 8314
_REFUSED_FOR_GOOD = range(500, 600)  # RFC 5321, section 4.2.1


class MailNotSent(Unavailable):
    """The mail server certainly did not take the mail; `final` when it never will."""

    code = "mail-not-sent"
    final = False


async def send_mail(smtp: SmtpSettings, mail: Mail, *, reference: str) -> None:
    """Hand a mail to the configured server.

    `reference` becomes the Message-ID (hashed), so that a mail server or a reader recognises a
    repeat. Raises `MailNotSent` when the server refused it or was not reached, and
    `OutcomeUnknown` when the connection was lost while the message was on its way: the server may
    have taken it. The server's address is the operator's, so it does not pass the guard for
    outside addresses.
    """
    import aiosmtplib

    message = _message(smtp, mail, reference)
    client = _client(smtp)
    try:
        await client.connect()
        await client.mail(parseaddr(smtp.sender)[1])
        await client.rcpt(mail.to)
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        client.close()
        raise _not_sent(error) from error
    try:
        await client.data(message.as_bytes())
    except aiosmtplib.SMTPResponseException as error:
        client.close()
        raise _not_sent(error) from error
    except (aiosmtplib.SMTPException, OSError) as error:
        client.close()
        raise OutcomeUnknown(
            "The connection to the mail server was lost while the mail was on its way.",
            hint="Look into the mail server's log before sending it again.",
        ) from error
    await _say_goodbye(client)


async def check_server(smtp: SmtpSettings) -> None:
    """Connect and sign in as for a mail, then leave. Raises `MailNotSent`."""
    import aiosmtplib

    client = _client(smtp, seconds=10)
    try:
        await client.connect()
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        client.close()
        raise _not_sent(error) from error
    await _say_goodbye(client)


def _client(smtp: SmtpSettings, *, seconds: float = _SECONDS) -> aiosmtplib.SMTP:
    import aiosmtplib

    implicit = smtp.port == _IMPLICIT_TLS_PORT
    return aiosmtplib.SMTP(
        hostname=smtp.host,
        port=smtp.port,
        timeout=seconds,
        use_tls=implicit,
        start_tls=False if implicit else _start_tls(smtp),
        username=smtp.user or None,
        password=smtp.password.reveal() if smtp.password else None,
    )


def _start_tls(smtp: SmtpSettings) -> bool | None:
    """True demands encryption, None uses it where it is offered."""
    if not smtp.start_tls:
        return False
    try:
        is_here = smtp.host == "localhost" or ip_address(smtp.host).is_loopback
    except ValueError:
        is_here = False
    return None if is_here else True


def _message(smtp: SmtpSettings, mail: Mail, reference: str) -> EmailMessage:
    own_name, sender = parseaddr(smtp.sender)
    message = EmailMessage()
    message["From"] = formataddr((_one_line(mail.from_name) or own_name, sender))
    message["To"] = mail.to
    message["Subject"] = _one_line(mail.subject)
    message["Date"] = formatdate(localtime=False)
    digest = hashlib.sha256(reference.encode()).hexdigest()[:32]
    message["Message-ID"] = f"<{digest}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no vacation notices to the sender
    if mail.reply_to is not None:
        message["Reply-To"] = mail.reply_to
    message.set_content(mail.text)
    if mail.html is not None:
        message.add_alternative(mail.html, subtype="html")
    return message


def _one_line(text: str) -> str:
    return " ".join(text.split())


async def _say_goodbye(client: aiosmtplib.SMTP) -> None:
    # The server has answered for the mail; how the connection ends changes nothing about that.
    import aiosmtplib

    try:
        await client.quit()
    except (aiosmtplib.SMTPException, OSError):
        client.close()


def _not_sent(error: Exception) -> MailNotSent:
    # The server's words may repeat addresses; its code does not.
    import aiosmtplib

    code = error.code if isinstance(error, aiosmtplib.SMTPResponseException) else None
    hint = "Check SMTP_HOST, SMTP_PORT, SMTP_USER, SMTP_PASSWORD and SMTP_FROM."
    if "STARTTLS" in str(error):
        hint = "It does not encrypt. In a closed network SMTP_START_TLS=0 allows that."
    told = MailNotSent(
        "The mail server did not take the mail.",
        given=f"{type(error).__name__}{f' {code}' if code else ''}",
        hint=hint,
    )
    told.final = code in _REFUSED_FOR_GOOD or isinstance(error, ValueError)
    return told
