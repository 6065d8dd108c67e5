"""What colleagues replied to left questions."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import execute, protect, reference

ID = "2026-11-22T17:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "replies to left questions"

REPLY = """
create table left_question_reply (
    id uuid primary key,
    tenant_id uuid not null,
    created_at timestamptz not null default now(),
    left_question_id uuid not null,
    user_id uuid,
    text text not null,
    repeat_key text not null,
    unique (tenant_id, left_question_id, repeat_key)
)
"""


async def forwards() -> MigrationManager:
    """Describe this migration to Piccolo."""
    manager = MigrationManager(migration_id=ID, app_name="wattos_web", description=DESCRIPTION)
    manager.add_raw(_run)
    return manager


async def _run() -> None:
    await execute(REPLY)
    await protect("left_question_reply")
    await reference("left_question_reply", "left_question_id", "left_question")
    await reference("left_question_reply", "user_id", "users", on_delete="set null")
