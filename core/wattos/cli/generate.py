"""`wattos generate`: from sources to target groups, personas and agents."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from wattos.cli.context import EXIT_FAILED, DataDir, Json, TenantSlug, platform_at, run
from wattos.cli.output import Progress, progress_bar, show, write_json
from wattos.cli.sources import crawl_site, files_in, ingest_paths, is_url
from wattos.errors import NotFound
from wattos.platform import Platform


def generate(
    sources: Annotated[list[str], typer.Argument(help="URL, file, folder, CSV or JSONL.")],
    tenant: TenantSlug,
    max_pages: Annotated[int, typer.Option("--max-pages", min=1)] = 200,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Find target groups in the sources, write personas and publish agents that pass their test."""
    paths = [Path(source) for source in sources if not is_url(source)]
    files_in(paths)

    async def command() -> None:
        async with platform_at(data_dir) as platform:
            tenant_id = await ensure_tenant(platform, tenant)
            with progress_bar("Reading") as progress:
                result = await generate_from(
                    platform, tenant_id, sources, max_pages=max_pages, progress=progress
                )
            result = {"tenant": tenant, **result}
            if as_json:
                write_json(result)
            else:
                show_result(result)
            if not result["agents"]:
                raise typer.Exit(EXIT_FAILED)

    run(command())


async def ensure_tenant(platform: Platform, slug: str, name: str | None = None) -> UUID:
    """The tenant's id; the tenant is made if it is new."""
    try:
        return await platform.tenancy.resolve(slug)
    except NotFound:
        return (await platform.create_tenant(slug, name=name)).id


async def generate_from(
    platform: Platform, tenant_id: UUID, sources: list[str], *, max_pages: int, progress: Progress
) -> dict[str, Any]:
    """Crawl or ingest the sources, analyse them, and generate agents; timings in seconds."""
    timings: dict[str, float] = {}
    started = time.perf_counter()
    for source in sources:
        await _read_source(platform, tenant_id, source, max_pages, progress)
    timings["reading"] = round(time.perf_counter() - started, 2)
    result = await platform.jobs.run_inline(
        tenant_id, "insight.generate", {}, on_progress=progress.of_job
    )
    counts = await platform.knowledge.counts(tenant_id)
    timings |= result.get("timings", {})
    timings["total"] = round(time.perf_counter() - started, 2)
    return {
        "documents": counts.documents,
        "chunks": counts.chunks,
        "target_groups": result["target_groups"],
        "personas": result["personas"],
        "agents": result["agents"],
        "timings": timings,
    }


async def _read_source(
    platform: Platform, tenant_id: UUID, source: str, max_pages: int, progress: Progress
) -> None:
    if is_url(source):
        await crawl_site(platform, tenant_id, source, {"max_pages": max_pages}, progress)
        return
    await ingest_paths(platform, tenant_id, [Path(source)], "default", progress)


def show_result(result: dict[str, Any]) -> None:
    """Groups, personas and agents for a person to read."""
    show(f"{result['documents']} documents, {result['chunks']} passages")
    for group in result["target_groups"]:
        show(f"\n{group['name']}  (size {group['size']}, confidence {group['confidence']:.2f})")
        show(f"  {group['description']}")
        for evidence in group["evidence"][:3]:
            show(f"  · “{evidence['quote']}”  {evidence['url']}")
    show("")
    for agent in result["agents"]:
        test = agent["smoke_test"]
        state = "published" if test["passed"] else "draft"
        show(
            f"{agent['slug']}  {state}  {test['answered']}/{test['asked']} test questions answered"
        )
