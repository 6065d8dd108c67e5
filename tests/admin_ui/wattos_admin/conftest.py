"""Browsers of people with roles, signed in by cookie."""

from __future__ import annotations

import re
import secrets
from collections.abc import AsyncGenerator, Awaitable, Callable
from uuid import UUID

import httpx
import pytest_asyncio

from wattos.platform import Platform
from wattos.testing import PASSWORD

SignIn = Callable[..., Awaitable[httpx.AsyncClient]]


@pytest_asyncio.fixture(loop_scope="session")
async def sign_in(platform: Platform, tenant: UUID, server: str) -> AsyncGenerator[SignIn]:
    """`await sign_in("editor")`: a client that holds the cookie of such a person."""
    opened: list[httpx.AsyncClient] = []

    async def make(role: str, *, language: str = "en") -> httpx.AsyncClient:
        email = f"{role}-{secrets.token_hex(4)}@example.org"
        await platform.access.create_user(
            tenant, email=email, password=PASSWORD, roles=[role], language=language
        )
        client = httpx.AsyncClient(
            base_url=server, headers={"Accept": "text/html"}, timeout=120, follow_redirects=True
        )
        opened.append(client)
        answer = await client.post("/admin/sign-in", data={"email": email, "password": PASSWORD})
        assert answer.is_success, answer.text
        return client

    yield make
    for client in opened:
        await client.aclose()


@pytest_asyncio.fixture(loop_scope="session")
async def owner(sign_in: SignIn) -> httpx.AsyncClient:
    """An owner of the tenant."""
    return await sign_in("owner")


async def send(
    client: httpx.AsyncClient,
    path: str,
    files: dict[str, tuple[str, bytes]] | None = None,
    /,
    *,
    page: str,
    **fields: str,
) -> httpx.Response:
    """Send a form as the page `page` would: with its token; `files` are names with contents."""
    shown = (await client.get(page)).text
    token = re.search(r'name="form_token" value="(\w+)"', shown)
    assert token is not None, shown[:500]
    return await client.post(path, data={**fields, "form_token": token[1]}, files=files)
