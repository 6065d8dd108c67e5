"""Crawls that come again, and who hears that one has ended."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient

from tests.plugins.wattos_crawler.conftest import RunCrawl
from tests.plugins.wattos_crawler.site import page, serve
from tests.plugins.wattos_crawler.test_jobs import context_of
from wattos.database import execute, fetchval, tenant_scope
from wattos.delivery import JobFailure
from wattos.errors import Unavailable
from wattos.platform import Platform
from wattos_crawler import schedules, webhooks

HOOKS = "/api/v1/knowledge/crawl-webhooks"
SCHEDULES = "/api/v1/knowledge/crawl-schedules"


@asynccontextmanager
async def receiver(
    *statuses: int,
) -> AsyncGenerator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """A server that answers with these statuses in turn and keeps what it was sent."""
    received: list[tuple[dict[str, str], bytes]] = []
    waiting = list(statuses)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if line)
        body = await reader.readexactly(int(fields["content-length"]))
        kept = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if line)
        received.append(({name.lower(): value for name, value in kept.items()}, body))
        writer.write(f"HTTP/1.1 {waiting.pop(0)} X\r\nContent-Length: 0\r\n\r\n".encode())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook", received


async def test_webhook_hears_of_a_crawl_with_a_signature_and_again_after_a_refusal(
    platform: Platform, tenant: UUID, client: AsyncClient, run_crawl: RunCrawl
) -> None:
    async with receiver(500, 204) as (url, received), serve({"/": page("Start")}) as site:
        added = (await client.post(HOOKS, json={"url": url})).json()
        assert "secret" not in (await client.get(HOOKS)).text.replace("secret_version", "")
        crawl = await run_crawl(site.url())
        work = platform.jobs.kinds[webhooks.KIND].run
        context = await delivery_job(tenant)
        with pytest.raises(Unavailable, match="HTTP 500"):
            await work(context)
        deliveries = f"{HOOKS}/{added['webhook']['id']}/deliveries"
        assert (await client.get(deliveries)).json()[0]["state"] == "pending"
        await work(context)
        await work(context)  # a worker that died before it could say so
        told = (await client.get(deliveries)).json()[0]
    assert (told["state"], told["attempts"], told["http_status"]) == ("sent", 2, 204)
    assert [fields["webhook-id"] for fields, _ in received] == [told["id"]] * 2
    fields, body = received[-1]
    assert json.loads(body)["data"]["crawl_id"] == crawl["crawl_id"]
    assert json.loads(body)["data"]["changes"]["new"] == 1
    # As the specification says it, not as our code does.
    key = base64.b64decode(added["secret"].removeprefix("whsec_"))
    signed = f"{fields['webhook-id']}.{fields['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert fields["webhook-signature"] == f"v1,{expected}"


async def test_webhook_that_stays_away_is_stored_as_failed(
    platform: Platform, tenant: UUID, client: AsyncClient, run_crawl: RunCrawl
) -> None:
    added = (await client.post(HOOKS, json={"url": "http://127.0.0.1:9/"})).json()["webhook"]
    async with serve({"/": page("Start")}) as site:
        await run_crawl(site.url())
    kind = platform.jobs.kinds[webhooks.KIND]
    assert kind.on_failure is not None
    failure = JobFailure(state="failed", reason="cannot be reached", code="unavailable")
    await kind.on_failure(await delivery_job(tenant), failure)
    told = (await client.get(f"{HOOKS}/{added['id']}/deliveries")).json()[0]
    assert (told["state"], told["error"]) == ("failed", "cannot be reached")


async def test_webhook_takes_no_closed_address_and_renews_its_secret(client: AsyncClient) -> None:
    for url in ("http://10.0.0.1/", "ftp://x.example/", "http://169.254.169.254/"):
        assert (await client.post(HOOKS, json={"url": url})).status_code == 400
    added = (await client.post(HOOKS, json={"url": "https://x.example/"})).json()
    address = f"{HOOKS}/{added['webhook']['id']}"
    renewed = (await client.patch(address, json={"renew_secret": True})).json()
    assert renewed["secret"] not in ("", added["secret"])
    assert (await client.patch(address, json={"enabled": False})).json()["enabled"] is False
    assert (await client.delete(address)).status_code == 204
    assert (await client.get(HOOKS)).json() == []


async def test_schedule_starts_a_crawl_at_its_time_and_waits_for_the_next(
    platform: Platform, tenant: UUID, client: AsyncClient
) -> None:
    body = {"cron": "0 3 * * *", "crawl": {"url": "https://x.example/", "max_pages": 5}}
    added = (await client.post(SCHEDULES, json=body)).json()
    assert added["next_run_at"].startswith("20")
    kind = platform.jobs.kinds[schedules.KIND]
    waiting = await waiting_job(tenant, added["id"])
    payload = {"schedule_id": added["id"]}
    result = await kind.run(context_of(tenant, 1, waiting, payload))
    assert result is not None
    crawls = (await client.get("/api/v1/knowledge/crawls")).json()
    assert [(c["id"], c["options"]["max_pages"]) for c in crawls] == [(result["crawl_id"], 5)]
    after = (await client.get(SCHEDULES)).json()[0]
    assert after["last_run_at"] is not None
    following = await waiting_job(tenant, added["id"])
    assert following != waiting
    # The crawl has not ended when the next time comes: that one is left out.
    assert await kind.run(context_of(tenant, 1, following, payload)) == {"crawl_id": None}
    assert await waiting_job(tenant, added["id"]) != following
    assert len((await client.get("/api/v1/knowledge/crawls")).json()) == 1
    # The job that has run is void, and so is the one of a schedule that is switched off.
    assert (await kind.run(context_of(tenant, 2, waiting, payload))) == {"crawl_id": None}
    address = f"{SCHEDULES}/{added['id']}"
    off = (await client.patch(address, json={"enabled": False})).json()
    assert off["next_run_at"] is None
    assert (await client.delete(address)).status_code == 204
    assert (await client.get(SCHEDULES)).json() == []


async def test_schedule_refuses_what_it_could_not_carry_out(client: AsyncClient) -> None:
    for body in (
        {"cron": "99 3 * * *", "crawl": {"url": "https://x.example/"}},
        {"cron": "0 3 * * *", "crawl": {"url": "ftp://x.example/"}},
        {"cron": "0 3 * * *", "timezone": "Nowhere", "crawl": {"url": "https://x.example/"}},
    ):
        assert (await client.post(SCHEDULES, json=body)).status_code == 400


async def delivery_job(tenant: UUID) -> Any:
    """The context of the one delivery that waits; the worker of another test must not take it."""
    async with tenant_scope(tenant):
        job = await fetchval("select id from job where kind = $1", webhooks.KIND)
        payload = await fetchval("select payload::text from job where id = $1", job)
        await execute("update job set state = 'cancelled' where id = $1", job)
    return context_of(tenant, 1, job, json.loads(payload))


async def waiting_job(tenant: UUID, schedule_id: str) -> UUID:
    """The job that a schedule waits for."""
    async with tenant_scope(tenant):
        return await fetchval("select job_id from crawl_schedule where id = $1", UUID(schedule_id))
