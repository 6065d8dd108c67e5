"""`wattos ingest`, `wattos crawl`, `wattos search`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import msgspec
import typer

from wattos.cli.batch import BatchLine, answer_batch, read_batch
from wattos.cli.context import (
    EXIT_FAILED,
    BadArguments,
    DataDir,
    Json,
    Published,
    TenantSlug,
    platform_at,
    readable,
    run,
    tenant_named,
)
from wattos.cli.output import progress_bar, say, show, table, write_json
from wattos.cli.sources import (
    crawl_site,
    files_in,
    ingest_files,
    is_url,
    reason_of,
    tell_limit,
)

if TYPE_CHECKING:
    from wattos.platform import Platform


def ingest(
    paths: list[Path],
    tenant: TenantSlug,
    space: Annotated[str, typer.Option(help="Knowledge space.")] = "default",
    published: Published = True,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Read documents or folders into a knowledge space.

    They are found by their words within seconds, from other commands and channels too; the command
    ends when all of them are also found by their meaning. What it leaves when it is broken off is
    done by `wattos up`.
    """

    async def command() -> None:
        files = files_in(paths)
        async with platform_at(data_dir) as platform:
            tenant_id = await tenant_named(platform, tenant)
            with progress_bar("Reading") as progress:
                documents = await ingest_files(
                    platform, tenant_id, files, space, progress, published=published
                )
            if as_json:
                write_json({"documents": documents})
            else:
                _show_documents(documents)
            _tell_failures(documents)

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
        if not is_url(url):
            raise BadArguments(
                "This is no address of a website.", given=readable(url), expected="https://…"
            )
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
                _show_documents(result["pages"])
                told = (f"{count} {change}" for change, count in result["changes"].items())
                say(f"Documents: {', '.join(told)}.")
            tell_limit(result, url)
            _tell_failures(result["pages"])

    run(command())


def _show_documents(documents: list[dict[str, Any]]) -> None:
    rows = [(d["state"], d["url"], reason_of(d)) for d in documents]
    table(("STATE", "SOURCE", "REASON"), rows)


def _tell_failures(documents: list[dict[str, Any]]) -> None:
    """Say on stderr how many failed; when none succeeded the command has failed."""
    failed = [document for document in documents if document["state"] == "failed"]
    if failed:
        say(f"{len(failed)} of {len(documents)} could not be read.")
    if len(failed) == len(documents):
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
        lines = read_batch(batch) if batch is not None else []
        async with platform_at(data_dir) as platform:
            tenant_id = await tenant_named(platform, tenant)

            async def answer(line: BatchLine) -> dict[str, Any]:
                hits = await _hits(platform, tenant_id, line.question, k)
                return {"query": line.question, "hits": hits}

            if batch is not None:
                await answer_batch(lines, answer, "Searching")
                return
            found = await answer(BatchLine(question=readable(query or "")))
            if as_json:
                write_json(found)
            else:
                _show_hits(found["hits"])

    run(command())


async def _hits(platform: Platform, tenant_id: UUID, query: str, k: int) -> list[dict[str, Any]]:
    if not query.strip():
        raise BadArguments("The question is empty.")
    found = await platform.knowledge.search(tenant_id, query, k=k)
    keys = ("document_id", "chunk_id", "title", "url", "score", "start", "end", "text")
    return [{key: msgspec.to_builtins(getattr(hit, key)) for key in keys} for hit in found]


def _show_hits(hits: list[dict[str, Any]]) -> None:
    for hit in hits:
        show(f"{hit['score']:.3f}  {hit['title']}  {hit['url']}\n       {hit['text']}\n")
    if not hits:
        say("Nothing was found.")
