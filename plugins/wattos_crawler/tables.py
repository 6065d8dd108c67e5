"""Tables of the crawler; `migrations/wattos_crawler` creates them."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, BigInt, Integer, Text, Timestamptz

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
