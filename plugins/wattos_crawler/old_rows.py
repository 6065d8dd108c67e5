"""What earlier crawls left behind and nobody looks up any more."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from wattos.database import execute, tenant_scope

# The newest finished crawl of a site keeps its pages: its list is shown, its failed pages can be
# tried again. Of older ones the crawl itself stays, with its counts and its report.
_PAGES = """
delete from crawl_page p using crawl c
where p.tenant_id = $1 and c.tenant_id = $1 and c.id = p.crawl_id and c.finished_at < $2
  and exists (
    select 1 from crawl later
    where later.tenant_id = $1 and later.start_url = c.start_url
      and later.state = 'succeeded' and later.created_at > c.created_at)
"""
_DELIVERIES = "delete from crawl_delivery where tenant_id = $1 and finished_at < $2"


async def delete_old_rows(tenant_id: UUID, before: datetime) -> dict[str, int]:
    """Delete pages of crawls that a later one replaced, and ended calls of webhooks."""
    async with tenant_scope(tenant_id):
        pages = await execute(_PAGES, tenant_id, before)
        deliveries = await execute(_DELIVERIES, tenant_id, before)
    return {"crawl_pages": _count(pages), "crawl_deliveries": _count(deliveries)}


def _count(status: str) -> int:
    """The number of rows in Postgres's "DELETE 12"."""
    return int(status.rpartition(" ")[2])
