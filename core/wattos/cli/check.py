"""`wattos check`: what an editor should look at on the website that was read."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from wattos.cli.context import DataDir, Json, TenantSlug, platform_at, run, tenant_named
from wattos.cli.output import progress_bar, say, show, write_json
from wattos.cli.sources import run_job


def check(
    tenant: TenantSlug,
    external: Annotated[
        bool, typer.Option("--external", help="Ask other sites whether links still answer.")
    ] = False,
    language: Annotated[str, typer.Option(help="de or en: the language of the findings.")] = "de",
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Check a website: contradictions, outdated facts, dead links, hard language and more.

    Where nothing has changed since the newest check (each crawl ends with one), that one is shown.
    """

    async def command() -> None:
        async with platform_at(data_dir) as platform:
            tenant_id = await tenant_named(platform, tenant)
            with progress_bar("Checking") as progress:
                payload = {"external": external, "reuse": True}
                result = await run_job(platform, tenant_id, "check.run", payload, progress)
            if as_json:
                write_json(result)
            else:
                _show(result, language)

    run(command())


def _show(result: dict[str, Any], language: str) -> None:
    since = result["since"]
    new_keys: list[str] = since["new_keys"] if since is not None else []
    for found in result["findings"]:
        mark = "new  " if found["key"] in new_keys else ""
        show(f"{found['severity']:6}  {found['kind']:19}  {mark}{_sentence(found, language)}")
        for place in found["evidence"][:3]:
            quote = f"  “{place['quote'][:100]}”" if place["quote"] else ""
            show(f"          {place['url']}{quote}".replace("\n", " "))
        if found["count"] > 3:
            show(f"          … {found['count']} places in all")
    if since is not None:
        for found in since["solved_findings"]:
            show(f"solved  {found['kind']:19}  {_sentence(found, language)}")
    say(f"{len(result['findings'])} findings on {result['pages']} pages.")
    if since is not None:
        say(f"Since {since['previous_at'][:16]}: {since['new']} new, {since['solved']} solved.")


def _sentence(found: dict[str, Any], language: str) -> str:
    return found["sentence"].get(language) or found["sentence"]["en"]
