from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from wattos.cli.context import JobFailed
from wattos.cli.worker_health import check_workers
from wattos.database import new_id
from wattos.delivery import Jobs, WakeLists, Worker, rows, worker
from wattos.errors import Unavailable
from wattos.installation import REDIS_PREFIX, Services
from wattos.platform import Platform
from wattos.settings import Secret, Settings


@pytest.fixture
def settings(wattos_services: Services) -> Settings:
    return Settings(database_url=wattos_services.app_url, redis_url=wattos_services.redis_url)


@pytest_asyncio.fixture(loop_scope="session")
async def own_worker(platform: Platform, redis: Redis, monkeypatch: pytest.MonkeyPatch) -> Worker:
    """A worker on a machine of its own; the platform has connected the database.

    It is made where the tests' event loop runs: arq takes the loop of who makes it.
    """
    machine = f"machine-{new_id()}"
    monkeypatch.setattr(socket, "gethostname", lambda: machine)
    monkeypatch.setattr(worker, "HEALTH_SECONDS", 1)
    jobs = Jobs(WakeLists(redis, prefix=REDIS_PREFIX))
    return Worker(jobs, redis, lanes={f"queue-{machine}": 1}, prefix=REDIS_PREFIX)


async def told(settings: Settings) -> str:
    """What the check says against this machine's workers."""
    try:
        await check_workers(settings)
    except JobFailed as error:
        return str(error)
    return ""


async def until_told(settings: Settings, words: str) -> None:
    """Return once the check says so; signs of life come every second. "" is a content check."""
    while True:
        said = await told(settings)
        if words in said and bool(words) == bool(said):
            return
        await asyncio.sleep(0.01)


async def test_check_is_content_while_a_worker_looks_for_jobs(
    settings: Settings, own_worker: Worker, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "No worker of this machine" in await told(settings)
    running = asyncio.create_task(own_worker.async_run())
    await until_told(settings, "")
    assert capsys.readouterr().err == "1 alive, jobs running: 0\n"
    await own_worker.stop()
    await asyncio.gather(running, return_exceptions=True)
    assert "No worker of this machine" in await told(settings)


async def test_check_names_why_a_living_worker_finds_no_jobs(
    settings: Settings, own_worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: Any, **__: Any) -> Any:
        raise ConnectionRefusedError

    monkeypatch.setattr(rows, "claim", away)
    running = asyncio.create_task(own_worker.async_run())
    try:
        await until_told(settings, "ConnectionRefusedError")
    finally:
        await own_worker.stop()
        await asyncio.gather(running, return_exceptions=True)


async def test_check_fails_where_redis_is_away(settings: Settings) -> None:
    away = Settings(database_url=settings.database_url, redis_url=Secret("redis://127.0.0.1:9/0"))
    with pytest.raises(Unavailable, match="does not answer"):
        await check_workers(away)
