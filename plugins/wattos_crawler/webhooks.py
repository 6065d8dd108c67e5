"""Telling other systems that a crawl has ended, by a signed request.

The request follows Standard Webhooks (standardwebhooks.com, specification 1.0): a POST of JSON
with the headers `webhook-id` (the same at every repeat), `webhook-timestamp` (seconds since 1970)
and `webhook-signature`, which is `v1,` and the Base64 of HMAC-SHA-256 over `id.timestamp.body`
under the bytes that the secret holds in Base64 after `whsec_`. A receiver compares the signature in
constant time, refuses a timestamp more than five minutes off, and takes an id once. Any answer from
200 to 299 counts as received. Everything else is tried again, eight times in all over about twenty
minutes; what became of it is stored.

Secrets are derived from the installation's own, so the database holds none; raising
`secret_version` makes the old one worthless.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from wattos.database import current_tenant_id, execute, fetch, fetchrow, new_id, tenant_scope
from wattos.delivery import JobContext, JobFailure, JobKind, Jobs
from wattos.errors import ConfigurationError, InvalidInput, NotFound, Unavailable
from wattos.outbound import NetworkSettings, OutboundPolicy, check_url, guarded_client
from wattos.settings import Secret
from wattos_crawler import views

KIND: Final = "crawler.webhook"
_ATTEMPTS: Final = 8
_TIMEOUT: Final = 10.0
_COLUMNS = "id, url, enabled, secret_version, created_at"
_DELIVERY = "id, webhook_id, crawl_id, state, attempts, http_status, error, created_at, finished_at"


class WebhookView(msgspec.Struct, frozen=True, kw_only=True):
    """An address that hears of finished crawls."""

    id: UUID
    url: str
    enabled: bool
    secret_version: int
    created_at: datetime


class DeliveryView(msgspec.Struct, frozen=True, kw_only=True):
    """What became of telling a webhook of a crawl: `pending`, `sent` or `failed`."""

    id: UUID
    webhook_id: UUID
    crawl_id: UUID
    state: str
    attempts: int
    http_status: int | None
    error: str | None
    created_at: datetime
    finished_at: datetime | None


def secret_of(installation: Secret | None, webhook: WebhookView) -> str:
    """The secret that signs a webhook's requests, as its receiver is told it."""
    if installation is None:
        raise ConfigurationError(
            "The installation has no secret key.", hint="Set WATTOS_SECRET_KEY."
        )
    purpose = f"crawl-webhook:{webhook.id}:{webhook.secret_version}"
    key = hmac.digest(installation.reveal().encode(), purpose.encode(), "sha256")
    return f"whsec_{base64.b64encode(key).decode()}"


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The value of `webhook-signature`."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return f"v1,{base64.b64encode(hmac.digest(key, signed, 'sha256')).decode()}"


async def add_webhook(url: str, settings: NetworkSettings) -> WebhookView:
    """Write a webhook in the open scope; raises `InvalidInput` for an address out of bounds."""
    if not url.startswith(("http://", "https://")):
        raise InvalidInput("This is no web address.", given=url[:200], expected="https://…")
    check_url(url, OutboundPolicy.from_settings(settings))
    webhook_id = new_id()
    await execute(
        "insert into crawl_webhook (id, tenant_id, url) values ($1, $2, $3)",
        webhook_id,
        current_tenant_id(),
        url,
    )
    return await get_webhook(webhook_id)


async def change_webhook(webhook_id: UUID, *, enabled: bool | None, renew: bool) -> WebhookView:
    """Switch a webhook on or off, or give it a new secret; raises `NotFound`."""
    await get_webhook(webhook_id)
    await execute(
        "update crawl_webhook set enabled = coalesce($3, enabled), "
        "secret_version = secret_version + $4 where tenant_id = $1 and id = $2",
        current_tenant_id(),
        webhook_id,
        enabled,
        int(renew),
    )
    return await get_webhook(webhook_id)


async def delete_webhook(webhook_id: UUID) -> None:
    """Drop a webhook with the record of its deliveries; raises `NotFound`."""
    await get_webhook(webhook_id)
    await execute(
        "delete from crawl_webhook where tenant_id = $1 and id = $2",
        current_tenant_id(),
        webhook_id,
    )


async def get_webhook(webhook_id: UUID) -> WebhookView:
    """One webhook; raises `NotFound`."""
    row = await fetchrow(
        f"select {_COLUMNS} from crawl_webhook where tenant_id = $1 and id = $2",  # noqa: S608
        current_tenant_id(),
        webhook_id,
    )
    if row is None:
        raise NotFound("There is no such webhook.", given=webhook_id)
    return WebhookView(**dict(row))


async def list_webhooks() -> list[WebhookView]:
    """Every webhook of the tenant, the oldest first."""
    rows = await fetch(
        f"select {_COLUMNS} from crawl_webhook where tenant_id = $1 order by id",  # noqa: S608
        current_tenant_id(),
    )
    return [WebhookView(**dict(row)) for row in rows]


async def list_deliveries(webhook_id: UUID, limit: int) -> list[DeliveryView]:
    """The latest deliveries of a webhook; raises `NotFound`."""
    await get_webhook(webhook_id)
    rows = await fetch(
        f"select {_DELIVERY} from crawl_delivery "  # noqa: S608
        "where tenant_id = $1 and webhook_id = $2 order by id desc limit $3",
        current_tenant_id(),
        webhook_id,
        limit,
    )
    return [DeliveryView(**dict(row)) for row in rows]


async def announce(jobs: Jobs, crawl_id: UUID) -> None:
    """Write a delivery and its job for every webhook in the open scope; again it does nothing."""
    for webhook in await list_webhooks():
        if not webhook.enabled:
            continue
        row = await fetchrow(
            "insert into crawl_delivery (id, tenant_id, webhook_id, crawl_id) "
            "values ($1, $2, $3, $4) on conflict (tenant_id, webhook_id, crawl_id) do nothing "
            "returning id",
            new_id(),
            current_tenant_id(),
            webhook.id,
            crawl_id,
        )
        if row is not None:
            await jobs.enqueue(KIND, {"delivery_id": str(row["id"])})


def webhook_job(
    settings: NetworkSettings, secret: Secret | None, now: Callable[[], datetime]
) -> JobKind:
    """The job kind that sends one delivery."""

    async def run(context: JobContext) -> dict[str, Any]:
        import httpx

        delivery_id = UUID(str(context.payload["delivery_id"]))
        async with tenant_scope(context.tenant_id):
            found = await _open_delivery(delivery_id)
            if found is None:
                return {"sent": False}
            webhook, crawl_id = found
            body = await _body(crawl_id)
        stamp = int(now().timestamp())
        headers = {
            "content-type": "application/json",
            "webhook-id": str(delivery_id),
            "webhook-timestamp": str(stamp),
            "webhook-signature": signature(
                secret_of(secret, webhook), str(delivery_id), stamp, body
            ),
        }
        try:
            async with (
                guarded_client(settings, timeout=_TIMEOUT) as client,
                # What the receiver says beside its status may be of any size and is not read.
                client.stream("POST", webhook.url, content=body, headers=headers) as answer,
            ):
                status, received = answer.status_code, answer.is_success
        except httpx.HTTPError as error:
            raise Unavailable(
                "The webhook cannot be reached.", given=type(error).__name__
            ) from error
        async with tenant_scope(context.tenant_id):
            await _note(delivery_id, status, sent=received)
        if not received:
            raise Unavailable("The webhook refused.", given=f"HTTP {status}")
        return {"sent": True}

    async def give_up(context: JobContext, failure: JobFailure) -> None:
        async with tenant_scope(context.tenant_id):
            await execute(
                "update crawl_delivery set state = 'failed', error = $3, finished_at = now() "
                "where tenant_id = $1 and id = $2 and state = 'pending'",
                context.tenant_id,
                UUID(str(context.payload["delivery_id"])),
                failure.reason,
            )

    return JobKind(name=KIND, run=run, queue="bulk", max_attempts=_ATTEMPTS, on_failure=give_up)


async def _open_delivery(delivery_id: UUID) -> tuple[WebhookView, UUID] | None:
    row = await fetchrow(
        "update crawl_delivery set attempts = attempts + 1 "
        "where tenant_id = $1 and id = $2 and state = 'pending' returning webhook_id, crawl_id",
        current_tenant_id(),
        delivery_id,
    )
    return (await get_webhook(row["webhook_id"]), row["crawl_id"]) if row is not None else None


async def _note(delivery_id: UUID, status: int, *, sent: bool) -> None:
    await execute(
        "update crawl_delivery set http_status = $3, "
        "state = case when $4 then 'sent' else state end, "
        "finished_at = case when $4 then now() else finished_at end "
        "where tenant_id = $1 and id = $2",
        current_tenant_id(),
        delivery_id,
        status,
        sent,
    )


async def _body(crawl_id: UUID) -> bytes:
    """`{"type": "crawl.finished", "timestamp": …, "data": {…}}`, the same at every repeat."""
    crawl = await views.get_crawl(crawl_id)
    report = await views.get_report(crawl_id)
    return msgspec.json.encode(
        {
            "type": "crawl.finished",
            "timestamp": crawl.finished_at,
            "data": {
                "crawl_id": crawl.id,
                "start_url": crawl.start_url,
                "state": crawl.state,
                "error": crawl.error,
                "changes": report.get("changes", {}),
            },
        }
    )
