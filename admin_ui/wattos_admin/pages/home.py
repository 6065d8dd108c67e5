"""What happened, what nobody could answer, and figures that say what they count."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Controller, get
from litestar.di import NamedDependency

from wattos.access import requires
from wattos.conversations import unanswered
from wattos_admin.page import ROOT, Found, Page, key_of
from wattos_admin.session import AnyRequest
from wattos_admin.view import HtmlResponse, View

PATH = f"{ROOT}/home"
PERIODS = (1, 7, 30)
USUAL_DAYS = 7
FIGURE_WORDS = {
    "conversations": key_of("Conversations"),
    "turns": key_of("Questions"),
    "completed": key_of("Answers given"),
    "abstained": key_of("Not answered"),
    "thumbs_up": key_of("Thumbs up"),
    "thumbs_down": key_of("Thumbs down"),
    "median_seconds": key_of("Seconds to the answer"),
    "cost_usd": key_of("Cost"),
}
_RECORDS = {"abstained": "outcome=refused", "thumbs_down": "outcome=disliked", "conversations": ""}
"""The conversations behind a figure, as their list filters them."""


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """A figure with its definition and the records behind it."""

    name: str
    label: str
    value: float | None
    definition: str
    records: str | None


class HomeController(Controller):
    """The first page of somebody who looks in once a day."""

    path = "/home"

    @get(guards=[requires("analytics:read")])
    async def show(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """The last days in sentences and figures."""
        given = str(request.query_params.get("days", USUAL_DAYS))
        days = int(given) if given in map(str, PERIODS) else USUAL_DAYS
        found: dict[str, Any] = await view.api.call(
            "GET", "/api/analytics/overview", params={"days": days}
        )
        open_questions = None
        if view.principal.may("conversation:read"):
            open_questions = await unanswered(
                view.tenant_id, view.platform.verified, days=days, only_open=True
            )
        return await view.page(
            "home/home.html",
            days=days,
            periods=PERIODS,
            figures=_figures(view, found),
            values=found["figures"],
            chart=_chart(view, found["by_day"]),
            unanswered=open_questions,
        )


def _figures(view: View, found: dict[str, Any]) -> list[Figure]:
    may_open = view.principal.may("conversation:read")
    return [
        Figure(
            name=name,
            label=view._(label),
            value=found["figures"][name],
            definition=found["definitions"][name][view.language],
            records=f"{ROOT}/conversations?{_RECORDS[name]}"
            if may_open and name in _RECORDS
            else None,
        )
        for name, label in FIGURE_WORDS.items()
    ]


def _chart(view: View, by_day: list[dict[str, Any]]) -> dict[str, Any] | None:
    if not by_day:
        return None
    return {
        "labels": [day["day"] for day in by_day],
        "series": [{"label": view._("Questions"), "values": [day["turns"] for day in by_day]}],
    }


def _any(found: Found) -> bool:
    return found.conversations


PAGE = Page(
    path=PATH,
    name=key_of("Overview"),
    icon="house",
    permission="analytics:read",
    order=20,
    shown=_any,
    controller=HomeController,
)
