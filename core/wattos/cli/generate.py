"""`wattos generate`: from sources to target groups, personas and agents."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from wattos.cli.context import (
    EXIT_FAILED,
    DataDir,
    JobFailed,
    Json,
    Published,
    TenantSlug,
    platform_at,
    run,
)
from wattos.cli.output import Progress, progress_bar, say, show, write_json
from wattos.cli.sources import (
    crawl_site,
    files_in,
    ingest_files,
    is_url,
    reason_of,
    run_job,
    tell_limit,
)
from wattos.errors import NotFound, WattosError

if TYPE_CHECKING:
    from wattos.platform import Platform

_MOST_REASONS = 3


def generate(
    sources: Annotated[list[str], typer.Argument(help="URL, file, folder, CSV or JSONL.")],
    tenant: TenantSlug,
    max_pages: Annotated[int, typer.Option("--max-pages", min=1)] = 200,
    published: Published = True,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Find target groups in the sources, write personas and publish agents that pass their test."""

    async def command() -> None:
        files_in(Path(source) for source in sources if not is_url(source))
        async with platform_at(data_dir) as platform:
            new = tenant not in {each.slug for each in await platform.tenancy.list()}
            tenant_id = await ensure_tenant(platform, tenant)
            try:
                with progress_bar("Reading") as progress:
                    result = await generate_from(
                        platform,
                        tenant_id,
                        sources,
                        max_pages=max_pages,
                        published=published,
                        progress=progress,
                        new=new,
                    )
            except WattosError:
                # A second try is then a first one again, which learns the sources' language.
                if new and await _is_empty(platform, tenant_id):
                    await platform.tenancy.discard(tenant_id)
                raise
            result = {"tenant": tenant, **result}
            if as_json:
                write_json(result)
            else:
                show_result(result)
            if not result["agents"]:
                raise typer.Exit(EXIT_FAILED)

    run(command())


async def _is_empty(platform: Platform, tenant_id: UUID) -> bool:
    """Whether nothing was read for a tenant, and nothing is on its way."""
    counts = await platform.knowledge.counts(tenant_id)
    return counts.ready == 0 and (await platform.knowledge.reading(tenant_id)).total == 0


async def ensure_tenant(platform: Platform, slug: str, name: str | None = None) -> UUID:
    """The tenant's id; the tenant is made if it is new."""
    try:
        return await platform.tenancy.resolve(slug)
    except NotFound:
        return (await platform.create_tenant(slug, name=name)).id


async def generate_from(
    platform: Platform,
    tenant_id: UUID,
    sources: list[str],
    *,
    max_pages: int,
    progress: Progress,
    published: bool = True,
    new: bool = False,
) -> dict[str, Any]:
    """Crawl or ingest the sources, analyse them, and generate agents; timings in seconds.

    A `new` tenant takes the language of the sources; of `published` files contacts stay.
    """
    timings: dict[str, float] = {}
    started = time.perf_counter()
    left_out: list[dict[str, Any]] = []
    for source in sources:
        if is_url(source):
            left_out += await _read_site(platform, tenant_id, source, max_pages, progress)
        else:
            left_out += await _read_files(
                platform, tenant_id, source, progress, published=published
            )
    await _check_something_is_known(platform, tenant_id, left_out)
    if new:
        await platform.learn_language(tenant_id)
        await platform.renew_first_agent(tenant_id)
    timings["reading"] = round(time.perf_counter() - started, 2)
    result = await run_job(platform, tenant_id, "insight.generate", {}, progress)
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


async def _read_site(
    platform: Platform, tenant_id: UUID, url: str, max_pages: int, progress: Progress
) -> list[dict[str, Any]]:
    """Read a website into the default space; returns the pages that were not taken."""
    crawl = await crawl_site(platform, tenant_id, url, {"max_pages": max_pages}, progress)
    tell_limit(crawl, url)
    failed = [page for page in crawl["pages"] if page["state"] == "failed"]
    if failed:  # a site of some size always has dead links
        say(f"{url}: {len(failed)} of {len(crawl['pages'])} pages could not be read.")
    return [page for page in crawl["pages"] if page["state"] != "fetched"]


async def _read_files(
    platform: Platform, tenant_id: UUID, source: str, progress: Progress, *, published: bool
) -> list[dict[str, Any]]:
    """Read a file or folder into the default space; returns what failed."""
    files = files_in([Path(source)], exports=True)
    documents = await ingest_files(
        platform, tenant_id, files, "default", progress, published=published
    )
    failed = [document for document in documents if document["state"] == "failed"]
    for document in failed:
        say(f"Not read: {document['url']}: {reason_of(document)}")
    return failed


async def _check_something_is_known(
    platform: Platform, tenant_id: UUID, left_out: list[dict[str, Any]]
) -> None:
    if (await platform.knowledge.counts(tenant_id)).ready == 0:
        counted = Counter(filter(None, map(reason_of, left_out)))
        reasons = [reason for reason, _ in counted.most_common(_MOST_REASONS)]
        raise JobFailed(
            "Nothing could be read from the sources, so there is nothing to work with.",
            hint=" ".join(reasons) or None,
        )


def show_result(result: dict[str, Any]) -> None:
    """Groups, personas and agents for a person to read."""
    show(f"{result['documents']} documents, {result['chunks']} passages")
    for group in result["target_groups"]:
        show(f"\n{group['name']}  (size {group['size']}, confidence {group['confidence']:.2f})")
        show(f"  {group['description']}")
        different = {evidence["quote"]: evidence for evidence in group["evidence"]}
        for quote, evidence in list(different.items())[:3]:
            show(f"  · “{quote}”  {evidence['url']}")
    show("")
    for agent in result["agents"]:
        test = agent["smoke_test"]
        tried = f"{test['answered']}/{test['asked']} test questions answered"
        show(f"{agent['slug']}  {agent['state']}  {tried}")
