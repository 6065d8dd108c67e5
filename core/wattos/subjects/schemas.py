"""What an export and an erasure hand out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec


class SubjectExport(msgspec.Struct, frozen=True, kw_only=True):
    """Everything stored about a person, by who stores it."""

    at: datetime
    account: dict[str, Any]
    """Of a user who can sign in; empty for visitors."""
    conversations: dict[str, list[dict[str, Any]]]
    tool_calls: list[dict[str, Any]]
    plugins: dict[str, dict[str, Any]]
    incomplete: list[str]
    """Plugins that could not answer; ask again when they work."""


class ErasureReport(msgspec.Struct, frozen=True, kw_only=True):
    """How many records went, by who stored them."""

    account: int
    conversations: int
    agent_runs: int
    plugins: dict[str, int]
    incomplete: list[str]
    """Plugins whose part is not certainly erased; erase again when they work."""
