from __future__ import annotations

import copy
from collections.abc import AsyncGenerator
from uuid import UUID

import pytest_asyncio

from tests.mail_server import Mailbox, running_mailbox
from wattos.platform import Platform
from wattos_contact.plugin import PLUGIN_ID

RECIPIENT = "service@stadt.example"


@pytest_asyncio.fixture(loop_scope="session")
async def mailbox() -> AsyncGenerator[Mailbox]:
    """A mail server on the loopback."""
    async with running_mailbox() as box:
        yield box


@pytest_asyncio.fixture(loop_scope="session")
async def mailing(platform: Platform, tenant: UUID, mailbox: Mailbox) -> Platform:
    """The platform with that mail server configured, and a recipient named by the tenant."""
    configured = copy.copy(platform)
    configured.mail = copy.copy(platform.mail)
    configured.mail.smtp = mailbox.smtp
    await platform.plugins.change_settings(tenant, PLUGIN_ID, {"recipient": RECIPIENT})
    return configured
