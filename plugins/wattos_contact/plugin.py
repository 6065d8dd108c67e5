"""Registers the tool `contact`.

It is there for tenants that named a recipient (`{"recipient": "service@…"}` in the plugin's
settings) on installations with a mail server (`SMTP_HOST`, `SMTP_FROM`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from wattos import hookimpl
from wattos.agents import Tool, ToolContext, ToolResult
from wattos.errors import ConfigurationError
from wattos.mail import send_mail
from wattos_contact.contact import PassOn, is_mail_address, read_contact
from wattos_contact.texts import DESCRIPTION, LABEL, OFFER, PASSED_ON, compose

if TYPE_CHECKING:
    from wattos.platform import Platform

PLUGIN_ID = "wattos_contact"


class ContactTool:
    """Mails questions to the address that the tenant named."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    async def available(self, tenant_id: UUID) -> bool:
        """Whether mail can be sent and the tenant said to whom."""
        return self._platform.mail.configured and bool(await self._recipient(tenant_id))

    async def run(self, context: ToolContext, request: PassOn) -> ToolResult:
        """Send the mail; raises `MailNotSent`, or `OutcomeUnknown` when nobody can tell."""
        recipient = await self._recipient(context.tenant_id)
        if recipient is None:
            raise ConfigurationError(
                "Nobody is named to whom questions are passed on.",
                expected='{"recipient": "mail address"} in the settings of wattos_contact',
            )
        tenant = await self._platform.tenancy.get(context.tenant_id)
        mail = compose(request, recipient=recipient, language=tenant.language)
        await send_mail(self._platform.mail.smtp, mail, reference=context.idempotency_key)
        summary = PASSED_ON.get(context.language, PASSED_ON["en"])
        return ToolResult(content="The question was passed on to the team.", summary=summary)

    async def _recipient(self, tenant_id: UUID) -> str | None:
        settings = await self._platform.plugins.settings(tenant_id, PLUGIN_ID)
        recipient = settings.get("recipient")
        valid = isinstance(recipient, str) and is_mail_address(recipient)
        return recipient if valid else None


def effect_of(context: ToolContext, request: PassOn) -> str:
    """One mail a conversation, question and contact, in whatever words the model calls it."""
    place = context.conversation_id or context.agent_run_id
    question = " ".join(request.question.lower().split())
    return f"{place}:{_digest(f'{question}|{request.email}|{request.phone}')}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@hookimpl
def register_tools(platform: Platform) -> Sequence[Tool]:
    contact = ContactTool(platform)
    return [
        Tool(
            name="contact",
            description=DESCRIPTION,
            parameters=PassOn,
            run=contact.run,
            effect="write",
            key=effect_of,
            available=contact.available,
            offer_on_abstain=OFFER,
            offer_label=LABEL,
            intake=read_contact,
        )
    ]
