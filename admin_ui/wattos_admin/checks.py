"""What the newest website check found, for every page that tells of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from wattos_admin.view import View

CHECKS = "/api/v1/checks"


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A document that shows a finding."""

    document_id: UUID
    url: str
    title: str
    quote: str = ""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence by language; `count` places show it, of which `evidence` holds the first."""

    sentence: dict[str, str]
    evidence: list[Place] = []
    count: int = 1

    def said(self, language: str) -> str:
        """The sentence in a language, else in English."""
        return self.sentence.get(language) or self.sentence.get("en", "")


async def newest_findings(view: View) -> list[Finding]:
    """The findings, the gravest first; empty without a check or such a plugin."""
    checks: list[dict[str, Any]] = await view.api.get(CHECKS, limit=1) or []
    if not checks:
        return []
    check: dict[str, Any] = await view.api.get(f"{CHECKS}/{checks[0]['id']}") or {}
    return msgspec.convert(check.get("findings", []), list[Finding])
