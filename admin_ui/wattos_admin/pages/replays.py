"""What a version of an agent would answer otherwise, shown before it answers people."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from wattos.access import requires
from wattos.delivery import JobInfo
from wattos.errors import NotFound
from wattos.replay import ReplayItem, ReplayReport, ReplayRequest
from wattos_admin import live
from wattos_admin.page import ROOT, key_of
from wattos_admin.view import HtmlResponse, View

FINAL = ("succeeded", "failed", "cancelled")
OUTCOME_WORDS = {
    "now_refused": key_of("No longer answered"),
    "failed": key_of("Failed"),
    "changed": key_of("Answered otherwise"),
    "now_answered": key_of("Now answered"),
    "same": key_of("As before"),
}
"""In the order in which they are shown: what got worse comes first."""


class ReplayController(Controller):
    """Real questions, asked again of a version that does not answer people yet."""

    path = "/agents/{agent_id:uuid}/replays"
    guards = (requires("conversation:read"), requires("agent:write"))

    @post("/{version:int}", status_code=200)
    async def start(
        self, view: NamedDependency[View], agent_id: FromPath[UUID], version: FromPath[int]
    ) -> HtmlResponse:
        """Ask the last questions and every verified one of this version, in the background."""
        agent = await view.platform.agents.get(view.tenant_id, agent_id)
        replay = await view.platform.replays.start(
            view.tenant_id,
            ReplayRequest(agent=agent.slug, against=version),
            requested_by=view.principal.user_id,
        )
        return view.redirect(f"{ROOT}/agents/{agent_id}/replays/{replay.id}")

    @get("/{replay_id:uuid}")
    async def show(
        self, view: NamedDependency[View], agent_id: FromPath[UUID], replay_id: FromPath[UUID]
    ) -> HtmlResponse:
        """The answers that change, then the question whether the version shall answer."""
        report = await _report(view, agent_id, replay_id)
        return await view.page(
            "agents/replay.html",
            agent=await view.platform.agents.get(view.tenant_id, agent_id),
            replay=report,
            different=_different(report.items),
            words=OUTCOME_WORDS,
            is_over=report.state in FINAL,
            job=await _job(view, report),
        )

    @get("/{replay_id:uuid}/live", media_type="text/event-stream")
    async def follow(
        self, view: NamedDependency[View], agent_id: FromPath[UUID], replay_id: FromPath[UUID]
    ) -> Stream:
        """How far it is."""
        await _report(view, agent_id, replay_id)
        return live.stream(_progress(view, agent_id, replay_id))


async def _progress(view: View, agent_id: UUID, replay_id: UUID) -> AsyncIterator[bytes]:
    over = False

    async def pieces() -> dict[str, str]:
        nonlocal over
        replay = await _report(view, agent_id, replay_id)
        over = replay.state in FINAL
        job = await _job(view, replay)
        values = {"replay": replay, "agent_id": agent_id, "job": job, "is_over": over}
        return {"running": view.part("agents/replaying.html", **values)}

    async for change in live.watch(pieces, ends=lambda: over):
        yield change


async def _report(view: View, agent_id: UUID, replay_id: UUID) -> ReplayReport:
    report = await view.platform.replays.report(view.tenant_id, replay_id)
    if report.agent_id != agent_id or report.agent_version is None:
        raise NotFound("There is no such comparison of this agent.", given=replay_id)
    return report


async def _job(view: View, replay: ReplayReport) -> JobInfo | None:
    if replay.job_id is None:
        return None
    return await view.platform.jobs.get(view.tenant_id, replay.job_id)


def _different(items: list[ReplayItem]) -> list[ReplayItem]:
    """What changes, and verified answers that the sources do not bear out any more."""
    order = list(OUTCOME_WORDS)
    found = [item for item in items if item.outcome != "same" or item.sources_disagree]
    return sorted(found, key=lambda item: order.index(item.outcome))
