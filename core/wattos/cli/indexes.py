"""`wattos index`: the vector indexes of large tenants."""

from __future__ import annotations

from wattos.cli.context import DataDir, Json, run, settings_for
from wattos.cli.output import say, table, write_json
from wattos.errors import ConfigurationError


def index(data_dir: DataDir = None, as_json: Json = False) -> None:
    """Build and drop large tenants' vector indexes now; show how each tenant is searched.

    `wattos up`, and workers that know OWNER_DATABASE_URL, do the same every quarter of an hour.
    """

    async def command() -> None:
        from wattos.installation import running_services
        from wattos.knowledge import INDEX_FROM, maintain_vector_indexes
        from wattos.platform import platform_on

        settings = settings_for(data_dir)
        async with running_services(settings) as services:
            if services.owner_url is None:
                raise ConfigurationError(
                    "Indexes are built as the owner of the database.",
                    expected="OWNER_DATABASE_URL beside DATABASE_URL",
                )
            async with platform_on(settings, services) as platform:
                states = await maintain_vector_indexes(services.owner_url.reveal())
                slugs = {ref.id: ref.slug for ref in await platform.tenancy.list()}
        if as_json:
            write_json(states)
            return
        rows = [
            (
                slugs.get(s.tenant_id, s.tenant_id),
                s.model,
                s.vectors,
                "index" if s.indexed else "exact",
            )
            for s in states
        ]
        table(("TENANT", "MODEL", "VECTORS", "SEARCH"), sorted(rows, key=str))
        say(f"A tenant gets an index from {INDEX_FROM} vectors of a model.")

    run(command())
