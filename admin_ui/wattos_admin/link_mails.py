"""Invitations and links for a new password, by mail.

The queue holds the link's id alone: its secret is made anew right before the mail leaves, so that
nobody who reads the queue can follow it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from wattos.database import tenant_scope
from wattos.errors import NotFound
from wattos.mail import Mail, MailKind, MailStatus
from wattos_admin.catalogue import Language, language_of, words
from wattos_admin.page import ROOT, key_of

if TYPE_CHECKING:
    from wattos.access import PasswordLink
    from wattos.platform import Platform

LINK_MAIL: Final = "people.link"
STATE_WORDS: Final = {
    "pending": key_of("Mail waits to be sent"),
    "sending": key_of("Mail is being sent"),
    "sent": key_of("Mail sent"),
    "failed": key_of("Mail failed"),
    "unknown": key_of("Mail may not have arrived"),
}
_SUBJECTS: Final = {
    "invite": key_of("Your invitation to %(organisation)s"),
    "reset": key_of("A new password for %(organisation)s"),
}
_TEXTS: Final = {
    "invite": key_of(
        "%(organisation)s invites you to look after its assistant. With this link you choose "
        "your password; it works once, for seven days:"
    ),
    "reset": key_of(
        "%(organisation)s asked for a new password for you. With this link you choose it; it "
        "works once, for a day, and the old password holds until then:"
    ),
}


async def mail_link(
    platform: Platform, tenant_id: UUID, secret: str, purpose: PasswordLink, address: str
) -> None:
    """Mail a new link to its person; `secret` stops working with that.

    `address` is where people reach the installation. Raises as `Mailer.put` and `Access.link` do.
    """
    link = await platform.access.link(secret, purpose)
    about = {"link_id": str(link.id), "purpose": purpose, "address": address}
    async with tenant_scope(tenant_id):
        await platform.mail.put(LINK_MAIL, about, idempotency_key=_key(link.id))


async def link_mail_status(
    platform: Platform, tenant_id: UUID, user_id: UUID
) -> tuple[str, MailStatus] | None:
    """The purpose of a person's open link that was mailed, and how its mail fared."""
    purposes: Sequence[PasswordLink] = ("invite", "reset")
    for purpose in purposes:
        for link in await platform.access.links(tenant_id, purpose):
            if link.user_id == user_id:
                found = await platform.mail.statuses(tenant_id, [_key(link.id)])
                return next(((purpose, status) for status in found.values()), None)
    return None


def mail_kind(platform: Platform) -> MailKind:
    """The kind of these mails."""

    async def compose(tenant_id: UUID, about: dict[str, Any]) -> Mail | None:
        try:
            link, secret = await platform.access.reissue_link(tenant_id, UUID(about["link_id"]))
        except NotFound:
            return None
        if link.user_id is None:
            return None
        user = await platform.access.user(tenant_id, link.user_id)
        tenant = await platform.tenancy.get(tenant_id)
        return _mail(
            to=user.email,
            name=user.name,
            language=language_of(user.language) or "en",
            organisation=tenant.name,
            purpose=about["purpose"],
            address=f"{about['address']}{ROOT}/welcome/{about['purpose']}/{secret}",
        )

    return MailKind(name=LINK_MAIL, compose=compose)


def _mail(
    *, to: str, name: str, language: Language, organisation: str, purpose: str, address: str
) -> Mail:
    say = words(language).gettext
    of = {"organisation": organisation}
    greeting = say(key_of("Hello %(name)s")) % {"name": name} if name else say(key_of("Hello"))
    ignore = say(key_of("If you did not expect this, leave it: nothing happens without the link."))
    parts = [f"{greeting},", say(_TEXTS[purpose]) % of, address, f"{ignore}\n"]
    return Mail(
        to=to,
        subject=say(_SUBJECTS[purpose]) % of,
        text="\n\n".join(parts),
        from_name=organisation,
    )


def _key(link_id: UUID) -> str:
    return f"{LINK_MAIL}:{link_id}"
