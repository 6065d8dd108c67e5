"""`wattos up` killed, stopped, started twice, in the way of somebody else."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
from asyncio.subprocess import Process
from pathlib import Path

import pytest
from httpx import AsyncClient

from tests.command import Wattos, running_up


def processes() -> dict[int, tuple[int, str]]:
    """Every process that runs: its parent's id and its command line, by its id."""
    found: dict[int, tuple[int, str]] = {}
    listing = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,stat=,args="], capture_output=True, check=True
    )
    for line in listing.stdout.decode("utf-8", "replace").splitlines():
        pid, parent, state, command = line.split(None, 3)
        if not state.startswith("Z"):
            found[int(pid)] = (int(parent), command)
    return found


async def workers_of(process: Process) -> dict[int, str]:
    """Both workers, once they run."""
    while True:
        workers = {
            pid: command
            for pid, (parent, command) in processes().items()
            if parent == process.pid and " worker " in command
        }
        if len(workers) == 2:
            return workers
        await asyncio.sleep(0.05)


async def gone(pids: set[int]) -> None:
    """Return when none of the processes runs."""
    while pids & processes().keys():  # noqa: ASYNC110 - processes signal nobody
        await asyncio.sleep(0.05)


def servers_of(data_dir: Path) -> set[int]:
    """The process ids of Postgres, Valkey and their keepers."""
    runtimes = [
        json.loads((data_dir / service / "runtime.json").read_text())
        for service in ("postgres", "valkey")
    ]
    return {value for runtime in runtimes for key, value in runtime.items() if "pid" in key}


def changed_at(folder: Path) -> dict[str, int]:
    """What lies in a folder and when it was last written, in nanoseconds."""
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}


@pytest.fixture
def light(new_data_dir: Path, tmp_path: Path) -> Wattos:
    """Commands on a new data folder whose allow-list names no plugin with models to load."""
    manifest = tmp_path / "plugin_manifest.toml"
    manifest.write_text('[[plugin]]\nid = "wattos_admin"\n', "utf-8")
    return Wattos({"WATTOS_DATA_DIR": str(new_data_dir), "WATTOS_MANIFEST": str(manifest)})


async def test_second_start_says_so_and_the_first_goes_on(
    light: Wattos, new_data_dir: Path
) -> None:
    async with running_up(light) as (_, address):
        before = changed_at(new_data_dir)
        second = await light("up", "--port", "0")
        assert (second.code, second.out) == (1, "")
        assert f"already runs on this data folder at {address}" in second.err
        assert changed_at(new_data_dir) == before
        listed = await light("tenant", "list", "--json")  # other commands share the folder
        assert [tenant["slug"] for tenant in listed.json] == ["home"]
        async with AsyncClient() as client:
            assert (await client.get(f"{address}/health/ready")).status_code == 200


async def test_killed_worker_is_started_again(light: Wattos) -> None:
    async with running_up(light) as (process, _):
        workers = await workers_of(process)
        interactive = next(pid for pid, command in workers.items() if "interactive" in command)
        os.kill(interactive, signal.SIGKILL)
        await gone({interactive})
        again = await workers_of(process)
        assert interactive not in again
        assert process.stderr is not None
        while b"ended with code -9" not in (line := await process.stderr.readline()):
            assert line, "the log ended without a word about the worker"


async def test_nothing_outlives_a_killed_up(new_data_dir: Path) -> None:
    wattos = Wattos({"WATTOS_DATA_DIR": str(new_data_dir)})
    async with running_up(wattos) as (process, _):
        await wattos("tenant", "create", "kept")
        left = {*await workers_of(process), *servers_of(new_data_dir)}
        assert len(left) >= 4
        process.kill()
        await gone(left)
    async with running_up(wattos):
        listed = await wattos("tenant", "list", "--json")
    assert [tenant["slug"] for tenant in listed.json] == ["home", "kept"]


async def insist(process: Process, number: signal.Signals) -> None:
    """Send the signal again and again until the process has ended."""
    # A terminal's Ctrl-C reaches the whole group, SIGTERM only whom it is sent to.
    send = os.killpg if number == signal.SIGINT else os.kill
    while process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            send(process.pid, number)
        await asyncio.sleep(0.01)


async def test_sigterm_and_ctrl_c_are_the_ordinary_end(new_data_dir: Path) -> None:
    wattos = Wattos({"WATTOS_DATA_DIR": str(new_data_dir)})
    for number in (signal.SIGTERM, signal.SIGINT):
        async with running_up(wattos) as (process, _):
            left = {*await workers_of(process), *servers_of(new_data_dir)}
            ended = asyncio.create_task(process.communicate())
            await insist(process, number)
            _, err = await ended
            assert process.returncode == 0, err.decode()
            assert b"Traceback" not in err
            assert b"starts again" not in err
            await gone(left)  # a keeper frees its lock a moment before its process is gone
            assert not (new_data_dir / "up.json").exists()


async def test_port_in_use_is_told_before_anything_starts(new_data_dir: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        done = await Wattos()("up", "--port", port, "--data-dir", new_data_dir)
    assert (done.code, done.out) == (1, "")
    assert "The port is in use." in done.err
    assert "--port" in done.err
    assert not (new_data_dir / "postgres").exists()


async def test_host_of_another_machine_is_told(new_data_dir: Path) -> None:
    for host in ("192.0.2.1", "nowhere.invalid"):
        done = await Wattos()("up", "--host", host, "--data-dir", new_data_dir)
        assert done.code == 1
        assert "This machine has no such address." in done.err


@pytest.fixture
def newer_data_dir(new_data_dir: Path) -> Path:
    """A data folder that a release of the future has written."""
    new_data_dir.mkdir()
    (new_data_dir / "version.json").write_text('{"layout":99,"postgres":99,"wattos":"99.0"}')
    return new_data_dir


async def test_newer_data_folder_is_refused_and_untouched(newer_data_dir: Path) -> None:
    before = changed_at(newer_data_dir)
    for command in (["up"], ["tenant", "list"], ["doctor"]):
        done = await Wattos()(*command, "--data-dir", newer_data_dir)
        assert done.code == 1
        assert "was written by WattOS 99.0" in done.err + done.out
        assert "Traceback" not in done.err
    assert changed_at(newer_data_dir) == before
