"""Tables of the crawler; `migrations/wattos_crawler` creates them."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, BigInt, Boolean, Integer, Text, Timestamptz

from wattos.database import TenantTable


class Crawl(TenantTable, tablename="crawl"):
    """One crawl of a site; `counts` holds how many pages ended in each state."""

    start_url = Text()
    options = JSONB(default="{}")
    state = Text(default="queued")
    counts = JSONB(default="{}")
    error = Text(null=True, default=None)
    job_id = UUID(null=True, default=None)
    finished_at = Timestamptz(null=True, default=None)
    report = JSONB(default="{}")


class CrawlPage(TenantTable, tablename="crawl_page"):
    """An address of a crawl and what became of it; `queued` rows are the frontier."""

    crawl_id = UUID(default=None)
    url = Text()
    identity = Text()
    depth = Integer()
    state = Text(default="queued")
    reason = Text(null=True, default=None)
    detail = Text(null=True, default=None)
    http_status = Integer(null=True, default=None)
    document_id = UUID(null=True, default=None)
    content_hash = Text(null=True, default=None)
    bytes = BigInt(null=True, default=None)
    change = Text(null=True, default=None)
    links = JSONB(default="[]")
    listed = Boolean(default=False)


class SitePage(TenantTable, tablename="site_page"):
    """An address whose content is a document: what the next crawl of the site compares with."""

    space_id = UUID()
    site = Text()
    url = Text()
    identity = Text()
    document_id = UUID(null=True, default=None)
    crawl_id = UUID()
    etag = Text(null=True, default=None)
    last_modified = Text(null=True, default=None)
    content_hash = Text(default="")
    links = JSONB(default="[]")
    reader = Integer(default=0)
    misses = Integer(default=0)


class CrawlSchedule(TenantTable, tablename="crawl_schedule"):
    """When a crawl comes again; `job_id` is the waiting job of its next time."""

    cron = Text()
    timezone = Text(default="UTC")
    options = JSONB(default="{}")
    enabled = Boolean(default=True)
    job_id = UUID(null=True, default=None)
    next_run_at = Timestamptz(null=True, default=None)
    last_run_at = Timestamptz(null=True, default=None)


class CrawlWebhook(TenantTable, tablename="crawl_webhook"):
    """An address that hears of finished crawls; its secret is derived, not stored."""

    url = Text()
    enabled = Boolean(default=True)
    secret_version = Integer(default=1)


class CrawlDelivery(TenantTable, tablename="crawl_delivery"):
    """What became of telling one webhook of one crawl."""

    webhook_id = UUID()
    crawl_id = UUID()
    state = Text(default="pending")
    attempts = Integer(default=0)
    http_status = Integer(null=True, default=None)
    error = Text(null=True, default=None)
    finished_at = Timestamptz(null=True, default=None)
