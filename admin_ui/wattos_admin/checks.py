"""What the newest website check found, for every page that tells of it."""

from __future__ import annotations

from typing import Any

from wattos_admin.view import View

CHECKS = "/api/v1/checks"


async def newest_findings(view: View) -> list[str]:
    """The findings in sentences, the gravest first; empty without a check or such a plugin."""
    checks: list[dict[str, Any]] = await view.api.get(CHECKS, limit=1) or []
    if not checks:
        return []
    check: dict[str, Any] = await view.api.get(f"{CHECKS}/{checks[0]['id']}") or {}
    sentences = [one["sentence"] for one in check.get("findings", [])]
    return [said.get(view.language) or said.get("en", "") for said in sentences]
