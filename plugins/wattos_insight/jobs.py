"""The background work of customer intelligence: `insight.generate` and `insight.import`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from wattos.delivery import JobContext, JobKind
from wattos_insight.imports import import_requests
from wattos_insight.pipeline import Pipeline, show_failure

if TYPE_CHECKING:
    from wattos.platform import Platform

GENERATE, IMPORT = "insight.generate", "insight.import"


def job_kinds(platform: Platform) -> list[JobKind]:
    """Both kinds; an analysis that a crash broke off goes on after its last stored stage."""

    async def generate(context: JobContext) -> Mapping[str, Any]:
        return msgspec.to_builtins(await Pipeline(platform, context).run())

    async def bring_in(context: JobContext) -> Mapping[str, Any]:
        return await import_requests(platform, context)

    return [
        JobKind(name=GENERATE, run=generate, lease_seconds=120, on_failure=show_failure),
        JobKind(name=IMPORT, run=bring_in, lease_seconds=120),
    ]
