"""What the cost of a period is made of: the calls of models, with the conversations behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from uuid import UUID

from litestar import Controller, get
from litestar.di import NamedDependency

from wattos.access import requires
from wattos.conversations import CALL_SORTS, ModelCall, list_model_calls
from wattos_admin.formats import channel, model_name, timestamp
from wattos_admin.listing import Filter, Listing, ListQuery, csv_file
from wattos_admin.page import ROOT
from wattos_admin.pages.conversations import DAYS_WORDS
from wattos_admin.pages.models import PURPOSE_WORDS
from wattos_admin.session import AnyRequest
from wattos_admin.view import HtmlResponse, View

if TYPE_CHECKING:
    from wattos.conversations import CallSort

PATH = f"{ROOT}/home/calls"
USUAL_DAYS = "7"


class ModelCallController(Controller):
    """The records behind the figure "cost"."""

    path = "/home/calls"

    @get(guards=[requires("analytics:read")])
    async def show_list(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """Calls of models, the newest first; the same ones that the figure sums up."""
        query = ListQuery.of(
            request,
            sorts=CALL_SORTS,
            default_sort="-created_at",
            filters=("days", "purpose", "model", "channel", "agent"),
        )
        wanted = query.filters
        try:
            agent_id = UUID(wanted.get("agent", ""))
        except ValueError:
            agent_id = None
        days = wanted.get("days", USUAL_DAYS)
        calls, total = await list_model_calls(
            view.tenant_id,
            days=int(days if days in DAYS_WORDS else USUAL_DAYS),
            text=query.q,
            channel=wanted.get("channel"),
            agent_id=agent_id,
            purpose=wanted.get("purpose"),
            model=wanted.get("model"),
            sort=cast("CallSort", query.sort),
            descending=query.descending,
            limit=query.limit,
            offset=query.offset,
        )
        if query.export:
            return _export(view, calls)
        filters = await _filters(view, query)
        listing = Listing(query=query, rows=calls, total=total, filters=filters)
        may_open = view.principal.may("conversation:read")
        return await view.page(
            "home/calls.html", list=listing, purposes=PURPOSE_WORDS, may_open=may_open
        )


async def _filters(view: View, query: ListQuery) -> list[Filter]:
    """Choices above the list; model, channel and agent only where the address names one."""
    words = [(n, view._(text)) for n, text in DAYS_WORDS.items() if n != USUAL_DAYS]
    purposes = [(name, view._(text)) for name, text in PURPOSE_WORDS.items() if name != "*"]
    found = [
        Filter(name="days", label=view._(DAYS_WORDS[USUAL_DAYS]), options=words),
        Filter(name="purpose", label=view._("Every purpose"), options=purposes),
    ]
    if model := query.filters.get("model"):
        options = [(model, model_name(model, view.language))]
        found.append(Filter(name="model", label=view._("Every model"), options=options))
    if name := query.filters.get("channel"):
        options = [(name, channel(name, view.language))]
        found.append(Filter(name="channel", label=view._("Every channel"), options=options))
    if agent := query.filters.get("agent"):
        agents = await view.platform.agents.list(view.tenant_id)
        options = [(agent, one.name) for one in agents if str(one.id) == agent]
        found.append(Filter(name="agent", label=view._("Every agent"), options=options))
    return found


def _export(view: View, calls: list[ModelCall]) -> HtmlResponse:
    headings = (
        *(view._("When"), view._("What for"), view._("Model"), view._("Tokens read")),
        *(view._("Tokens written"), view._("Cost (USD)"), view._("Outcome")),
    )
    return csv_file(
        "model-calls",
        headings,
        (
            (
                timestamp(call.created_at, view.zone),
                *(call.purpose, call.model, call.input_tokens, call.output_tokens),
                *("" if call.cost_usd is None else call.cost_usd, call.outcome),
            )
            for call in calls
        ),
    )
