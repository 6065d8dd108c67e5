"""`wattos tenant`, `wattos user`, `wattos audit`."""

from __future__ import annotations

import getpass
import os
import secrets
import sys
from typing import Annotated

import typer

from wattos.cli.context import (
    EXIT_FAILED,
    DataDir,
    Json,
    TenantSlug,
    platform_at,
    run,
    tenant_named,
)
from wattos.cli.output import say, show, table, write_json

tenant_app = typer.Typer(help="Tenants of this installation.", no_args_is_help=True)
user_app = typer.Typer(help="People who sign in.", no_args_is_help=True)
audit_app = typer.Typer(help="The audit trail.", no_args_is_help=True)


@tenant_app.command("create")
def tenant_create(
    slug: str,
    name: Annotated[str | None, typer.Option(help="Name as people see it.")] = None,
    language: Annotated[str, typer.Option(help="Main language: de, en or tr.")] = "de",
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Make a tenant with its built-in roles."""

    async def command() -> None:
        async with platform_at(data_dir) as platform:
            tenant = await platform.create_tenant(slug, name=name, language=language)
            if as_json:
                write_json(tenant)
            else:
                show(f"{tenant.slug}  {tenant.id}")

    run(command())


@tenant_app.command("list")
def tenant_list(data_dir: DataDir = None, as_json: Json = False) -> None:
    """Show every tenant."""

    async def command() -> None:
        async with platform_at(data_dir) as platform:
            tenants = [await platform.tenancy.get(ref.id) for ref in await platform.tenancy.list()]
            if as_json:
                write_json(tenants)
            else:
                rows = [(t.slug, t.name, t.language, t.id) for t in tenants]
                table(("SLUG", "NAME", "LANGUAGE", "ID"), rows)

    run(command())


@user_app.command("create")
def user_create(
    email: str,
    tenant: TenantSlug,
    role: Annotated[str, typer.Option(help="owner, admin, editor, agent or viewer.")],
    name: Annotated[str, typer.Option(help="Name as colleagues see it.")] = "",
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Make a user. The password comes from WATTOS_PASSWORD, a prompt, or is made and shown once."""

    async def command() -> None:
        async with platform_at(data_dir) as platform:
            tenant_id = await tenant_named(platform, tenant)
            password, made = _password()
            user = await platform.access.create_user(
                tenant_id, email=email, name=name or email.partition("@")[0], password=password,
                roles=[role],
            )  # fmt: skip
            if as_json:
                write_json({"id": user.id, "email": email, "role": role, "password": made})
            else:
                show(f"{email}  {role}  {user.id}")
                if made:
                    say(f"Password (shown once): {made}")

    run(command())


def _password() -> tuple[str, str | None]:
    given = os.environ.get("WATTOS_PASSWORD")
    if given:
        return given, None
    if sys.stdin.isatty():
        typed = getpass.getpass("Password (empty: make one): ")
        if typed:
            return typed, None
    made = secrets.token_urlsafe(12)
    return made, made


@audit_app.command("verify")
def audit_verify(tenant: TenantSlug, data_dir: DataDir = None, as_json: Json = False) -> None:
    """Check the tenant's audit chain; names the first broken entry."""

    async def command() -> None:
        from wattos.audit import verify

        async with platform_at(data_dir) as platform:
            report = await verify(await tenant_named(platform, tenant))
            if as_json:
                write_json(report)
            elif report.ok:
                show(f"ok: {report.entries} entries, unbroken")
            else:
                show(f"broken at entry {report.first_broken}")
            if not report.ok:
                raise typer.Exit(EXIT_FAILED)

    run(command())
