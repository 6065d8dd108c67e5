"""Typed records over HTTP."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter

from wattos.access import Principal, requires
from wattos.knowledge.schemas import RecordFilter, RecordView
from wattos.knowledge.service import Knowledge
from wattos.records import RecordKind


class RecordsController(Controller):
    """Facts with a structure, read from documents."""

    path = "/api/v1/knowledge/records"
    tags = ("knowledge",)

    @get(guards=[requires("knowledge:read")])
    async def list_records(
        self,
        principal: NamedDependency[Principal],
        knowledge: NamedDependency[Knowledge],
        kind: Annotated[list[RecordKind] | None, QueryParameter()] = None,
        document_id: Annotated[list[UUID] | None, QueryParameter()] = None,
        subject: Annotated[str | None, QueryParameter(max_length=200)] = None,
        after: FromQuery[UUID | None] = None,
        limit: Annotated[int, QueryParameter(ge=1, le=500)] = 100,
    ) -> list[RecordView]:
        """Opening hours, fees, contacts and other records; `after` is the last id seen.

        `kind` and `document_id` may be given several times; `subject` is looked for in the
        record's subject and its document's title.
        """
        chosen = RecordFilter(
            kinds=None if kind is None else tuple(kind),
            document_ids=None if document_id is None else tuple(document_id),
            subject=subject,
        )
        return await knowledge.records(principal.tenant_id, chosen, after=after, limit=limit)
