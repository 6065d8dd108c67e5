"""Identifiers and times that the application makes itself."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import uuid_utils.compat


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): sorts by the time it was made, so indexes stay compact."""
    return uuid_utils.compat.uuid7()


def utcnow() -> datetime:
    """The present time with its zone, as every `timestamptz` column expects it."""
    return datetime.now(UTC)
