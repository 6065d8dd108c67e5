"""`/api/v1/knowledge/documents/{id}/redactions`: what was taken out, for those who may see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from wattos.access import Principal, requires
from wattos.audit import record
from wattos.database import tenant_scope
from wattos_redaction import vault

if TYPE_CHECKING:
    from litestar.types import ControllerRouterHandler

    from wattos.settings import Secret

PERMISSION = "redaction:reveal"


def routes(secret: Secret) -> Sequence[ControllerRouterHandler]:
    """The plugin's handlers on an installation with this secret key."""

    class RedactionController(Controller):
        """Personal data that were taken out of documents."""

        path = "/api/v1/knowledge/documents"
        tags = ("knowledge",)

        @get("/{document_id:uuid}/redactions", guards=[requires(PERMISSION)])
        async def list_redactions(
            self, document_id: FromPath[UUID], principal: NamedDependency[Principal]
        ) -> list[vault.Revealed]:
            """The values behind a document's placeholders; every look is audited."""
            async with tenant_scope(principal.tenant_id):
                revealed = await vault.reveal(document_id, secret)
                await record(
                    "redaction.revealed",
                    actor=principal.actor,
                    resource="document",
                    resource_id=document_id,
                    detail={"values": len(revealed)},
                )
            return revealed

    return [RedactionController]
