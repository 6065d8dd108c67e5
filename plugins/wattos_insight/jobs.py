"""The background work of customer intelligence: analyses, imports and reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from wattos.delivery import JobContext, JobKind
from wattos_insight.imports import import_requests
from wattos_insight.pipeline import Pipeline, show_failure
from wattos_insight.report import Reports
from wattos_insight.schedule import GENERATE, NIGHTLY, nightly

if TYPE_CHECKING:
    from wattos.platform import Platform

IMPORT, REPORT = "insight.import", "insight.report"


def job_kinds(platform: Platform) -> list[JobKind]:
    """All kinds; an analysis that a crash broke off goes on after its last stored stage."""

    async def generate(context: JobContext) -> Mapping[str, Any]:
        return msgspec.to_builtins(await Pipeline(platform, context).run())

    async def bring_in(context: JobContext) -> Mapping[str, Any]:
        return await import_requests(platform, context)

    async def start_by_night(context: JobContext) -> Mapping[str, Any]:
        return await nightly(platform, context)

    async def report(context: JobContext) -> Mapping[str, Any]:
        reports, language = Reports(platform), str(context.payload.get("language", "de"))
        if context.payload.get("format") == "html":
            return {"html": await reports.page(context.tenant_id, language)}
        return {"report": msgspec.to_builtins(await reports.build(context.tenant_id))}

    return [
        JobKind(name=NIGHTLY, run=start_by_night),
        JobKind(name=REPORT, run=report),
        JobKind(name=GENERATE, run=generate, lease_seconds=120, on_failure=show_failure),
        JobKind(name=IMPORT, run=bring_in, lease_seconds=120),
    ]
