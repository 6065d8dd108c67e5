"""A database or Redis that is away, wrong or not prepared: told in one line, with what to do."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.command import Wattos, running_up
from wattos.embedded import EmbeddedStack
from wattos.installation import Services

AWAY = {
    "nothing listens": "postgresql://u:secret@127.0.0.1:1/x",
    "no such host": "postgresql://u:secret@nowhere.invalid/x",
    "no address": "nonsense",
}

_IN_HALF_A_SECOND = """
import sys
from wattos import platform
from wattos.cli import main
from wattos.database import pool

assert platform.CONNECT_SECONDS == pool.CONNECT_SECONDS == 10
platform.CONNECT_SECONDS = pool.CONNECT_SECONDS = 0.5
sys.argv = ["wattos", *sys.argv[1:]]
main()
"""
"""The command line, which gives up a server after half a second instead of ten."""


@pytest.fixture
def outside(wattos_services: Services, database: None, tmp_path: Path) -> Wattos:
    """Commands on a migrated database and a Redis that somebody else runs."""
    return Wattos(
        {
            "DATABASE_URL": wattos_services.app_url.reveal(),
            "REDIS_URL": wattos_services.redis_url.reveal(),
            "WATTOS_DATA_DIR": str(tmp_path),
        }
    )


@pytest.mark.parametrize("url", AWAY.values(), ids=AWAY.keys())
async def test_database_that_is_away_is_told(outside: Wattos, url: str) -> None:
    for command in (["up", "--port", "0"], ["tenant", "list"]):
        done = await outside.with_settings(DATABASE_URL=url)(*command)
        assert (done.code, done.out) == (1, "")
        assert done.err.startswith("Error: The database does not answer.")
        assert "secret" not in done.err
        assert done.err.count("\n") == 1


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1", "redis://nowhere.invalid", "nonsense"])
async def test_redis_that_is_away_is_told(outside: Wattos, url: str) -> None:
    for command in (["serve", "--port", "0"], ["worker"]):
        done = await outside.with_settings(REDIS_URL=url)(*command)
        assert (done.code, done.out) == (1, "")
        assert done.err.startswith("Error: Redis does not answer.")
        assert done.err.count("\n") == 1


async def test_server_that_accepts_and_stays_silent_is_given_up(outside: Wattos) -> None:
    async def hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(hold, "127.0.0.1", 0)
    address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    for what, settings in (
        ("Redis", {"REDIS_URL": f"redis://{address}"}),
        ("The database", {"DATABASE_URL": f"postgresql://u:p@{address}/x"}),
    ):
        impatient = outside.with_settings(**settings)
        process = await impatient.start("tenant", "list", module=_IN_HALF_A_SECOND)
        out, err = await process.communicate()
        assert (process.returncode, out) == (1, b"")
        assert err.decode().startswith(f"Error: {what} does not answer. Given: TimeoutError.")
    server.close()


async def test_database_that_nobody_migrated_is_told_and_up_with_its_owner_migrates(
    new_data_dir: Path,
) -> None:
    async with EmbeddedStack(new_data_dir) as stack:
        endpoints = stack.endpoints
        assert endpoints.app_url is not None
        assert endpoints.owner_url is not None
        assert endpoints.redis_url is not None
        wattos = Wattos(
            {
                "DATABASE_URL": endpoints.app_url,
                "REDIS_URL": endpoints.redis_url,
                "WATTOS_DATA_DIR": str(new_data_dir.parent / "other"),
            }
        )
        refused = await wattos("tenant", "list")
        assert refused.code == 1
        assert "The database is not up to date." in refused.err
        assert "wattos migrate" in refused.err
        findings = {f["name"]: f for f in (await wattos("doctor", "--json")).json}
        assert not findings["migrations"]["ok"]
        assert "wattos migrate" in findings["migrations"]["hint"]
        owned = wattos.with_settings(OWNER_DATABASE_URL=endpoints.owner_url)
        async with running_up(owned):
            pass
        assert (await wattos("tenant", "list")).code == 0
        powerful = wattos.with_settings(DATABASE_URL=endpoints.owner_url)
        role = {f["name"]: f for f in (await powerful("doctor", "--json")).json}["role"]
        assert not role["ok"]
        assert "owns tables" in role["detail"]
