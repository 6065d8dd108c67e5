"""What a widget key's chat looks like, and the questions that visitors leave."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import execute, protect, reference

ID = "2026-11-22T17:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "appearance of widget keys, left questions"

LEFT_QUESTION = """
create table left_question (
    id uuid primary key,
    tenant_id uuid not null,
    created_at timestamptz not null default now(),
    widget_key_id uuid,
    conversation_id uuid,
    visitor_id text not null,
    question text not null,
    email text not null,
    name text not null default '',
    language text not null default 'de',
    state text not null default 'open' check (state in ('open', 'answered'))
);
create index left_question_visitor on left_question (tenant_id, visitor_id)
"""


async def forwards() -> MigrationManager:
    """Describe this migration to Piccolo."""
    manager = MigrationManager(migration_id=ID, app_name="wattos_web", description=DESCRIPTION)
    manager.add_raw(_run)
    return manager


async def _run() -> None:
    await execute("alter table widget_key add column appearance jsonb not null default '{}'")
    await execute(LEFT_QUESTION)
    await protect("left_question")
    await reference("left_question", "widget_key_id", "widget_key", on_delete="set null")
    await reference("left_question", "conversation_id", "conversation", on_delete="set null")
