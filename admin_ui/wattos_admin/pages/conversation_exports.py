"""A conversation as a table, and everything of the person who asked as one file."""

from __future__ import annotations

from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from wattos.access import requires
from wattos.errors import InvalidInput
from wattos_admin.formats import timestamp
from wattos_admin.listing import csv_file
from wattos_admin.pages.conversations import ROLE_WORDS, every_message, may_read
from wattos_admin.view import HtmlResponse, View


class ExportController(Controller):
    """Files made from a conversation."""

    path = "/conversations/{conversation_id:uuid}"

    @get("/export", guards=[may_read])
    async def export(
        self, view: NamedDependency[View], conversation_id: FromPath[UUID]
    ) -> HtmlResponse:
        """Its messages with their sources, as a table."""
        info = await view.platform.conversations.get(view.tenant_id, conversation_id)
        return csv_file(
            f"conversation-{info.created_at:%Y-%m-%d}-{str(info.id)[-6:]}",
            [view._("When"), view._("Who"), view._("Message"), view._("Sources")],
            (
                (
                    timestamp(one.created_at, view.zone),
                    view._(ROLE_WORDS[one.role]),
                    one.text,
                    "\n".join(f"[{n}] {c.title} {c.url}" for n, c in enumerate(one.citations, 1)),
                )
                for one in await every_message(view, conversation_id)
            ),
        )

    @post("/person", guards=[requires("subject:export")], status_code=200)
    async def export_person(
        self, view: NamedDependency[View], conversation_id: FromPath[UUID]
    ) -> HtmlResponse:
        """Everything that is stored about who asked (GDPR, article 15); the audit trail says so."""
        info = await view.platform.conversations.get(view.tenant_id, conversation_id)
        if info.visitor_id is None:
            raise InvalidInput("This conversation belongs to no visitor.")
        found = await view.platform.subjects.export(info.visitor_id, by=view.principal)
        return Response(
            msgspec.json.format(msgspec.json.encode(found), indent=2),
            media_type="application/json",
            headers={"Content-Disposition": 'attachment; filename="person.json"'},
        )
