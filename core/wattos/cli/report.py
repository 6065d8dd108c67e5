"""`wattos report`: what the newest analysis says, as a page, as JSON or in the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from wattos.cli.context import DataDir, Json, TenantSlug, platform_at, run
from wattos.cli.output import progress_bar, say, show, write_json
from wattos.cli.sources import run_job


def report(
    tenant: TenantSlug,
    out: Annotated[
        Path | None, typer.Option("--out", dir_okay=False, help="Write a self-contained page.")
    ] = None,
    language: Annotated[
        Literal["de", "en"], typer.Option("--language", help="Language of the page.")
    ] = "de",
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Show the newest analysis: groups, evidence, gaps and what plugins add."""
    if out is not None and as_json:
        raise typer.BadParameter("give either --out FILE or --json")

    async def command() -> None:
        async with platform_at(data_dir) as platform:
            tenant_id = await platform.tenancy.resolve(tenant)
            payload = {"language": language, "format": "html" if out else "data"}
            with progress_bar("Reporting") as progress:
                result = await run_job(platform, tenant_id, "insight.report", payload, progress)
            if out is not None:
                out.write_text(result["html"], "utf-8")
                say(f"Written: {out}")
            elif as_json:
                write_json(result["report"])
            else:
                show_report(result["report"])

    run(command())


def show_report(found: dict[str, Any]) -> None:
    """Groups and gaps for a person to read."""
    for item in found["groups"]:
        group = item["group"]
        show(f"{group['share']:4.0%}  {group['name']}  (stability {group['stability']:.2f})")
    if found["groups"]:
        show(f"{found['noise_share']:4.0%}  not assigned to any group")
    show(f"\nGaps: {len(found['gaps'])}")
    for gap in found["gaps"]:
        show(f"  {gap['reason']}: {gap['question']}")
    for section in found["sections"]:
        show(f"\n{section['titles']['en']}: {section['content']['summary']['en']}")
