"""`wattos ingest`, `wattos crawl`, `wattos search`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import msgspec
import typer

from wattos.cli.batch import read_batch
from wattos.cli.context import (
    EXIT_FAILED,
    BadArguments,
    DataDir,
    Json,
    TenantSlug,
    platform_at,
    run,
    tenant_named,
)
from wattos.cli.output import progress_bar, show, table, write_json
from wattos.cli.sources import crawl_site, ingest_paths
from wattos.platform import Platform


def ingest(
    paths: list[Path],
    tenant: TenantSlug,
    space: Annotated[str, typer.Option(help="Knowledge space.")] = "default",
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Read documents or folders into a knowledge space."""

    async def command() -> None:
        async with platform_at(data_dir) as platform:
            tenant_id = await tenant_named(platform, tenant)
            with progress_bar("Reading") as progress:
                documents = await ingest_paths(platform, tenant_id, paths, space, progress)
            _report(documents, as_json=as_json)

    run(command())


def crawl(
    url: str,
    tenant: TenantSlug,
    depth: Annotated[int, typer.Option(min=0, help="Links followed from the start page.")] = 5,
    max_pages: Annotated[int, typer.Option("--max-pages", min=1, help="Pages at most.")] = 200,
    allow_domain: Annotated[
        list[str] | None, typer.Option("--allow-domain", help="Further domains to follow.")
    ] = None,
    space: Annotated[str, typer.Option(help="Knowledge space.")] = "default",
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Read a website into a knowledge space."""

    async def command() -> None:
        async with platform_at(data_dir) as platform:
            tenant_id = await tenant_named(platform, tenant)
            with progress_bar("Crawling") as progress:
                options = {
                    "max_depth": depth,
                    "max_pages": max_pages,
                    "allowed_domains": allow_domain or [],
                    "space": space,
                }
                result = await crawl_site(platform, tenant_id, url, options, progress)
            if as_json:
                write_json(result)
            else:
                _report(result["pages"], as_json=False)

    run(command())


def _report(documents: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        write_json({"documents": documents})
    else:
        rows = [(d["state"], d["url"], d.get("reason")) for d in documents]
        table(("STATE", "SOURCE", "REASON"), rows)
    if documents and all(d["state"] == "failed" for d in documents):
        raise typer.Exit(EXIT_FAILED)


def search(
    tenant: TenantSlug,
    query: Annotated[str | None, typer.Argument()] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="Hits at most.")] = 10,
    batch: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="JSON Lines {id, question}.")
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Search the knowledge: retrieval alone, best hits first."""
    if (query is None) == (batch is None):
        raise typer.BadParameter("give either a QUERY or --batch FILE")

    async def command() -> None:
        async with platform_at(data_dir) as platform:
            tenant_id = await tenant_named(platform, tenant)
            if batch is not None:
                for line in read_batch(batch):
                    hits = await _hits(platform, tenant_id, line.question, k)
                    write_json({"id": line.id, "query": line.question, "hits": hits})
                return
            hits = await _hits(platform, tenant_id, query or "", k)
            if as_json:
                write_json({"query": query, "hits": hits})
            else:
                for hit in hits:
                    show(
                        f"{hit['score']:.3f}  {hit['title']}  {hit['url']}\n       {hit['text']}\n"
                    )

    run(command())


async def _hits(platform: Platform, tenant_id: UUID, query: str, k: int) -> list[dict[str, Any]]:
    if not query.strip():
        raise BadArguments("The question is empty.")
    found = await platform.knowledge.search(tenant_id, query, k=k)
    keys = ("document_id", "chunk_id", "title", "url", "score", "start", "end", "text")
    return [{key: msgspec.to_builtins(getattr(hit, key)) for key in keys} for hit in found]
