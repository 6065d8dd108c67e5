"""Registers what runs on this machine alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from wattos import hookimpl
from wattos.knowledge import Embedder
from wattos.llm import ModelProvider

if TYPE_CHECKING:
    from wattos_offline.embedder import LocalEmbedder


@hookimpl
def register_embedders() -> Sequence[Embedder]:
    return _embedders()


@hookimpl
def register_models() -> Sequence[ModelProvider]:
    from wattos_offline.encoder import Encoder
    from wattos_offline.extractive import ExtractiveProvider

    by_passage, by_word = _embedders()
    return [ExtractiveProvider(units=by_passage, words=Encoder(by_word))]


@cache
def _embedders() -> tuple[LocalEmbedder, LocalEmbedder]:
    """Search and answers share the models' processes."""
    from wattos_offline.embedder import E5_SMALL, USE_MULTILINGUAL, LocalEmbedder

    return LocalEmbedder(E5_SMALL), LocalEmbedder(USE_MULTILINGUAL)
