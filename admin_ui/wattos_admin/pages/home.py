"""What happened, what nobody could answer, and figures that say what they count."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Controller, get
from litestar.di import NamedDependency

from wattos.access import requires
from wattos.conversations import list_conversations, unanswered
from wattos.database import utcnow
from wattos_admin.checks import newest_findings
from wattos_admin.formats import short_day
from wattos_admin.page import ROOT, Found, Page, key_of
from wattos_admin.pages.conversations import PATH as CONVERSATIONS
from wattos_admin.pages.models import PURPOSE_WORDS
from wattos_admin.session import AnyRequest
from wattos_admin.view import HtmlResponse, View

PATH = f"{ROOT}/home"
OVERVIEW = "/api/analytics/overview"
PERIODS = (1, 7, 30, 90)
USUAL_DAYS = 7
FIGURES = (
    ("conversations", key_of("Conversations"), "number", ""),
    ("answered", key_of("Answered"), "number", "answered"),
    ("abstained", key_of("Not answered"), "number", "refused"),
    ("handed_over", key_of("Handed over to a person"), "number", "handed_over"),
    ("coverage", key_of("Coverage"), "percent", "refused"),
    ("satisfaction", key_of("Satisfaction"), "percent", "judged"),
    ("median_seconds", key_of("Seconds to the answer"), "number", "answered"),
    ("cost_usd", key_of("Cost"), "dollars", None),
)
"""Name, label, how it is written, and the outcome by which conversations show the records."""


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """A figure with its definition and the address of the records behind it."""

    name: str
    label: str
    form: str
    value: float | None
    definition: str
    records: str | None


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What the figures are about: the last days, of one channel or agent if chosen."""

    days: int = USUAL_DAYS
    channel: str = ""
    agent_id: UUID | None = None

    @classmethod
    def of(cls, request: AnyRequest) -> Choice:
        """Read the address; what cannot be used takes its usual value."""
        given = request.query_params
        days = str(given.get("days", ""))
        try:
            agent_id = UUID(str(given.get("agent", "")))
        except ValueError:
            agent_id = None
        return cls(
            days=int(days) if days in map(str, PERIODS) else USUAL_DAYS,
            channel=str(given.get("channel", "")).replace("\x00", "")[:100],
            agent_id=agent_id,
        )

    @property
    def asked(self) -> dict[str, Any]:
        """The same as the API wants it."""
        named = {"channel": self.channel, "agent_id": self.agent_id}
        return {"days": self.days, **{name: str(value) for name, value in named.items() if value}}

    def address(self, path: str = PATH, **changes: Any) -> str:
        """A page about this choice with something changed; empty takes a part out."""
        now = {"days": self.days, "channel": self.channel, "agent": self.agent_id, **changes}
        return f"{path}?{urlencode({name: value for name, value in now.items() if value})}"


class HomeController(Controller):
    """The first page of somebody who looks in once a day."""

    path = "/home"

    @get(guards=[requires("analytics:read")])
    async def show(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """Since yesterday in sentences, then the chosen days in figures."""
        chosen = Choice.of(request)
        found, yesterday = await asyncio.gather(
            view.api.call("GET", OVERVIEW, params=chosen.asked),
            view.api.call("GET", OVERVIEW, params={"days": 1}),
        )
        agents = await view.platform.agents.list(view.tenant_id)
        return await view.page(
            "home/home.html",
            chosen=chosen,
            periods=PERIODS,
            yesterday=yesterday["figures"],
            figures=_figures(view, found, chosen),
            found=found,
            chart=(chart := _chart(view, found["by_day"], chosen.days)),
            day_records=_day_records(view, chart, chosen),
            channels=sorted({*view.platform.conversations.channels, "console", "cli"}),
            agents={str(agent.id): agent.name for agent in agents},
            may_open=view.principal.may("conversation:read"),
            conversations=CONVERSATIONS,
            findings=await newest_findings(view),
            waiting=await _waiting(view),
            purposes=PURPOSE_WORDS,
        )

    @get("/unanswered", guards=[requires("conversation:read")])
    async def show_unanswered(
        self, view: NamedDependency[View], request: AnyRequest
    ) -> HtmlResponse:
        """What nobody could answer, brought after the page: telling meanings apart takes time."""
        chosen = Choice.of(request)
        found = await unanswered(
            view.tenant_id,
            view.platform.verified,
            days=chosen.days,
            agent_id=chosen.agent_id,
            channel=chosen.channel or None,
            only_open=True,
        )
        return view.fragment("home/unanswered.html", questions=found.questions)


async def _waiting(view: View) -> int:
    """How many visitors asked for a person whom nobody has answered; none for who may not read."""
    if not view.principal.may("conversation:read"):
        return 0
    return (await list_conversations(view.tenant_id, outcome="waiting", limit=1)).total


def _figures(view: View, found: dict[str, Any], chosen: Choice) -> list[Figure]:
    may_open = view.principal.may("conversation:read")

    def records(outcome: str | None) -> str | None:
        if outcome is None:
            return "#cost"
        return chosen.address(CONVERSATIONS, outcome=outcome) if may_open else None

    return [
        Figure(
            name=name,
            label=view._(label),
            form=form,
            value=found["figures"][name],
            definition=found["definitions"][name][view.language],
            records=records(outcome),
        )
        for name, label, form, outcome in FIGURES
    ]


def _chart(view: View, by_day: list[dict[str, Any]], days: int) -> dict[str, Any] | None:
    """The period day by day, those without a question too; None without any question."""
    if not by_day:
        return None
    asked = {date.fromisoformat(part["day"]): part for part in by_day}
    today = max(utcnow().astimezone(view.zone).date(), *asked)
    first = min(today - timedelta(days=days), *asked)
    shown = [first + timedelta(days=place) for place in range((today - first).days + 1)]
    series = [("answered", view._("Answered")), ("abstained", view._("Not answered")),
              ("failed", view._("Failed"))]  # fmt: skip
    return {
        "days": [day.isoformat() for day in shown],
        "labels": [short_day(day, view.language) for day in shown],
        "series": [
            {"label": label, "values": [asked.get(day, {}).get(name, 0) for day in shown]}
            for name, label in series
        ],
    }


def _day_records(
    view: View, chart: dict[str, Any] | None, chosen: Choice
) -> Callable[[int, int], str] | None:
    """Where a bar's conversations are; None for who may not read them."""
    if chart is None or not view.principal.may("conversation:read"):
        return None
    days: list[str] = chart["days"]

    def address(row: int, series: int) -> str:
        outcome = ("answered", "refused", "failed")[series]
        return chosen.address(CONVERSATIONS, days="", day=days[row], outcome=outcome)

    return address


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
