"""The table of website checks; `migrations/wattos_check` creates it."""

from __future__ import annotations

from piccolo.columns import JSONB, Boolean, Integer

from wattos.database import TenantTable


class WebsiteCheck(TenantTable, tablename="website_check"):
    """One check with its findings."""

    pages = Integer(default=0)
    counts = JSONB(default="{}")
    findings = JSONB(default="[]")
    external = Boolean(default=False)
    since = JSONB(null=True, default=None)
