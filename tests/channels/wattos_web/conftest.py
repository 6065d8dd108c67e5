"""A tenant's chat on the served application, as a visitor's browser meets it."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio

from wattos.platform import Platform
from wattos_web.keys import WidgetKeyInfo, WidgetKeys

SITE = "https://www.musterstadt.example"


@pytest.fixture
def keys(platform: Platform) -> WidgetKeys:
    """The widget keys."""
    return WidgetKeys(platform.agents)


@pytest_asyncio.fixture(loop_scope="session")
async def key(keys: WidgetKeys, tenant: UUID) -> WidgetKeyInfo:
    """The key that every new tenant has."""
    return await keys.ensure_default(tenant)


@pytest_asyncio.fixture(loop_scope="session")
async def browser(server: str) -> AsyncGenerator[httpx.AsyncClient]:
    """An HTTP client that sends the server's own origin, as the chat page does."""
    async with httpx.AsyncClient(base_url=server, headers={"Origin": server}) as client:
        yield client


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(browser: httpx.AsyncClient, key: WidgetKeyInfo) -> httpx.AsyncClient:
    """The browser with a visit begun."""
    response = await browser.post("/web/sessions", json={"key": key.public_key, "language": "de"})
    response.raise_for_status()
    browser.headers["Authorization"] = f"Bearer {response.json()['token']}"
    return browser


@pytest.fixture
def read_events() -> Callable[..., Awaitable[list[dict[str, Any]]]]:
    """Reads a turn's server-sent events until it ends, or the first `limit`."""

    async def read(
        client: httpx.AsyncClient, turn_id: str, *, after: int = 0, limit: int | None = None
    ) -> list[dict[str, Any]]:
        events: list[dict[str, Any]] = []
        headers = {"Last-Event-ID": str(after)}
        path = f"/web/turns/{turn_id}/events"
        async with client.stream("GET", path, headers=headers, timeout=None) as response:
            assert response.status_code == 200, await response.aread()
            assert response.headers["content-type"].startswith("text/event-stream")
            async for line in response.aiter_lines():
                if line.startswith("data: "):
                    events.append(json.loads(line.removeprefix("data: ")))
                if limit is not None and len(events) == limit:
                    break
        return events

    return read
