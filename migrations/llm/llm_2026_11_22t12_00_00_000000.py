"""Routes and usage of models."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import execute, protect

ID = "2026-11-22T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Routes and usage of models"


async def run() -> None:
    await execute(
        """
        create table llm_route (
            id uuid primary key,
            tenant_id uuid not null,
            created_at timestamptz not null default now(),
            purpose text not null,
            models text[] not null default '{}',
            regions text[] not null default '{}',
            unique (tenant_id, purpose)
        );
        create table llm_usage (
            id uuid primary key,
            tenant_id uuid not null,
            created_at timestamptz not null default now(),
            purpose text not null,
            model text not null,
            agent_id uuid,
            conversation_id uuid,
            turn_id uuid,
            user_id uuid,
            input_tokens integer not null default 0,
            output_tokens integer not null default 0,
            estimated boolean not null default false,
            cost_usd numeric(14, 8),
            duration_ms integer not null,
            first_token_ms integer,
            outcome text not null
        );
        create index on llm_usage (tenant_id, created_at);
        create index on llm_usage (tenant_id, conversation_id);
        """
    )
    await protect("llm_route", "llm_usage")


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="llm", description=DESCRIPTION)
    manager.add_raw(run)
    return manager
