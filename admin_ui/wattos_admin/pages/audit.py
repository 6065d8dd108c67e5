"""The audit trail: who did what, and whether the chain is whole."""

from __future__ import annotations

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency

from wattos.access import requires
from wattos.audit import AuditEntry, find_entries, verify
from wattos_admin.audit_words import ACTION_WORDS, actions_said
from wattos_admin.listing import Filter, Listing, ListQuery, choices, csv_file
from wattos_admin.page import ROOT, key_of
from wattos_admin.session import AnyRequest
from wattos_admin.view import HtmlResponse, View

PATH = f"{ROOT}/settings/audit"
ACTOR_WORDS = {
    "user": key_of("A person"),
    "service": key_of("A program"),
    "visitor": key_of("A visitor"),
    "system": key_of("WattOS itself"),
}
OUTCOME_WORDS = {
    "ok": key_of("Done"),
    "denied": key_of("Refused"),
    "failed": key_of("Did not succeed"),
}
may_read = requires("audit:read")


class AuditController(Controller):
    """Entries of the chain."""

    path = "/settings/audit"
    guards = (may_read,)

    @get()
    async def show_list(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """Entries, the newest first."""
        query = ListQuery.of(
            request, sorts=("sequence",), default_sort="-sequence", filters=("actor", "outcome")
        )
        found = await find_entries(
            view.tenant_id,
            text=query.q,
            actions=actions_said(query.q, view._),
            actor_kind=query.filters.get("actor"),
            outcome=query.filters.get("outcome"),
            descending=query.descending,
            limit=query.limit,
            offset=query.offset,
        )
        if query.export:
            return _export(found.entries)
        users = await view.platform.access.users(view.tenant_id)
        return await view.page(
            "settings/audit.html",
            list=Listing(
                query=query, rows=found.entries, total=found.total, filters=_filters(view)
            ),
            actors=ACTOR_WORDS,
            actions=ACTION_WORDS,
            outcomes=OUTCOME_WORDS,
            people={str(user.id): user.name or user.email for user in users},
        )

    @post("/verify", status_code=200)
    async def check(self, view: NamedDependency[View]) -> HtmlResponse:
        """Read the whole chain and say whether it holds."""
        report = await verify(view.tenant_id)
        broken = report.first_broken
        if broken is None:
            notice = view._("All %(number)s entries are as they were written.",
                            number=report.entries)  # fmt: skip
            return view.redirect(PATH, notice=notice)
        said = key_of(
            "Entry %(number)s is not as it was written. Somebody changed it outside WattOS."
        )
        notice = view._(said, number=broken.sequence)
        return view.redirect(PATH, notice=notice, bad=True)


def _filters(view: View) -> list[Filter]:
    return [
        choices("actor", view._("Whoever did it"), ACTOR_WORDS, view._),
        choices("outcome", view._("Every outcome"), OUTCOME_WORDS, view._),
    ]


def _export(entries: list[AuditEntry]) -> HtmlResponse:
    headings = msgspec.structs.fields(AuditEntry)
    return csv_file(
        "audit",
        [field.encode_name for field in headings],
        (
            [
                msgspec.json.encode(value).decode() if isinstance(value, dict) else value
                for value in msgspec.structs.astuple(entry)
            ]
            for entry in entries
        ),
    )
