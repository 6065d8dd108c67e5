"""What became of a turn, on its own row, so that figures read no answers."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import execute, tenant_ids

ID = "2026-11-22T17:58:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Turns say whether their answer refused or had a source"

COLUMNS = """
alter table turn add column abstained boolean not null default false;
alter table turn add column sourced boolean not null default false;
create index on turn (tenant_id, created_at);
create index on message (tenant_id, conversation_id) where role = 'human';
create index on feedback (tenant_id, created_at);
"""
FILL = """
update turn t set abstained = m.abstained, sourced = m.citations <> '[]'
from message m where m.id = t.answer_message_id
"""


async def forwards() -> MigrationManager:
    """Describe this migration to Piccolo."""
    manager = MigrationManager(migration_id=ID, app_name="conversations", description=DESCRIPTION)
    manager.add_raw(_run)
    return manager


async def _run() -> None:
    await execute(COLUMNS)
    async for _tenant_id in tenant_ids():
        await execute(FILL)
