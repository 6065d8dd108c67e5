"""`wattos replay`: which answers would a changed agent or changed knowledge change?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal
from uuid import UUID

import typer

from wattos.cli.context import (
    BadArguments,
    DataDir,
    Json,
    TenantSlug,
    platform_at,
    run,
    tenant_named,
)
from wattos.cli.output import progress_bar, show, write_json

if TYPE_CHECKING:
    from wattos.replay import ReplayItem, ReplayReport

_MARKS = {
    "same": "=",
    "changed": "~",
    "now_refused": "-",
    "now_answered": "+",
    "failed": "!",
}


def replay(
    tenant: TenantSlug,
    last: Annotated[int, typer.Option(min=0, max=500, help="Real questions, newest first.")] = 50,
    verified: Annotated[bool, typer.Option(help="Ask all verified questions too.")] = True,
    agent: Annotated[str | None, typer.Option(help="Slug of the agent to ask.")] = None,
    against: Annotated[
        str | None, typer.Option(metavar="VERSION|draft", help="The agent's version to ask.")
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Ask real and verified questions again, without any effect, and list what changes."""
    version = _version(against)

    async def command() -> None:
        from wattos.replay import REPLAY_JOB, ReplayRequest

        request = ReplayRequest(last=last, verified=verified, agent=agent, against=version)
        async with platform_at(data_dir) as platform:
            tenant_id: UUID = await tenant_named(platform, tenant)
            made = await platform.replays.create(tenant_id, request)
            with progress_bar("Asking again") as progress:
                await platform.jobs.run_inline(
                    tenant_id, REPLAY_JOB, {"replay_id": str(made.id)}, progress.of_job
                )
            report = await platform.replays.report(tenant_id, made.id)
        if as_json:
            write_json(report)
        else:
            _show(report)

    run(command())


def _version(given: str | None) -> int | Literal["draft"] | None:
    if given is None or given == "draft":
        return given
    if not given.isdecimal():
        raise BadArguments("This is no version.", given=given, expected='a number or "draft"')
    return int(given)


def _show(report: ReplayReport) -> None:
    for item in report.items:
        if item.outcome != "same" or item.sources_changed or item.sources_disagree:
            _show_item(item)
    counts = ", ".join(f"{number} {outcome}" for outcome, number in sorted(report.counts.items()))
    show(counts or "No questions yet.")


def _show_item(item: ReplayItem) -> None:
    origin = "verified: " if item.verified_answer_id else ""
    often = f"  (asked {item.asked} times)" if item.asked > 1 else ""
    typed = f"  (typed: {item.typed})" if item.typed != item.question else ""
    show(f"{_MARKS[item.outcome]} {origin}{item.question}{typed}{often}")
    if item.error:
        show(f"    failed: {item.error}")
    elif item.outcome != "same":
        show(f"    before: {_line(item.old_answer)}\n    now:    {_line(item.new_answer)}")
    if item.sources_changed:
        show(f"    sources: {_sources(item.old_sources)} → {_sources(item.new_sources)}")
    if item.sources_disagree:
        show("    the sources alone give other numbers")


def _sources(urls: list[str]) -> str:
    return ", ".join(urls) or "none"


def _line(text: str) -> str:
    return " ".join(text.split())
