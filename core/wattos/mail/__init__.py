"""Outgoing mail: rooms and plugins say what a mail is about, and it leaves once."""

from __future__ import annotations

from wattos.mail.schemas import Mail, MailKind, MailStatus
from wattos.mail.service import Mailer
from wattos.mail.smtp import MailNotSent, check_server, send_mail

__all__ = [
    "Mail",
    "MailKind",
    "MailNotSent",
    "MailStatus",
    "Mailer",
    "check_server",
    "send_mail",
]
