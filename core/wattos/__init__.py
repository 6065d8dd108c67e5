"""WattOS: from an organisation's own material to agents that answer with their sources."""

from __future__ import annotations

import pluggy

hookimpl = pluggy.HookimplMarker("wattos")

__all__ = ["hookimpl"]
