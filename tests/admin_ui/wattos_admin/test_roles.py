"""What a role finds in the console is what it may open, and the other way round."""

from __future__ import annotations

import html
import re
from uuid import UUID

import httpx
from litestar import Litestar

from tests.admin_ui.wattos_admin.conftest import SignIn
from tests.admin_ui.wattos_admin.test_pages import add, ask
from tests.contract.routes import endpoints
from wattos.app import create_app
from wattos.platform import Platform

OWN_ROLES = {"auditor": "audit:read", "buyer": "model:read"}
LATER = {f"/admin/insight/{page}" for page in ("gaps", "personas", "report")}
"""Pages whose link comes with what an analysis has found."""
UUID_IN_PATH = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def kind_of(path: str) -> str:
    """The page that an address is one of: without what it asks for and which thing it shows."""
    return UUID_IN_PATH.sub("{}", re.split(r"[?#]", path)[0])


async def walked(client: httpx.AsyncClient) -> dict[str, int]:
    """Every kind of page that links lead to, with the status that one of it answers."""
    found: dict[str, int] = {}
    ahead = ["/admin"]
    while ahead:
        address = ahead.pop()
        if kind_of(address) in found:
            continue
        page = await client.get(address)
        found[kind_of(address)] = page.status_code
        if page.headers["content-type"].startswith("text/html"):
            links = (
                html.unescape(link) for link in re.findall(r'<a[^>]+href="([^"]+)"', page.text)
            )
            ahead += [link for link in links if link.startswith("/admin/")]
    return found


async def pages_of(client: httpx.AsyncClient, app: Litestar) -> dict[str, set[str | None]]:
    """The whole pages at an address of their own, with the permissions that they ask for."""
    pages: dict[str, set[str | None]] = {}
    for endpoint in endpoints(app):
        if endpoint.method != "GET" or endpoint.parameters or endpoint.public_reason:
            continue
        if endpoint.path.startswith("/admin/"):
            async with client.stream("GET", endpoint.path) as answer:
                is_text = answer.headers["content-type"].startswith("text/html")
                if is_text and '<main class="main"' in (await answer.aread()).decode():
                    pages[endpoint.path] = {guard.permission for guard in endpoint.guards}
    return pages


async def test_links_lead_where_a_role_may_go_and_every_page_it_may_open_is_linked(
    platform: Platform, tenant: UUID, sign_in: SignIn
) -> None:
    await add(platform, tenant, "pool.txt", "The pool opens at nine.")
    await ask(platform, tenant, "Is the pool heated?")
    for name, permission in OWN_ROLES.items():
        await platform.access.create_role(tenant, name=name, permissions=[permission])
    pages = await pages_of(await sign_in("admin"), create_app(platform))
    rights = {role.name: {None, *role.permissions} for role in await platform.access.roles(tenant)}
    for role in ("admin", "editor", "agent", "viewer", *OWN_ROLES):
        found = await walked(await sign_in(role))
        assert {(role, page, status) for page, status in found.items() if status != 200} == set()
        opened = {page for page, asked in pages.items() if asked <= rights[role]}
        assert (role, opened - {*found, *LATER}) == (role, set())
