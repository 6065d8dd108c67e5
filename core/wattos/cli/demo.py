"""`wattos demo`: `up` with an example organisation that the demo serves and crawls itself."""

from __future__ import annotations

import secrets
from ipaddress import ip_network
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import msgspec
import typer

from wattos.cli.context import BadArguments, DataDir, run, settings_for
from wattos.cli.generate import ensure_tenant, generate_from, show_result
from wattos.cli.output import progress_bar, say, show
from wattos.cli.run import Browser, Host, Port
from wattos.errors import NotFound

if TYPE_CHECKING:
    from wattos.examples import Example
    from wattos.platform import Platform

_SITE_PORT = 8801  # kept from start to start, so that a page keeps its address
_EMAIL = "demo@wattos.example"


def demo(
    example: Annotated[str, typer.Option(help="city, shop or support.")] = "city",
    host: Host = "127.0.0.1",
    port: Port = 8800,
    browser: Browser = True,
    data_dir: DataDir = None,
) -> None:
    """Start with an example organisation: crawl its site, find its groups, publish its agents."""

    async def command() -> None:
        from wattos.cli.up import run_up, show_sign_in
        from wattos.cli.welcome import sign_in_address
        from wattos.examples import serve_site

        chosen = _example(example)
        settings = settings_for(data_dir)
        # The example's own site lies on loopback, which outgoing requests may not reach otherwise.
        networks = (*settings.allowed_networks, ip_network("127.0.0.0/8"))
        settings = msgspec.structs.replace(settings, allowed_networks=networks)
        with serve_site(chosen.folder / chosen.site, _SITE_PORT) as site:

            async def ready(platform: Platform, address: str) -> None:
                await _prepare(platform, chosen, site)
                await _show_addresses(platform, chosen, address)
                if link := await sign_in_address(platform, address):
                    await show_sign_in(link, browser=browser)

            await run_up(settings, host, port, ready)

    run(command(), serves=True)


def _example(name: str) -> Example:
    from wattos.examples import read_example

    try:
        return read_example(name)
    except NotFound as error:
        raise BadArguments(error.message, given=name, expected=error.expected) from None


def example_sources(example: Example, site: str) -> list[str]:
    """What `wattos generate` reads for an example: its served website or its files."""
    if example.kind == "website":
        return [site + example.start]
    return [str(example.folder / source) for source in example.sources]


async def _prepare(platform: Platform, example: Example, site: str) -> None:
    tenant_id = await ensure_tenant(platform, example.slug, example.name["de"])
    if len(await platform.agents.list(tenant_id)) > 1:  # the first is the default agent
        return
    say(f"Reading {example.name['en']} …")
    with progress_bar("Reading") as progress:
        result = await generate_from(
            platform, tenant_id, example_sources(example, site), max_pages=200, progress=progress
        )
    show_result(result)


async def _show_addresses(platform: Platform, example: Example, address: str) -> None:
    tenant_id = await platform.tenancy.resolve(example.slug)
    password = await _demo_password(platform, tenant_id)
    show("")
    for label, path in await platform.entry_points(tenant_id):
        show(f"{label}: {address}{path}")
    show(f"API documentation: {address}/docs")
    show(f"Sign in: {_EMAIL} / {password}")


async def _demo_password(platform: Platform, tenant_id: UUID) -> str:
    """The demo user's password, set anew at each start because only its hash is kept."""
    password = secrets.token_urlsafe(9)
    users = {user.email: user for user in await platform.access.users(tenant_id)}
    if _EMAIL in users:
        await platform.access.set_password(tenant_id, users[_EMAIL].id, password)
    else:
        await platform.access.create_user(
            tenant_id, email=_EMAIL, name="Demo", password=password, roles=["owner"]
        )
    return password
