"""Settings of the weekly mail: its day, and a switch per person."""

from __future__ import annotations

from litestar import Controller, get, post
from litestar.di import NamedDependency

from wattos_admin.page import ROOT, key_of
from wattos_admin.pages.settings import may_write
from wattos_admin.session import AnyRequest
from wattos_admin.view import HtmlResponse, View
from wattos_admin.weekly.jobs import NEEDED
from wattos_admin.weekly.subscriptions import (
    WEEKDAY_SETTING,
    subscribe,
    subscribers,
    weekday_of,
)

PATH = f"{ROOT}/settings/weekly"
WEEKDAY_WORDS = (
    key_of("Monday"),
    key_of("Tuesday"),
    key_of("Wednesday"),
    key_of("Thursday"),
    key_of("Friday"),
    key_of("Saturday"),
    key_of("Sunday"),
)


class WeeklySettingsController(Controller):
    """The mail's tab of the settings."""

    path = "/settings/weekly"

    @get(guards=[may_write])
    async def show(self, view: NamedDependency[View]) -> HtmlResponse:
        """The day, and everybody with the switch."""
        tenant = await view.platform.tenancy.get(view.tenant_id)
        people = [user for user in await view.platform.access.users(view.tenant_id) if user.active]
        return await view.page(
            "weekly/settings.html",
            weekdays=[(str(number), view._(name)) for number, name in enumerate(WEEKDAY_WORDS)],
            weekday=str(weekday_of(tenant)),
            people=people,
            chosen=set(await subscribers(view.tenant_id)),
            may_see={
                user.id
                for user in people
                if (await view.platform.access.principal_of_user(view.tenant_id, user.id)).may(
                    NEEDED
                )
            },
            mails=view.platform.mail.configured,
        )

    @post(guards=[may_write], status_code=200)
    async def keep(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """Keep the day and the switches."""
        form = await request.form()
        given = str(form.get("weekday", "0"))
        weekday = int(given) if given in {str(day) for day in range(7)} else 0
        await view.platform.tenancy.update(view.tenant_id, settings={WEEKDAY_SETTING: weekday})
        wanted = {str(one) for one in form.getall("person", [])}
        had = set(await subscribers(view.tenant_id))
        for user in await view.platform.access.users(view.tenant_id):
            if (str(user.id) in wanted) != (user.id in had):
                await subscribe(
                    view.tenant_id,
                    user.id,
                    wanted=str(user.id) in wanted,
                    address=view.public_url,
                )
        return view.redirect(PATH, notice=view._("The settings were kept."))
