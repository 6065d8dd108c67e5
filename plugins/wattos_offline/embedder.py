"""Local embedders behind the platform's `Embedder` protocol.

The models are other people's code, so they live in child processes. One child answers questions
and does nothing else: a question never waits behind a batch of passages. Passage children run at
low priority, one a core with one thread each, which was measured to be faster than one process
with several threads.
"""

from __future__ import annotations

import asyncio
import os
import queue
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import msgspec

from wattos.knowledge import strip_forbidden
from wattos_offline.colloquial import spelt_out, with_other_names
from wattos_offline.process import ModelProcess, Task, Vectors


class LocalModel(msgspec.Struct, frozen=True, kw_only=True):
    """A model whose weights are installed with its package."""

    name: str
    backend: str
    """The key of its loader in `wattos_offline.worker`."""
    dimensions: int
    at_once: int
    """Passages a request: few enough that all children end at about the same time."""
    language_gap: float = 0.0
    """See `wattos.knowledge.Embedder`; measured on questions and paragraphs of XQuAD."""


class Read(msgspec.Struct, frozen=True):
    """What was found by reading a text with a question in mind."""

    cosine: float
    """Of the vectors of question and text."""
    answers: float
    """How well the text answers, as the reader sees it; see `wattos_offline.reader`."""


# With German, English and Turkish, 0.045 to 0.062 for a question's own paragraph and 0.024 to 0.049
# for others; the second model's gap is a tenth of its deviation.
E5_SMALL = LocalModel(
    name="offline/e5-small", backend="e5", dimensions=384, at_once=4, language_gap=0.04
)
USE_MULTILINGUAL = LocalModel(name="offline/use", backend="use", dimensions=512, at_once=16)

_MOST_CHILDREN = 4


class LocalEmbedder:
    """An `Embedder` over child processes, which start at first use and end when idle."""

    def __init__(self, model: LocalModel) -> None:
        self.name = model.name
        self.dimensions = model.dimensions
        self.language_gap = model.language_gap
        self._at_once = model.at_once
        count = min(os.cpu_count() or 1, _MOST_CHILDREN)
        self._question_child = ModelProcess(model.backend, model.dimensions)
        # The last used first: it has loaded its model, which takes a second.
        self._free_children = queue.LifoQueue[ModelProcess]()
        for _ in range(count):
            child = ModelProcess(model.backend, model.dimensions, background=True)
            self._free_children.put(child)
        self._question_thread = ThreadPoolExecutor(1, thread_name_prefix="embed-question")
        self._passage_threads = ThreadPoolExecutor(count, thread_name_prefix="embed-passages")

    async def embed_query(self, text: str) -> Sequence[float]:
        """A question's vector; raises `Unavailable` when the child does not answer."""
        return (await self.embed_at_once("query", [with_other_names(spelt_out(text))]))[0]

    async def embed_queries(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """One vector a question, in order; raises `Unavailable` when the child does not answer."""
        return await self.embed_at_once("query", texts)

    async def embed_at_once(self, task: Task, texts: Sequence[str]) -> Vectors:
        """Vectors of a few texts that somebody waits for; raises `Unavailable`."""
        return await asyncio.get_running_loop().run_in_executor(
            self._question_thread, self._question_child.embed, task, [_usable(t) for t in texts]
        )

    async def read(self, question: str, texts: Sequence[str]) -> list[Read]:
        """How each text answers a question that somebody waits for; e5 alone can do that.

        Raises `Unavailable` when the child does not answer.
        """
        rows = await asyncio.get_running_loop().run_in_executor(
            self._question_thread,
            self._question_child.read,
            _usable(question),
            [_usable(text) for text in texts],
        )
        return [Read(*row) for row in rows]

    async def embed_passages(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """One vector a text, in order; the longest are started first so that none is awaited."""
        longest_first = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        parts = [
            longest_first[at : at + self._at_once] for at in range(0, len(texts), self._at_once)
        ]
        loop = asyncio.get_running_loop()
        done = await asyncio.gather(
            *(
                loop.run_in_executor(
                    self._passage_threads, self._on_a_free_child, [_usable(texts[i]) for i in part]
                )
                for part in parts
            )
        )
        vectors = (vector for part in done for vector in part)
        placed = dict(zip(longest_first, vectors, strict=True))
        return [placed[i] for i in range(len(texts))]

    def _on_a_free_child(self, texts: list[str]) -> Vectors:
        task: Task = "passage"
        child = self._free_children.get()
        try:
            return child.embed(task, texts)
        finally:
            self._free_children.put(child)


def _usable(text: str) -> str:
    """C strings end at NUL and a model needs at least one sign."""
    return strip_forbidden(text).strip() or "."
