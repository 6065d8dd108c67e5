"""`wattos plugin`."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Annotated

import typer

from wattos.cli.context import BadArguments, DataDir, Json, platform_at, run
from wattos.cli.output import say, show, table, write_json

plugin_app = typer.Typer(help="Plugins of this installation.", no_args_is_help=True)


@plugin_app.command("list")
def plugin_list(data_dir: DataDir = None, as_json: Json = False) -> None:
    """Show what is installed, allowed, enabled for which tenant, and its health."""

    async def command() -> None:
        async with platform_at(data_dir) as platform:
            platform.host.try_registrations(platform=platform)
            refs = await platform.tenancy.list()
            found: list[dict[str, object]] = []
            for status in platform.host.status():
                enabled = [
                    ref.slug
                    for ref in refs
                    if status.state == "loaded"
                    and await platform.plugins.is_enabled(ref.id, status.id)
                ]
                found.append(
                    {
                        "id": status.id,
                        "version": status.manifest.version if status.manifest else None,
                        "kind": status.manifest.kind if status.manifest else None,
                        "installed": status.manifest is not None,
                        "allowed": status.state != "not allowed",
                        "enabled_for": enabled,
                        "health": status.health,
                        "reason": status.reason,
                    }
                )
            if as_json:
                write_json(found)
            else:
                _show_table(found)

    run(command())


def _show_table(found: list[dict[str, object]]) -> None:
    rows = [
        (p["id"], p["version"], p["kind"], "yes" if p["allowed"] else "no",
         ", ".join(map(str, p["enabled_for"])) if isinstance(p["enabled_for"], list) else "",
         p["health"], p["reason"])
        for p in found
    ]  # fmt: skip
    table(("PLUGIN", "VERSION", "KIND", "ALLOWED", "ENABLED FOR", "HEALTH", "REASON"), rows)


@plugin_app.command("new")
def plugin_new(
    name: Annotated[str, typer.Argument(help="Name, such as weather (becomes wattos_weather).")],
    kind: Annotated[str, typer.Option(help="Kind of plugin; today: tool.")] = "tool",
    folder: Annotated[Path, typer.Option(help="Where to put it.")] = Path(),
) -> None:
    """Write a new plugin with one tool and one green test."""
    from wattos.cli.scaffold import KINDS, write_plugin

    async def command() -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            raise BadArguments(
                "This name cannot be a Python package.",
                given=name,
                expected="lower-case letters, digits and underscores, starting with a letter",
            )
        if kind not in KINDS:
            raise BadArguments("No such kind of plugin.", given=kind, expected=", ".join(KINDS))
        package = f"wattos_{name.removeprefix('wattos_')}"
        if importlib.util.find_spec(package) is not None:
            raise BadArguments("A plugin of this name is installed already.", given=package)
        target = folder / package
        if target.exists():
            raise BadArguments("The folder is there already.", given=str(target))
        for path in write_plugin(target, kind):
            show(str(path))
        say(f"Next: cd {target} && uv run pytest")

    run(command())
