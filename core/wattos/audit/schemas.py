"""What the audit room returns."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec


class AuditEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One link of a tenant's chain."""

    id: UUID
    sequence: int
    """1 for the tenant's first entry, then without gaps."""
    at: datetime
    actor_kind: str
    actor_id: str
    action: str
    resource: str
    resource_id: str | None
    outcome: str
    detail: dict[str, object]
    previous_hash: str
    hash: str
    """SHA-256, in hex, over the canonical JSON of everything above, `previous_hash` included."""


class FoundEntries(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the entries that match, and how many match in all."""

    entries: list[AuditEntry]
    total: int


class BrokenEntry(msgspec.Struct, frozen=True, kw_only=True):
    """The first place where a chain no longer holds."""

    sequence: int
    """Where it breaks; of a missing entry, the number that should have been there."""
    entry_id: UUID | None
    reason: str


class AuditReport(msgspec.Struct, frozen=True, kw_only=True):
    """The result of reading a chain from its start to its end."""

    ok: bool
    entries: int
    """Entries that were read and found whole."""
    first_broken: BrokenEntry | None = None
