"""Who comes with which need: target groups with their evidence, personas side by side."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Stream

from wattos.access import requires
from wattos.delivery import JobInfo
from wattos_admin import live
from wattos_admin.insights import (
    API,
    FIELD_WORDS,
    GAP_WORDS,
    STEADINESS_WORDS,
    Analysis,
    Group,
    Persona,
    lines,
    read,
    with_sources,
)
from wattos_admin.listing import Listing, ListQuery, arranged, choices, csv_file
from wattos_admin.page import ROOT, Found, Page, key_of
from wattos_admin.security import SANDBOX_POLICY
from wattos_admin.session import AnyRequest
from wattos_admin.start.state import ANALYSE, FINAL
from wattos_admin.view import HtmlResponse, View

PATH = f"{ROOT}/insight"
SIDE_BY_SIDE = 2
SHOWN_GAPS = 12
SORTS: dict[str, Callable[[Group], Any]] = {
    "share": lambda one: one.share,
    "confidence": lambda one: one.confidence,
    "name": lambda one: one.name,
}
may_read, may_write = requires("insight:read"), requires("insight:write")


class InsightController(Controller):
    """Groups and personas as a whole."""

    path = "/insight"

    @get(guards=[may_read])
    async def show(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """Every group as a sentence with three quotes, and what lost its support."""
        query = ListQuery.of(
            request, sorts=tuple(SORTS), default_sort="-share", filters=("steadiness",)
        )
        every = await with_sources(view, await read(view, "target-groups", list[Group], lost=True))
        found = [group.spoken(view.language) for group in every]
        held = [group for group in found if group.lost_at is None]
        groups = arranged(
            held,
            query,
            text=lambda one: " ".join((one.name, one.description, *one.terms)),
            sorts=SORTS,
            keeps={"steadiness": lambda one: (one.steadiness,)},
        )
        if query.export:
            return _export(view, groups)
        steadiness = choices("steadiness", view._("However stable"), STEADINESS_WORDS, view._)
        analyses = await read(view, "analyses", list[Analysis], limit=1)
        job = await _job(view)
        newest = analyses[0] if analyses else None
        return await view.page(
            "insight/groups.html",
            list=Listing.part_of(groups, query, (steadiness,)),
            any_groups=bool(held),
            lost=[group for group in found if group.lost_at is not None],
            analysis=newest,
            chart=_chart(view, newest),
            chosen=_chosen(newest),
            kept=len(held),
            left_over=newest.counts.get("noise", 0) if newest else 0,
            gaps=newest.gaps[:SHOWN_GAPS] if newest else [],
            gaps_in_all=len(newest.gaps) if newest else 0,
            gap_words=GAP_WORDS,
            automation=await view.api.get(f"{API}/automation") or {},
            job=job,
            is_running=job is not None and job.state not in FINAL,
        )

    @get("/personas", guards=[may_read])
    async def show_personas(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """Two personas beside each other; the address says which."""
        every = await with_sources(view, await read(view, "personas", list[Persona]))
        personas = [persona.spoken(view.language) for persona in every]
        wanted = [str(one) for one in request.query_params.getall("show", [])]
        chosen = [one for name in wanted for one in personas if str(one.id) == name]
        rest = [one for one in personas if one not in chosen]
        return await view.page(
            "insight/personas.html",
            personas=personas,
            chosen=[*chosen, *rest][:SIDE_BY_SIDE],
            fields=FIELD_WORDS,
            lines=lambda value: lines(view, value),  # pyright: ignore[reportUnknownLambdaType]
        )

    @get("/report", guards=[may_read])
    async def show_report(self, view: NamedDependency[View]) -> Response[Any]:
        """The newest analysis as one page to print or to pass on."""
        html = await view.api.text(f"{API}/report.html", language=view.language)
        return Response(
            html,
            media_type="text/html; charset=utf-8",
            headers={"Content-Security-Policy": SANDBOX_POLICY},
        )

    @post("/analyses", guards=[may_write], status_code=200)
    async def start(self, view: NamedDependency[View]) -> HtmlResponse:
        """Look at all sources again; what people wrote stays."""
        await view.api.call("POST", f"{API}/analyses")
        notice = view._("The analysis begins. What you wrote yourself stays as it is.")
        return view.redirect(PATH, notice=notice)

    @post("/automation", guards=[may_write], status_code=200)
    async def keep_automation(
        self, view: NamedDependency[View], request: AnyRequest
    ) -> HtmlResponse:
        """Keep when analyses start by themselves."""
        form = await request.form()
        wanted = {name: form.get(name) == "yes" for name in ("nightly", "after_crawl")}
        await view.api.call("PUT", f"{API}/automation", json=wanted)
        return view.redirect(PATH, notice=view._("The settings were kept."))

    @get("/live", guards=[may_read], media_type="text/event-stream")
    async def follow(self, view: NamedDependency[View]) -> Stream:
        """How far the analysis is."""
        return live.stream(_progress(view))


def _export(view: View, groups: list[Group]) -> HtmlResponse:
    headings = ("Name", "Description", "Share of the evidence", "Evidence", "Confidence")
    return csv_file(
        "target-groups",
        [*(view._(one) for one in headings), view._("Words"), view._("Where it stands")],
        (
            (
                *(one.name, one.description, round(one.share, 3), one.size),
                *(round(one.confidence, 3), ", ".join(one.terms)),
                " ".join(dict.fromkeys(place.url for place in one.evidence)),
            )
            for one in groups
        ),
    )


async def _job(view: View) -> JobInfo | None:
    jobs = await view.platform.jobs.list(view.tenant_id, kind=ANALYSE, limit=1)
    return jobs[0] if jobs else None


async def _progress(view: View) -> AsyncIterator[bytes]:
    over = False

    async def pieces() -> dict[str, str]:
        nonlocal over
        job = await _job(view)
        over = job is None or job.state in FINAL
        return {"running": view.part("insight/running.html", job=job, is_over=over)}

    async for change in live.watch(pieces, ends=lambda: over):
        yield change


def _chosen(analysis: Analysis | None) -> int | None:
    """The number of groups with the best stability and separation; None where none was tried."""
    if analysis is None or not analysis.trials:
        return None
    best = max(analysis.trials, key=lambda trial: trial["silhouette"] * trial["stability"])
    return int(best["groups"])


def _chart(view: View, analysis: Analysis | None) -> dict[str, Any] | None:
    """Quality by number of groups; None where only one number was possible."""
    if analysis is None or len(analysis.trials) < 2:
        return None
    return {
        "labels": [str(int(trial["groups"])) for trial in analysis.trials],
        "series": [
            {
                "label": label,
                "values": [round(trial.get(key, 0.0), 3) for trial in analysis.trials],
            }
            for key, label in (
                ("stability", view._("Stability")),
                ("silhouette", view._("Separation")),
            )
        ],
    }


def _any(found: Found) -> bool:
    return found.documents


PAGE = Page(
    path=PATH,
    name=key_of("Target groups"),
    icon="bullseye",
    permission="insight:read",
    order=45,
    shown=_any,
    controller=InsightController,
)
