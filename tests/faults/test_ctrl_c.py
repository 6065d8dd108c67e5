"""Ctrl-C in a terminal reaches every process of a command; only the command may react."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path
from uuid import UUID

import pytest

from tests.command import Wattos
from wattos.installation import Services
from wattos.platform import Platform
from wattos.testing import PASSWORD


@pytest.fixture
def wattos(wattos_services: Services, platform: Platform, tmp_path: Path) -> Wattos:
    """Commands on the session's database and Redis."""
    return Wattos(
        {
            "DATABASE_URL": wattos_services.app_url.reveal(),
            "REDIS_URL": wattos_services.redis_url.reveal(),
            "WATTOS_DATA_DIR": str(tmp_path),
            "WATTOS_ALLOWED_NETWORKS": "127.0.0.0/8",
            "WATTOS_PASSWORD": PASSWORD,
        }
    )


async def test_ctrl_c_leaves_a_chat_without_a_word_of_its_helpers(
    wattos: Wattos, platform: Platform, tenant: UUID
) -> None:
    slug = (await platform.tenancy.get(tenant)).slug
    terminal, of_chat = os.openpty()  # a chat shows where it waits for a line only to a person
    process = await wattos.start("chat", "--tenant", slug, stdin=of_chat)
    assert process.stdout is not None
    await process.stdout.readuntil(b"> ")
    os.write(terminal, b"Was kostet das?\n")
    await process.stdout.readuntil(b"> ")  # answered: the embedder's process is there
    os.killpg(process.pid, signal.SIGINT)
    _, err = await process.communicate()
    os.close(terminal)
    os.close(of_chat)
    assert process.returncode == 0
    assert b"Traceback" not in err
    assert b"KeyboardInterrupt" not in err


async def test_ctrl_c_stops_a_running_turn_and_the_chat_goes_on(
    wattos: Wattos, platform: Platform, tenant: UUID
) -> None:
    asked = asyncio.Event()

    async def never_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await reader.read()
        writer.close()

    site = await asyncio.start_server(never_answer, "127.0.0.1", 0)
    slug = (await platform.tenancy.get(tenant)).slug
    await platform.access.create_user(
        tenant, email="boss@example.org", password=PASSWORD, roles=["owner"]
    )
    process = await wattos.start("chat", "--tenant", slug, "--email", "boss@example.org")
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"crawl http://127.0.0.1:{site.sockets[0].getsockname()[1]}/\n".encode())
    await asked.wait()
    os.killpg(process.pid, signal.SIGINT)
    said = await process.stdout.readline()
    while said.startswith(b"Lese"):
        said = await process.stdout.readline()
    assert said in (b"Stopped.\n", b"Abgebrochen.\n")
    out, err = await process.communicate(b"status\n")
    assert b"Dokumente" in out
    assert process.returncode == 0
    assert b"Traceback" not in err
    site.close()
