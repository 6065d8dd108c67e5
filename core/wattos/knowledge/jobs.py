"""The knowledge room's background work."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from wattos.database import tenant_scope
from wattos.delivery import DailyAt, JobContext, JobKind, Jobs, Schedule
from wattos.knowledge.service import Knowledge

PROCESS = "knowledge.process"
RECORDS = "knowledge.records"
EMBED = "knowledge.embed"
CATCH_UP = "knowledge.catch_up"
NIGHTLY = Schedule(name=CATCH_UP, kind=CATCH_UP, cron=DailyAt(hour=1, minute=20))


def job_kinds(knowledge: Knowledge) -> list[JobKind]:
    """The room's kinds of work.

    `knowledge.process` takes waiting documents (or the payload's `document_ids`) to `ready`;
    `knowledge.records` reads the records again that other extractors read; `knowledge.embed` gives
    ready documents the vectors of the configured embedders.
    """

    async def process(context: JobContext) -> dict[str, Any]:
        named = context.payload.get("document_ids")
        report = await knowledge.process(
            context.tenant_id,
            None if named is None else [UUID(document_id) for document_id in named],
            context.progress,
        )
        return msgspec.to_builtins(report)

    async def records(context: JobContext) -> dict[str, Any]:
        return {
            "documents": await knowledge.read_records_again(context.tenant_id, context.progress)
        }

    async def embed(context: JobContext) -> dict[str, Any]:
        return {"passages": await knowledge.embed_anew(context.tenant_id, context.progress)}

    return [
        JobKind(name=PROCESS, run=process, lease_seconds=180),
        JobKind(name=RECORDS, run=records, lease_seconds=180),
        JobKind(name=EMBED, run=embed, lease_seconds=180),
    ]


def catch_up_kind(knowledge: Knowledge, jobs: Jobs) -> JobKind:
    """`knowledge.catch_up`: start what is left to do; every night, beside each start of workers."""

    async def run(context: JobContext) -> dict[str, Any]:
        return {"started": len(await catch_up(knowledge, jobs, context.tenant_id))}

    return JobKind(name=CATCH_UP, run=run)


async def catch_up(knowledge: Knowledge, jobs: Jobs, tenant_id: UUID) -> list[UUID]:
    """Start what an upgrade, changed settings or a broken-off reading left; returns the jobs."""
    wanted: list[str] = []
    if await knowledge.stranded(tenant_id):
        wanted.append(PROCESS)
    if await knowledge.outdated_records(tenant_id):
        wanted.append(RECORDS)
    if await knowledge.left_to_embed(tenant_id):
        wanted.append(EMBED)
    async with tenant_scope(tenant_id):
        return [await jobs.enqueue(kind, {}, key=kind) for kind in wanted]


async def enqueue_processing(
    jobs: Jobs, tenant_id: UUID, document_ids: list[UUID], requested_by: UUID | None
) -> UUID:
    """Start the work on documents that have just been added; returns the job's id."""
    async with tenant_scope(tenant_id):
        return await jobs.enqueue(
            PROCESS,
            {"document_ids": [str(document_id) for document_id in document_ids]},
            requested_by=requested_by,
        )
