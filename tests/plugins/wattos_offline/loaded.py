"""The embedders that this process's other tests use too: each has its models loaded once."""

from __future__ import annotations

from wattos_offline.embedder import LocalEmbedder
from wattos_offline.plugin import register_embedders


def loaded(backend: str) -> LocalEmbedder:
    """The registered embedder on `backend`: "e5" or "use"."""
    found = register_embedders()[["e5", "use"].index(backend)]
    assert isinstance(found, LocalEmbedder)
    return found
