"""Registers what runs on this machine alone."""

from __future__ import annotations

from collections.abc import Sequence

from wattos import hookimpl
from wattos.knowledge import Embedder
from wattos.llm import ModelProvider


@hookimpl
def register_embedders() -> Sequence[Embedder]:
    from wattos_offline.embedder import E5_SMALL, USE_MULTILINGUAL, LocalEmbedder

    return [LocalEmbedder(E5_SMALL), LocalEmbedder(USE_MULTILINGUAL)]


@hookimpl
def register_models() -> Sequence[ModelProvider]:
    from wattos_offline.extractive import ExtractiveProvider

    return [ExtractiveProvider()]
