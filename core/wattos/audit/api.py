"""HTTP: reading and verifying one's own organisation's audit chain."""

from __future__ import annotations

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from wattos.access import Principal, requires
from wattos.audit.reading import entries, verify
from wattos.audit.schemas import AuditEntry, AuditReport


class AuditController(Controller):
    """The audit chain."""

    path = "/api/admin/audit"
    tags = ("admin",)
    guards = (requires("audit:read"),)

    @get("/")
    async def list_entries(
        self,
        principal: NamedDependency[Principal],
        before: FromQuery[int | None] = None,
        limit: FromQuery[int] = 100,
    ) -> list[AuditEntry]:
        """The newest entries first; `before` is the last sequence already seen."""
        return await entries(principal.tenant_id, before=before, limit=limit)

    @get("/verify")
    async def verify_chain(self, principal: NamedDependency[Principal]) -> AuditReport:
        """Read the whole chain and name the first entry that does not hold."""
        return await verify(principal.tenant_id)


route_handlers = [AuditController]
