"""WattOS: from an organisation's own material to agents that answer with their sources."""

from __future__ import annotations

import pluggy

__version__ = "0.1.0"

hookimpl = pluggy.HookimplMarker("wattos")

__all__ = ["__version__", "hookimpl"]
