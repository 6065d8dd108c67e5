from __future__ import annotations

import asyncio
import dataclasses
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest
import redis.asyncio
from arq.connections import RedisSettings, create_pool

from wattos.embedded import EmbeddedStack, Endpoints, ServerStartFailed, UnusableDataFolder
from wattos.embedded.locks import is_held_exclusively
from wattos.embedded.service import service_folder


def _runs(data_dir: Path, name: str) -> bool:
    return is_held_exclusively(service_folder(data_dir, name).servers_lock)


async def _value(url: str | None, query: str) -> Any:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def test_stack_serves_postgres_and_valkey_inside_the_block_only(
    new_data_dir: Path,
) -> None:
    data_dir = new_data_dir
    async with EmbeddedStack(data_dir) as stack:
        here = stack.endpoints
        assert here.started_here
        assert await _value(here.app_url, "SELECT current_user") == "wattos_app"
        assert await _value(here.owner_url, "SELECT current_user") == "wattos_owner"
        assert here.redis_url is not None
        pool = await create_pool(RedisSettings.from_dsn(here.redis_url))
        assert await pool.set("greeting", "hello")
        await pool.aclose()
    assert not _runs(data_dir, "postgres")
    assert not _runs(data_dir, "valkey")
    with pytest.raises(RuntimeError, match="start"):
        _ = stack.endpoints


async def test_stack_keeps_data_over_a_restart(data_dir: Path) -> None:
    async with EmbeddedStack(data_dir) as stack:
        await _value(stack.endpoints.owner_url, "CREATE TABLE kept AS SELECT 42 AS answer")
        assert stack.endpoints.redis_url is not None
        async with redis.asyncio.from_url(stack.endpoints.redis_url) as client:
            await client.set("kept", "yes")
        first_port = stack.endpoints.postgres_port
    async with EmbeddedStack(data_dir) as stack:
        assert await _value(stack.endpoints.owner_url, "SELECT answer FROM kept") == 42
        assert stack.endpoints.redis_url is not None
        async with redis.asyncio.from_url(stack.endpoints.redis_url) as client:
            assert await client.get("kept") == b"yes"
        assert stack.endpoints.postgres_port == first_port


def test_stack_is_shared_and_the_last_one_out_stops_it(data_dir: Path) -> None:
    with EmbeddedStack(data_dir) as first:
        second = EmbeddedStack(data_dir)
        joined = second.start()
        assert joined == dataclasses.replace(first.endpoints, started_here=False)
        second.stop()
        assert _runs(data_dir, "postgres")
        assert _runs(data_dir, "valkey")
    assert not _runs(data_dir, "postgres")
    assert not _runs(data_dir, "valkey")


def test_stack_starts_only_what_is_not_configured(new_data_dir: Path) -> None:
    data_dir = new_data_dir
    with EmbeddedStack(data_dir, postgres=False) as valkey_only:
        assert valkey_only.endpoints.app_url is None
        assert valkey_only.endpoints.redis_url is not None
        assert not service_folder(data_dir, "postgres").root.exists()
        with EmbeddedStack(data_dir) as both:
            assert both.endpoints.redis_url == valkey_only.endpoints.redis_url
            assert both.endpoints.app_url is not None
            assert both.endpoints.started_here
        assert not _runs(data_dir, "postgres")
        assert _runs(data_dir, "valkey")


def test_stack_refuses_a_second_start(data_dir: Path) -> None:
    with (
        EmbeddedStack(data_dir, postgres=False) as stack,
        pytest.raises(RuntimeError, match="already started"),
    ):
        stack.start()


def test_endpoints_do_not_show_passwords() -> None:
    shown = repr(
        Endpoints("postgresql://o:secret@/x", "secret", "unix://:secret@/y", 5, started_here=True)
    )
    assert "secret" not in shown


async def test_stack_leaves_nothing_when_its_start_is_cancelled(new_data_dir: Path) -> None:
    data_dir = new_data_dir
    starting = asyncio.create_task(EmbeddedStack(data_dir).astart())
    await asyncio.sleep(0.05)
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert not _runs(data_dir, "postgres")
    assert not _runs(data_dir, "valkey")


@pytest.mark.parametrize("name", ["a b", "größe", "long-" + "x" * 120])
async def test_stack_works_under_any_path(open_folder: Path, name: str) -> None:
    data_dir = open_folder / name
    async with EmbeddedStack(data_dir) as stack:
        assert await _value(stack.endpoints.app_url, "SELECT 1") == 1
        assert stack.endpoints.redis_url is not None
        pool = await create_pool(RedisSettings.from_dsn(stack.endpoints.redis_url))
        assert await pool.ping()
        await pool.aclose()
        place = Path(urlsplit(stack.endpoints.redis_url).path).parent
        assert place.exists()
    assert not place.exists()


def test_stack_shows_the_log_of_a_server_that_does_not_start(data_dir: Path) -> None:
    with EmbeddedStack(data_dir):
        pass
    control = service_folder(data_dir, "postgres").data / "global" / "pg_control"
    control.write_bytes(b"\0" * control.stat().st_size)
    with pytest.raises(ServerStartFailed, match="database files are incompatible"):
        EmbeddedStack(data_dir).start()
    assert not _runs(data_dir, "valkey")


async def test_stack_takes_another_port_when_the_last_one_is_in_use(data_dir: Path) -> None:
    with EmbeddedStack(data_dir) as stack:
        last = stack.endpoints.postgres_port
    assert last is not None
    other = await asyncio.start_server(lambda _r, _w: None, "127.0.0.1", last)
    async with other, EmbeddedStack(data_dir) as stack:
        assert stack.endpoints.postgres_port != last
        assert await _value(stack.endpoints.app_url, "SELECT 1") == 1


def test_stack_names_a_data_folder_that_cannot_be_made(open_folder: Path) -> None:
    (open_folder / "file").touch()
    with pytest.raises(UnusableDataFolder, match=f"{open_folder}/file/data"):
        EmbeddedStack(open_folder / "file" / "data").start()
