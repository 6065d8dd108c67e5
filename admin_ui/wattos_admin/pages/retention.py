"""How long conversations are kept, and what the next night would delete."""

from __future__ import annotations

from litestar import Controller, get, post
from litestar.di import NamedDependency

from wattos.access import requires
from wattos.audit import record
from wattos.database import tenant_scope
from wattos.subjects import DAYS_SETTING, MOST_DAYS
from wattos_admin.page import ROOT
from wattos_admin.pages.settings import may_write
from wattos_admin.session import AnyRequest
from wattos_admin.view import HtmlResponse, View

PATH = f"{ROOT}/settings/retention"
may_change = requires("retention:write")


class RetentionController(Controller):
    """The rule's tab of the settings."""

    path = "/settings/retention"

    @get(guards=[may_write])
    async def show(self, view: NamedDependency[View]) -> HtmlResponse:
        """The rule, and what it would delete now."""
        preview = await view.platform.retention.preview(view.tenant_id)
        return await view.page("settings/retention.html", preview=preview, most_days=MOST_DAYS)

    @post(guards=[may_change], status_code=200)
    async def keep(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """Keep the rule; an empty field keeps conversations for good. Nothing is deleted yet."""
        given = str((await request.form()).get("days", "")).strip()
        if given and not (given.isdecimal() and len(given) < 6 and 1 <= int(given) <= MOST_DAYS):
            notice = view._("Give a number of days from 1 to %(most)s, or nothing.", most=MOST_DAYS)
            return view.redirect(PATH, notice=notice, bad=True)
        days = int(given) if given else None
        async with tenant_scope(view.tenant_id):
            await view.platform.tenancy.update(view.tenant_id, settings={DAYS_SETTING: days})
            await record(
                "retention.changed",
                actor=view.principal.actor,
                resource="tenant",
                resource_id=view.tenant_id,
                detail={"days": days},
            )
        return view.redirect(PATH, notice=view._("The settings were kept."))
