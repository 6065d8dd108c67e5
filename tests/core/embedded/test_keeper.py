from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest
import redis

from wattos.embedded import EmbeddedStack
from wattos.embedded.locks import is_held_exclusively
from wattos.embedded.postgres import Postgres
from wattos.embedded.service import Runtime, service_folder
from wattos.embedded.valkey import Valkey

if TYPE_CHECKING:
    from tests.core.embedded.conftest import Holder

SERVICES = ("postgres", "valkey")


async def _execute(url: str | None, statement: str) -> Any:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


def _runtime(data_dir: Path, name: str) -> Runtime:
    runtime = Runtime.read(service_folder(data_dir, name))
    assert runtime is not None
    return runtime


async def test_servers_stop_after_kill_9_of_their_only_user_and_lose_nothing(
    data_dir: Path, hold: Callable[[], Holder], stopped: Callable[[Path], None]
) -> None:
    holder = hold()
    await _execute(holder.endpoints["owner_url"], "CREATE TABLE kept AS SELECT 7 AS n")
    with redis.from_url(holder.endpoints["redis_url"]) as client:
        client.set("kept", "yes")
    pids = [_runtime(data_dir, name).server_pid for name in SERVICES]
    holder.kill()
    stopped(data_dir)
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    with EmbeddedStack(data_dir) as stack:
        assert stack.endpoints.started_here
        assert await _execute(stack.endpoints.owner_url, "SELECT n FROM kept") == 7
        assert stack.endpoints.redis_url is not None
        with redis.from_url(stack.endpoints.redis_url) as client:
            assert client.get("kept") == b"yes"


async def test_servers_outlive_their_starter_while_another_command_uses_them(
    data_dir: Path, hold: Callable[[], Holder]
) -> None:
    starter, other = hold(), hold()
    assert starter.endpoints["started_here"]
    assert not other.endpoints["started_here"]
    starter.kill()
    assert await _execute(other.endpoints["app_url"], "SELECT 1") == 1
    other.leave()
    assert not is_held_exclusively(service_folder(data_dir, "postgres").servers_lock)


def test_many_commands_at_once_share_one_start(
    begin_holder: Callable[[], subprocess.Popen[bytes]], data_dir: Path
) -> None:
    # Two of them may each have started one server.
    processes = [begin_holder() for _ in range(4)]
    answers = [json.loads(process.stdout.readline()) for process in processes if process.stdout]
    assert len({answer["app_url"] for answer in answers}) == 1
    assert [answer["started_here"] for answer in answers].count(True) in (1, 2)
    for process in processes:
        assert process.stdin is not None
        process.stdin.close()
    assert [process.wait() for process in processes] == [0] * 4
    assert not is_held_exclusively(service_folder(data_dir, "valkey").servers_lock)


def test_commands_that_come_and_go_meet_a_working_stack(data_dir: Path) -> None:
    program = (
        "import sys, redis\n"
        "from pathlib import Path\n"
        "from wattos.embedded import EmbeddedStack\n"
        "for _ in range(6):\n"
        "    with EmbeddedStack(Path(sys.argv[1]), postgres=False) as stack:\n"
        "        with redis.from_url(stack.endpoints.redis_url) as client:\n"
        "            client.incr('visits')\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    visitors = [
        subprocess.Popen([sys.executable, "-c", program, str(data_dir)], env=environment)
        for _ in range(3)
    ]
    assert [visitor.wait() for visitor in visitors] == [0, 0, 0]
    with EmbeddedStack(data_dir, postgres=False) as stack:
        assert stack.endpoints.redis_url is not None
        with redis.from_url(stack.endpoints.redis_url) as client:
            assert client.get("visits") == b"18"


@pytest.mark.skipif(sys.platform != "linux", reason="parent-death signals are Linux's")
@pytest.mark.parametrize("name", SERVICES)
def test_keeper_restarts_a_server_that_was_killed(
    data_dir: Path, name: str, poll: Callable[[Callable[[], bool]], None]
) -> None:
    with EmbeddedStack(data_dir):
        before = _runtime(data_dir, name)
        os.kill(before.server_pid, signal.SIGKILL)
        poll(lambda: _runtime(data_dir, name).server_pid != before.server_pid)
        after = _runtime(data_dir, name)
        assert after.address == before.address
        assert after.keeper_pid == before.keeper_pid


async def test_restarted_postgres_serves_the_same_address(
    data_dir: Path, poll: Callable[[Callable[[], bool]], None]
) -> None:
    with EmbeddedStack(data_dir, redis=False) as stack:
        before = _runtime(data_dir, "postgres")
        os.kill(before.server_pid, signal.SIGKILL)
        poll(lambda: _runtime(data_dir, "postgres").server_pid != before.server_pid)
        assert await _execute(stack.endpoints.app_url, "SELECT 1") == 1


def test_keeper_told_to_end_stops_its_server_and_the_next_command_starts_anew(
    data_dir: Path, hold: Callable[[], Holder], poll: Callable[[Callable[[], bool]], None]
) -> None:
    holder = hold()
    os.kill(_runtime(data_dir, "postgres").keeper_pid, signal.SIGTERM)
    poll(lambda: Runtime.read(service_folder(data_dir, "postgres")) is None)
    with EmbeddedStack(data_dir) as stack:
        assert stack.endpoints.started_here
        holder.leave()
        assert is_held_exclusively(service_folder(data_dir, "postgres").servers_lock)


@pytest.mark.parametrize(("name", "service"), [("postgres", Postgres), ("valkey", Valkey)])
def test_orphan_that_still_answers_is_stopped(
    data_dir: Path,
    name: str,
    service: type[Postgres | Valkey],
    poll: Callable[[Callable[[], bool]], None],
) -> None:
    folder = service_folder(data_dir, name)
    with EmbeddedStack(data_dir):
        before = _runtime(data_dir, name)
        before_file = folder.runtime_file.read_text()
        folder.retired_runtime_file.write_text(before_file)
        service.stop_orphan(folder)
        poll(lambda: _runtime(data_dir, name).server_pid != before.server_pid)


def test_leftovers_of_a_power_cut_do_not_hinder_a_start(data_dir: Path) -> None:
    with EmbeddedStack(data_dir):
        runtime = {name: _runtime(data_dir, name) for name in SERVICES}
        pid_file = service_folder(data_dir, "postgres").data / "postmaster.pid"
        lines = pid_file.read_text().splitlines()
    for name in SERVICES:
        runtime[name].write(service_folder(data_dir, name))
    # After a boot the old process id may be that of any other process, of the same user too.
    servers_user = pid_file.parent.stat().st_uid if os.geteuid() == 0 else None
    with subprocess.Popen(["sleep", "1000"], user=servers_user, cwd="/") as stranger:
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        try:
            with EmbeddedStack(data_dir) as stack:
                assert stack.endpoints.started_here
            assert stranger.poll() is None
        finally:
            stranger.kill()


def test_interrupted_initdb_is_begun_again(data_dir: Path) -> None:
    with EmbeddedStack(data_dir, redis=False):
        pass
    folder = service_folder(data_dir, "postgres")
    folder.data.rename(folder.root / "data.partial")
    (folder.root / "prepared").unlink()
    with EmbeddedStack(data_dir, redis=False) as stack:
        assert stack.endpoints.started_here
    assert not (folder.root / "data.partial").exists()


@pytest.mark.parametrize("name", SERVICES)
async def test_killed_keeper_comes_back_with_its_server_while_a_command_runs(
    data_dir: Path, name: str, poll: Callable[[Callable[[], bool]], None]
) -> None:
    def keeper() -> int | None:
        runtime = Runtime.read(service_folder(data_dir, name))
        return runtime and runtime.keeper_pid

    with EmbeddedStack(data_dir) as stack:
        before = _runtime(data_dir, name)
        await _execute(stack.endpoints.owner_url, "CREATE TABLE kept AS SELECT 7 AS n")
        os.kill(before.keeper_pid, signal.SIGKILL)
        poll(lambda: keeper() not in (None, before.keeper_pid))
        assert _runtime(data_dir, name).address == before.address
        assert await _execute(stack.endpoints.app_url, "SELECT 1") == 1
        assert await _execute(stack.endpoints.owner_url, "SELECT n FROM kept") == 7
        assert stack.endpoints.redis_url is not None
        with redis.from_url(stack.endpoints.redis_url) as client:
            assert client.ping()
    assert not is_held_exclusively(service_folder(data_dir, name).servers_lock)
