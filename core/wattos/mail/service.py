"""Mail through the outbox: written with its cause, sent once."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from wattos.database import fetch, tenant_scope
from wattos.delivery import NotSent, Outbox, OutboxItem
from wattos.errors import ConfigurationError, Conflict, InvalidInput
from wattos.mail.schemas import Mail, MailKind, MailStatus
from wattos.mail.smtp import MailNotSent, send_mail
from wattos.settings import SmtpSettings

CHANNEL = "mail"
RETRY_SECONDS = 60.0

logger = logging.getLogger(__name__)


class Mailer:
    """Sends mails of the registered kinds. The outbox's row holds the kind and references only."""

    def __init__(self, outbox: Outbox, smtp: SmtpSettings) -> None:
        self.smtp = smtp
        self._outbox = outbox
        self._kinds: dict[str, MailKind] = {}
        outbox.add_sender(CHANNEL, _MailSender(self))

    @property
    def configured(self) -> bool:
        """Whether the operator named a mail server and a sender."""
        return bool(self.smtp.host and self.smtp.sender)

    def add_kinds(self, kinds: Iterable[MailKind]) -> None:
        """Register all of these kinds or none.

        Raises ConfigurationError for a name that is taken.
        """
        added: dict[str, MailKind] = {}
        for kind in kinds:
            if kind.name in self._kinds or kind.name in added:
                raise ConfigurationError("Two kinds of mail have one name.", given=kind.name)
            added[kind.name] = kind
        self._kinds.update(added)

    async def put(
        self,
        kind: str,
        payload: Mapping[str, Any],
        *,
        idempotency_key: str,
        conversation_id: UUID | None = None,
    ) -> None:
        """Write a mail in the open scope; it leaves after the commit, once for the key.

        Raises InvalidInput for a kind that nobody registered, and Conflict without a mail server.
        """
        if kind not in self._kinds:
            raise InvalidInput("Nobody registered this kind of mail.", given=kind)
        if not self.configured:
            raise Conflict("No mail server is set up.", expected="SMTP_HOST and SMTP_FROM")
        await self._outbox.put(
            CHANNEL,
            {},
            {"kind": kind, "about": dict(payload)},
            idempotency_key=idempotency_key,
            conversation_id=conversation_id,
        )

    async def statuses(self, tenant_id: UUID, keys: Sequence[str]) -> dict[str, MailStatus]:
        """How the mails of these idempotency keys fared; those that were never put are missing."""
        async with tenant_scope(tenant_id):
            rows = await fetch(
                "select idempotency_key, state, error from outbox_message "
                "where channel = $1 and idempotency_key = any ($2)",
                *(CHANNEL, list(keys)),
            )
        return {
            row["idempotency_key"]: MailStatus(state=row["state"], error=row["error"])
            for row in rows
        }

    async def resend(self, tenant_id: UUID, idempotency_key: str) -> None:
        """A person wants a failed or unknown mail sent (again). Raises Conflict for others."""
        async with tenant_scope(tenant_id):
            rows = await fetch(
                "select id from outbox_message where channel = $1 and idempotency_key = $2",
                *(CHANNEL, idempotency_key),
            )
        if not rows:
            raise Conflict("There is no such mail.")
        await self._outbox.resend(tenant_id, rows[0]["id"])

    async def composed(self, tenant_id: UUID, payload: Mapping[str, Any]) -> Mail:
        """The mail that a row of the outbox stands for. Raises NotSent when there is none."""
        kind = self._kinds.get(payload["kind"])
        if kind is None:
            raise NotSent(f"Nobody registered the kind {payload['kind']}.")
        try:
            mail = await kind.compose(tenant_id, payload["about"])
        except Exception as error:
            # The error's own words may hold what the mail says.
            logger.error("a mail of kind %s was not composed: %s", kind.name, type(error).__name__)
            reason = f"The mail could not be composed ({type(error).__name__})."
            raise NotSent(reason, retry_after=RETRY_SECONDS) from error
        if mail is None:
            raise NotSent("What the mail was about is no longer there.")
        return mail


class _MailSender:
    """Fulfils the outbox's `Sender`. A Message-ID makes repeats known, but servers accept them."""

    idempotent = False

    def __init__(self, mailer: Mailer) -> None:
        self._mailer = mailer

    async def send(self, item: OutboxItem) -> None:
        if not self._mailer.configured:
            raise NotSent("No mail server is set up.")
        mail = await self._mailer.composed(item.tenant_id, item.payload)
        reference = f"{item.tenant_id}:{item.idempotency_key}"
        try:
            await send_mail(self._mailer.smtp, mail, reference=reference)
        except MailNotSent as error:
            again = None if error.final else RETRY_SECONDS
            raise NotSent(str(error), retry_after=again) from error
