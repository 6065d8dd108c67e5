from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncGenerator, Generator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from wattos.embedded import EmbeddedStack, Endpoints
from wattos.embedded.service import service_folder


@pytest.fixture(scope="module")
def shared_data_dir() -> Generator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="wt-"))
    folder.chmod(0o755)
    yield folder / "data"
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def endpoints(shared_data_dir: Path) -> Generator[Endpoints]:
    with EmbeddedStack(shared_data_dir, redis=False) as stack:
        yield stack.endpoints


@pytest.fixture
async def owner(endpoints: Endpoints) -> AsyncGenerator[Any]:
    connection = await asyncpg.connect(endpoints.owner_url)
    yield connection
    await connection.close()


@pytest.fixture
async def app(endpoints: Endpoints) -> AsyncGenerator[Any]:
    connection = await asyncpg.connect(endpoints.app_url)
    yield connection
    await connection.close()


async def test_roles_have_no_powers_over_policies_or_roles(owner: Any) -> None:
    rows = await owner.fetch(
        "SELECT rolname, rolcanlogin FROM pg_roles WHERE rolname LIKE 'wattos%' AND NOT "
        "(rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)"
    )
    assert {row["rolname"]: row["rolcanlogin"] for row in rows} == {
        "wattos_owner": True,
        "wattos_app": True,
        "wattos_search": False,
        "wattos_definer": False,
    }


async def test_database_has_the_extensions_and_speaks_german(owner: Any) -> None:
    names = await owner.fetch("SELECT extname FROM pg_extension")
    assert {row["extname"] for row in names} == {"plpgsql", "vector", "pg_trgm", "unaccent"}
    assert await owner.fetchval("SELECT lower('MÜLLABFUHR')") == "müllabfuhr"
    assert await owner.fetchval("SELECT 'Öffnungszeit' ~ '^[[:alpha:]]+$'")
    assert await owner.fetchval("SELECT similarity('Mülheim', 'mülheim')") == 1.0
    assert await owner.fetchval("SELECT to_tsvector('german', 'Müllöfen') @@ 'mullof'::tsquery")


async def test_app_role_owns_and_creates_nothing(app: Any) -> None:
    for statement in (
        "CREATE TABLE mine (id int)",
        "CREATE TEMPORARY TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "SET ROLE wattos_owner",
        "SET ROLE wattos_search",
        "SET ROLE wattos_definer",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute(statement)


@pytest.mark.parametrize("role", ["wattos_search", "wattos_definer"])
async def test_owner_hands_functions_over_without_inheriting_from_their_role(
    owner: Any, app: Any, role: str
) -> None:
    await owner.execute(
        f"CREATE FUNCTION who_{role}() RETURNS text LANGUAGE sql SECURITY DEFINER "
        f"AS 'SELECT current_user::text'; ALTER FUNCTION who_{role}() OWNER TO {role}"
    )
    assert await app.fetchval(f"SELECT who_{role}()") == role
    await owner.execute(
        f"CREATE TABLE for_{role} AS SELECT 1 AS id;"
        f"ALTER TABLE for_{role} ENABLE ROW LEVEL SECURITY;"
        f"ALTER TABLE for_{role} FORCE ROW LEVEL SECURITY;"
        f"CREATE POLICY alone ON for_{role} TO {role} USING (true)"
    )
    assert await owner.fetch(f"SELECT * FROM for_{role}") == []


async def test_owner_and_app_enter_their_own_database_only(endpoints: Endpoints) -> None:
    for url in (endpoints.owner_url, endpoints.app_url):
        assert url is not None
        for database in ("postgres", "template1"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await asyncpg.connect(url.replace("/wattos?", f"/{database}?"))


async def test_every_connection_needs_the_password(endpoints: Endpoints) -> None:
    assert endpoints.app_url is not None
    account, place = endpoints.app_url.split("@")
    by_socket = f"postgresql://wattos_app:wrong@{place}"
    by_port = f"postgresql://wattos_app:wrong@127.0.0.1:{endpoints.postgres_port}/wattos"
    for url in (by_socket, by_port):
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(url)
    connection = await asyncpg.connect(f"{account}@127.0.0.1:{endpoints.postgres_port}/wattos")
    await connection.close()


async def test_superuser_is_refused_on_the_port(
    shared_data_dir: Path, endpoints: Endpoints
) -> None:
    password = (
        service_folder(shared_data_dir, "postgres").password_file("wattos_bootstrap").read_text()
    )
    with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError, match="rejects"):
        await asyncpg.connect(
            f"postgresql://wattos_bootstrap:{password}@127.0.0.1:{endpoints.postgres_port}/wattos"
        )


async def test_database_set_up_that_was_cut_off_is_completed(data_dir: Path) -> None:
    with EmbeddedStack(data_dir, redis=False) as stack:
        owner = await asyncpg.connect(stack.endpoints.owner_url)
        await owner.execute(
            "CREATE TABLE kept AS SELECT 1 AS id; REVOKE USAGE ON SCHEMA public FROM wattos_app"
        )
        await owner.close()
    (service_folder(data_dir, "postgres").root / "prepared").unlink()
    with EmbeddedStack(data_dir, redis=False) as stack:
        owner = await asyncpg.connect(stack.endpoints.owner_url)
        assert await owner.fetchval("SELECT id FROM kept") == 1
        assert await owner.fetchval("SELECT has_schema_privilege('wattos_app','public','USAGE')")
        await owner.close()


def test_log_and_folder_hold_no_password_outside_its_file(data_dir: Path) -> None:
    with EmbeddedStack(data_dir):
        pass
    files = [path for path in data_dir.rglob("*") if path.is_file()]
    secrets = {path: path.read_bytes() for path in files if path.parent.name == "passwords"}
    assert len(secrets) == 4
    for path in files:
        if path not in secrets:
            content = path.read_bytes()
            assert not any(secret in content for secret in secrets.values()), path
        else:
            assert path.stat().st_mode & 0o777 == 0o600
