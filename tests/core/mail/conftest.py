from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest_asyncio

from tests.mail_server import Mailbox, mailing_through, running_mailbox
from wattos.platform import Platform


@pytest_asyncio.fixture(loop_scope="session")
async def mailbox(platform: Platform) -> AsyncGenerator[Mailbox]:
    """A mail server that the platform sends through."""
    async with running_mailbox() as box:
        with mailing_through(platform, box):
            yield box
