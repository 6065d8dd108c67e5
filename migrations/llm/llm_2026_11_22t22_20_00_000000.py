"""Keys for model providers that a tenant brought itself."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import execute, protect

ID = "2026-11-22T22:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Tenants' own keys for model providers"


async def run() -> None:
    await execute(
        """
        create table llm_provider_key (
            id uuid primary key,
            tenant_id uuid not null,
            created_at timestamptz not null default now(),
            provider text not null
                check (provider in ('openai', 'anthropic', 'azure', 'google', 'ollama')),
            sealed bytea not null,
            last_four text not null,
            address text not null,
            api_version text not null,
            region text not null,
            set_at timestamptz not null,
            set_by text not null,
            unique (tenant_id, provider)
        );
        """
    )
    await protect("llm_provider_key")


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="llm", description=DESCRIPTION)
    manager.add_raw(run)
    return manager
