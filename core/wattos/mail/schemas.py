"""A mail, what kinds there are, and how one fared."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import msgspec


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """What one recipient reads: plain text, and the same as HTML where that helps."""

    to: str
    subject: str
    text: str
    html: str | None = None
    reply_to: str | None = None
    from_name: str = ""
    """Whose mail it is, shown before the installation's own address."""


class MailKind(msgspec.Struct, frozen=True, kw_only=True):
    """An occasion to write.

    `compose` gets the tenant and the payload given to `Mailer.put`, outside of a scope, right
    before the mail leaves: so the queue holds references only, and addresses, texts and secrets
    are read where they belong. None means that there is nothing to say any more (the person was
    erased, say). It may run again after a refused attempt.
    """

    name: str
    compose: Callable[[UUID, dict[str, Any]], Awaitable[Mail | None]]


class MailStatus(msgspec.Struct, frozen=True, kw_only=True):
    """How a mail fared: `pending`, `sending`, `sent`, `failed` or `unknown`, and why.

    An unknown one may have arrived, so it is never sent again by itself.
    """

    state: str
    error: str | None = None
