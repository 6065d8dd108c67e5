"""One mail over SMTP (RFC 5321), with an honest word about whether it went out."""

from __future__ import annotations

from email.message import EmailMessage

import aiosmtplib

from wattos.agents import OutcomeUnknown
from wattos.errors import Unavailable
from wattos.settings import SmtpSettings

_SECONDS = 30
_IMPLICIT_TLS_PORT = 465  # RFC 8314


class MailNotSent(Unavailable):
    """The mail server certainly did not take the mail, so it may be tried again."""

    code = "mail-not-sent"


async def send_mail(smtp: SmtpSettings, message: EmailMessage, recipient: str) -> None:
    """Hand a mail to the configured server.

    Raises `MailNotSent` when the server refused it or was not reached, and `OutcomeUnknown` when
    the connection was lost while the message was on its way: the server may have taken it. The
    server's address is the operator's, so it does not pass the guard for outside addresses.
    """
    implicit = smtp.port == _IMPLICIT_TLS_PORT
    client = aiosmtplib.SMTP(
        hostname=smtp.host,
        port=smtp.port,
        timeout=_SECONDS,
        use_tls=implicit,
        start_tls=smtp.start_tls and not implicit,
        username=smtp.user or None,
        password=smtp.password.reveal() if smtp.password else None,
    )
    try:
        await client.connect()
        await client.mail(smtp.sender)
        await client.rcpt(recipient)
    except (aiosmtplib.SMTPException, OSError) as error:
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


async def _say_goodbye(client: aiosmtplib.SMTP) -> None:
    # The server has answered for the mail; how the connection ends changes nothing about that.
    try:
        await client.quit()
    except (aiosmtplib.SMTPException, OSError):
        client.close()


def _not_sent(error: Exception) -> MailNotSent:
    # The server's words may repeat addresses; its code does not.
    code = error.code if isinstance(error, aiosmtplib.SMTPResponseException) else None
    return MailNotSent(
        "The mail server did not take the mail.",
        given=f"{type(error).__name__}{f' {code}' if code else ''}",
        hint="Check SMTP_HOST, SMTP_PORT, SMTP_USER, SMTP_PASSWORD and SMTP_FROM.",
    )
