"""`/api/v1/knowledge/crawl-schedules` and `crawl-webhooks`: crawls by themselves, who hears."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from wattos.access import Principal, requires
from wattos.audit import record
from wattos.database import tenant_scope
from wattos.delivery import Jobs
from wattos_crawler import schedules, webhooks
from wattos_crawler.api import NewCrawl
from wattos_crawler.schedules import ScheduleView
from wattos_crawler.webhooks import DeliveryView, WebhookView

if TYPE_CHECKING:
    from litestar.types import ControllerRouterHandler

    from wattos.settings import Settings

Limit = Annotated[int, QueryParameter(ge=1, le=200)]


class NewSchedule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A schedule to add."""

    cron: str
    """Five fields: minute, hour, day, month, weekday."""
    crawl: NewCrawl
    timezone: str = "UTC"
    """Name of the IANA database, such as Europe/Berlin."""
    enabled: bool = True


class ScheduleChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to change; the rest stays."""

    cron: str | None = None
    crawl: NewCrawl | None = None
    timezone: str | None = None
    enabled: bool | None = None


class NewWebhook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A webhook to add."""

    url: str


class WebhookChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to change; `renew_secret` makes the old secret worthless."""

    enabled: bool | None = None
    renew_secret: bool = False


class WebhookWithSecret(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook and the secret by which its receiver checks signatures; shown when it is new."""

    webhook: WebhookView
    secret: str


class ScheduleController(Controller):
    """Crawls that come again."""

    path = "/api/v1/knowledge/crawl-schedules"
    tags = ("knowledge",)

    @post(guards=[requires("crawler:run")])
    async def add_schedule(
        self,
        data: JSONBody[NewSchedule],
        principal: NamedDependency[Principal],
        jobs: NamedDependency[Jobs],
    ) -> ScheduleView:
        """Add a schedule; its first crawl starts at its next time."""
        async with tenant_scope(principal.tenant_id):
            return await schedules.add_schedule(
                jobs,
                cron=data.cron,
                timezone=data.timezone,
                options=_given(data.crawl),
                enabled=data.enabled,
            )

    @get(guards=[requires("knowledge:read")])
    async def list_schedules(self, principal: NamedDependency[Principal]) -> list[ScheduleView]:
        """Every schedule of the organisation."""
        async with tenant_scope(principal.tenant_id):
            return await schedules.list_schedules()

    @patch("/{schedule_id:uuid}", guards=[requires("crawler:run")])
    async def change_schedule(
        self,
        schedule_id: FromPath[UUID],
        data: JSONBody[ScheduleChange],
        principal: NamedDependency[Principal],
        jobs: NamedDependency[Jobs],
    ) -> ScheduleView:
        """Change a schedule; it waits for its next time anew."""
        async with tenant_scope(principal.tenant_id):
            return await schedules.change_schedule(
                jobs,
                schedule_id,
                cron=data.cron,
                timezone=data.timezone,
                options=_given(data.crawl) if data.crawl is not None else None,
                enabled=data.enabled,
            )

    @delete("/{schedule_id:uuid}", guards=[requires("crawler:run")])
    async def delete_schedule(
        self, schedule_id: FromPath[UUID], principal: NamedDependency[Principal]
    ) -> None:
        """Drop a schedule; crawls that it started go on."""
        async with tenant_scope(principal.tenant_id):
            await schedules.delete_schedule(schedule_id)


def webhook_routes(settings: Settings) -> Sequence[ControllerRouterHandler]:
    """The handlers of webhooks on an installation with these settings."""

    class WebhookController(Controller):
        """Addresses that hear of finished crawls."""

        path = "/api/v1/knowledge/crawl-webhooks"
        tags = ("knowledge",)

        @post(guards=[requires("crawler:run")])
        async def add_webhook(
            self, data: JSONBody[NewWebhook], principal: NamedDependency[Principal]
        ) -> WebhookWithSecret:
            """Add a webhook; the answer holds its secret, which is not shown again.

            Each message is a POST of JSON, `{"type": "crawl.finished", "timestamp": …, "data":
            {"crawl_id", "start_url", "state", "error", "changes"}}`, signed as Standard Webhooks
            1.0 says. To check one: take the Base64 after `whsec_` of the secret as the key, make
            HMAC-SHA-256 over `webhook-id.webhook-timestamp.body` (the three joined by dots, the
            body as it came), and compare `v1,` and its Base64 with `webhook-signature` in constant
            time. Refuse a `webhook-timestamp` (seconds since 1970) more than five minutes off, and
            take a `webhook-id` once: a message that is not answered by 200 to 299 comes again with
            the same one, eight times in all.
            """
            async with tenant_scope(principal.tenant_id):
                webhook = await webhooks.add_webhook(data.url, settings)
                await _audit("crawl_webhook.added", webhook, principal)
            return WebhookWithSecret(
                webhook=webhook, secret=webhooks.secret_of(settings.secret_key, webhook)
            )

        @get(guards=[requires("crawler:run")])
        async def list_webhooks(self, principal: NamedDependency[Principal]) -> list[WebhookView]:
            """Every webhook of the organisation, without secrets."""
            async with tenant_scope(principal.tenant_id):
                return await webhooks.list_webhooks()

        @patch("/{webhook_id:uuid}", guards=[requires("crawler:run")])
        async def change_webhook(
            self,
            webhook_id: FromPath[UUID],
            data: JSONBody[WebhookChange],
            principal: NamedDependency[Principal],
        ) -> WebhookWithSecret | WebhookView:
            """Switch a webhook, or renew its secret; only a new secret is shown."""
            async with tenant_scope(principal.tenant_id):
                webhook = await webhooks.change_webhook(
                    webhook_id, enabled=data.enabled, renew=data.renew_secret
                )
                await _audit("crawl_webhook.changed", webhook, principal)
            if not data.renew_secret:
                return webhook
            secret = webhooks.secret_of(settings.secret_key, webhook)
            return WebhookWithSecret(webhook=webhook, secret=secret)

        @delete("/{webhook_id:uuid}", guards=[requires("crawler:run")])
        async def delete_webhook(
            self, webhook_id: FromPath[UUID], principal: NamedDependency[Principal]
        ) -> None:
            """Drop a webhook with the record of its deliveries."""
            async with tenant_scope(principal.tenant_id):
                await webhooks.delete_webhook(webhook_id)

        @get("/{webhook_id:uuid}/deliveries", guards=[requires("crawler:run")])
        async def list_deliveries(
            self,
            webhook_id: FromPath[UUID],
            principal: NamedDependency[Principal],
            limit: Limit = 50,
        ) -> list[DeliveryView]:
            """What became of the latest messages."""
            async with tenant_scope(principal.tenant_id):
                return await webhooks.list_deliveries(webhook_id, limit)

    return [WebhookController]


async def _audit(action: str, webhook: WebhookView, principal: Principal) -> None:
    await record(
        action,
        actor=principal.actor,
        resource="crawl_webhook",
        resource_id=webhook.id,
        detail={"enabled": webhook.enabled, "renewals": webhook.secret_version - 1},
    )


def _given(crawl: NewCrawl) -> dict[str, Any]:
    return {name: value for name, value in msgspec.to_builtins(crawl).items() if value is not None}
