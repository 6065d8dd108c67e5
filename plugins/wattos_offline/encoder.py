"""Vectors of the texts that an answer is made of, kept because they come again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from wattos_offline.process import Task

if TYPE_CHECKING:
    from wattos_offline.embedder import LocalEmbedder, Read

_KEPT = 8192


class Encodes(Protocol):
    """Turns texts into unit vectors."""

    async def encode(self, task: Task, texts: Sequence[str]) -> Any:
        """A float32 array of shape (texts, dimensions); raises `Unavailable`."""
        ...


class Reads(Protocol):
    """Reads texts with a question in mind."""

    @property
    def language_gap(self) -> float:
        """See `wattos.knowledge.Embedder`."""
        ...

    async def read(self, question: str, texts: Sequence[str]) -> list[Read]:
        """One a text, in order; raises `Unavailable`."""
        ...


class Encoder:
    """A local embedder that keeps what it computed: a tenant's texts repeat their vocabulary."""

    def __init__(self, embedder: LocalEmbedder) -> None:
        self._embedder = embedder
        self._known: OrderedDict[tuple[Task, str], Any] = OrderedDict()

    async def encode(self, task: Task, texts: Sequence[str]) -> Any:
        import numpy as np

        found = {text: self._known[task, text] for text in texts if (task, text) in self._known}
        new = [text for text in dict.fromkeys(texts) if text not in found]
        if new:
            vectors = await self._embedder.embed_at_once(task, new)
            found |= {text: np.asarray(v) for text, v in zip(new, vectors, strict=True)}
            self._keep(task, {text: found[text] for text in new})
        return np.stack([found[text] for text in texts])

    def _keep(self, task: Task, vectors: dict[str, Any]) -> None:
        self._known.update(((task, text), vector) for text, vector in vectors.items())
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)
