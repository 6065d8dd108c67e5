"""What data migrations are written with, run as the owner against the real server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

from wattos.database import migration, new_id
from wattos.database.migration import MigrationApp, migrate
from wattos.errors import ConfigurationError
from wattos.installation import Services
from wattos.platform import Platform

_FILE = """\
from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import execute, migration_connection, tenant_ids

ID = "{id}"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="{app}", description="test")
    manager.add_raw(run)
    return manager


async def run():
{body}
"""

WriteApp = Callable[[str], MigrationApp]


@pytest.fixture
def write_app(tmp_path: Path) -> WriteApp:
    """Writes an app whose only migration has the given body."""

    def write(body: str) -> MigrationApp:
        name = f"app_{new_id().hex}"
        folder = tmp_path / name
        folder.mkdir()
        text = _FILE.format(id=f"{name}:1", app=name, body=body)
        (folder / f"{name}_1.py").write_text(text, "utf-8")
        return MigrationApp(name, folder)

    return write


async def test_data_migration_sees_each_tenants_rows_in_turn(
    platform: Platform, wattos_services: Services, write_app: WriteApp
) -> None:
    slugs = [f"m-{new_id().hex}" for _ in range(2)]
    tenants = [await platform.create_tenant(slug) for slug in slugs]
    app = write_app(
        "    async for tenant_id in tenant_ids():\n"
        "        await execute(\"update tenant set name = 'changed ' || id || ' in ' || $1\","
        " str(tenant_id))\n"
    )
    assert wattos_services.owner_url is not None
    assert len(await migrate(wattos_services.owner_url.reveal(), [app])) == 1
    for tenant in tenants:
        changed = await platform.tenancy.get(tenant.id)
        assert changed.name == f"changed {tenant.id} in {tenant.id}"


async def test_migration_is_the_owner_and_sees_no_tenant_after_the_loop(
    tenant: object, wattos_services: Services, write_app: WriteApp
) -> None:
    app = write_app(
        "    connection = migration_connection()\n"
        "    async for _ in tenant_ids():\n"
        "        pass\n"
        "    assert await connection.fetchval('select current_user') == 'wattos_owner'\n"
        "    assert await connection.fetchval('select count(*) from tenant') == 0\n"
    )
    assert wattos_services.owner_url is not None
    await migrate(wattos_services.owner_url.reveal(), [app])


async def test_failing_migration_leaves_nothing_and_is_tried_again(
    database: None, wattos_services: Services, write_app: WriteApp
) -> None:
    table = f"t_{new_id().hex}"
    app = write_app(f"    await execute('create table {table} (id int)')\n    raise OSError('no')")
    assert wattos_services.owner_url is not None
    url = wattos_services.owner_url.reveal()
    for _ in range(2):
        with pytest.raises(OSError, match="no"):
            await migrate(url, [app])
    connection = await asyncpg.connect(url)
    try:
        assert await connection.fetchval("select to_regclass($1)", table) is None
    finally:
        await connection.close()


async def test_database_that_a_superuser_did_not_prepare_is_told_what_it_lacks(
    wattos_services: Services, write_app: WriteApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migration, "ROLES", ("wattos_app", "wattos_nobody"))
    monkeypatch.setattr(migration, "EXTENSIONS", ("vector", "teleport"))
    assert wattos_services.owner_url is not None
    with pytest.raises(ConfigurationError, match="no role wattos_nobody, no extension teleport"):
        await migrate(wattos_services.owner_url.reveal(), [write_app("    pass\n")])
