"""What callers of the tenancy room hold in their hands."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

CONVERSATION_DAYS: Final = "conversation_days"
"""The setting of a tenant that says how long conversations are kept, in days."""


class TenantRef(msgspec.Struct, frozen=True, kw_only=True):
    """All that may be known of a tenant from outside its scope."""

    id: UUID
    slug: str


class Tenant(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation: a city, a company, a shop."""

    id: UUID
    slug: str
    name: str
    language: str
    """The language its pages and agents fall back to, such as `de`."""
    settings: dict[str, object]
    created_at: datetime


class Area(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the organisation, such as a department."""

    id: UUID
    name: str
    created_at: datetime


class Team(msgspec.Struct, frozen=True, kw_only=True):
    """People of one area who work together."""

    id: UUID
    area_id: UUID
    name: str
    created_at: datetime
