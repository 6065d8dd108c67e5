"""No route shows or changes another tenant's rows: generated from the route table."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from uuid import UUID

import httpx
import pytest
from litestar import Litestar

from tests.contract.catalogue import tenant_tables
from tests.contract.routes import Endpoint, endpoints, in_process
from tests.contract.rows import MARK, RowMaker
from wattos.database import fetch, new_id, tenant_scope
from wattos.platform import Platform
from wattos.testing import PASSWORD


@pytest.fixture
async def theirs(platform: Platform) -> RowMaker:
    """Another tenant with a row in every tenant table."""
    maker = RowMaker((await platform.tenancy.create(f"theirs-{new_id().hex}")).id)
    async with tenant_scope(maker.tenant_id):
        for table in await tenant_tables():
            await maker.make(table)
    return maker


@pytest.fixture
async def intruder(platform: Platform, app: Litestar) -> AsyncGenerator[httpx.AsyncClient]:
    """An owner of a tenant of their own, with every right there is."""
    tenant = await platform.create_tenant(f"mine-{new_id().hex}")
    async with await _signed_in(platform, app, tenant.id) as client:
        yield client


async def _signed_in(platform: Platform, app: Litestar, tenant_id: UUID) -> httpx.AsyncClient:
    email = f"owner-{tenant_id}@example.org"
    await platform.access.create_user(tenant_id, email=email, password=PASSWORD, roles=["owner"])
    pair = await platform.access.sign_in(email, PASSWORD)
    return httpx.AsyncClient(
        transport=in_process(app),
        base_url="http://test",
        headers={"Authorization": f"Bearer {pair.access_token}"},
    )


async def address_of_theirs(endpoint: Endpoint, theirs: RowMaker) -> list[str]:
    """The endpoint with ids of their rows: the row its parameter is named after, else each row."""
    names = list(endpoint.parameters)
    if not names:
        return [endpoint.path]
    texts = await _natural_keys(theirs)
    fitting = [table for table in theirs.ids if names[0] == f"{table.rstrip('s')}_id"]
    return [
        endpoint.address(
            {
                name: str(theirs.ids[table]) if kind == "uuid" else texts.get(name, "1")
                for name, kind in endpoint.parameters.items()
            }
        )
        for table in fitting or list(theirs.ids)
    ]


async def _natural_keys(theirs: RowMaker) -> dict[str, str]:
    """Their values for text parameters: a slug, a name, a key."""
    async with tenant_scope(theirs.tenant_id):
        agents = await fetch("select slug from agent")
        roles = await fetch("select name from role where not builtin")
    return {"slug": agents[0]["slug"], "role": roles[0]["name"]}


async def test_no_answer_shows_another_tenants_rows(
    app: Litestar, theirs: RowMaker, intruder: httpx.AsyncClient
) -> None:
    secrets = [MARK, str(theirs.tenant_id), *map(str, theirs.ids.values())]
    for endpoint in endpoints(app):
        if endpoint.method != "GET":
            continue
        for address in await address_of_theirs(endpoint, theirs):
            answer = await intruder.get(address)
            assert answer.status_code < 500, (address, answer.text)
            shown = [secret for secret in secrets if secret in answer.text]
            if answer.is_success:
                assert shown == [], address
            else:  # an error may repeat what was asked for
                assert [secret for secret in shown if secret not in address] == [], address


async def test_their_own_owner_sees_the_rows_that_are_looked_for(
    platform: Platform, app: Litestar, theirs: RowMaker
) -> None:
    """Without this, the test above would pass on an application that shows nobody anything."""
    async with await _signed_in(platform, app, theirs.tenant_id) as owner:
        for address, table in (("/api/admin/areas", "area"), ("/api/admin/users", "users")):
            assert str(theirs.ids[table]) in (await owner.get(address)).text


async def test_no_request_changes_another_tenants_rows(
    app: Litestar, theirs: RowMaker, intruder: httpx.AsyncClient
) -> None:
    before = await _snapshot(theirs)
    for endpoint in endpoints(app):
        if endpoint.method not in ("POST", "PUT", "PATCH", "DELETE"):
            continue
        for address in await address_of_theirs(endpoint, theirs):
            answer = await intruder.request(endpoint.method, address, json={})
            assert answer.status_code < 500, (endpoint.method, address, answer.text)
    assert await _snapshot(theirs) == before


async def _snapshot(theirs: RowMaker) -> dict[str, list[str]]:
    async with tenant_scope(theirs.tenant_id):
        return {
            table: sorted(row["it"] for row in await fetch(f"select t::text as it from {table} t"))
            for table in theirs.ids
        }
