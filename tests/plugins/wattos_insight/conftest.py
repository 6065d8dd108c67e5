"""A tenant that knows the town's pages, and a model that answers from the first passage."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from typing import Any
from uuid import UUID

import msgspec
import pytest
import pytest_asyncio

from tests.plugins.wattos_insight.corpus import PAGES
from wattos import hookimpl
from wattos.database import new_id
from wattos.knowledge import Embedder, NewDocument, Vector
from wattos.llm import ANY_PURPOSE, ChatDelta, ChatRequest, ModelProvider, Quote, Route
from wattos.platform import Platform
from wattos_insight.schemas import AnalysisResult
from wattos_insight.smoke import IMPOSSIBLE_QUESTIONS

IMPOSSIBLE = frozenset(q for questions in IMPOSSIBLE_QUESTIONS.values() for q in questions)


class QuotingModel:
    """Quotes the first passage that it is given, or says that nothing answers.

    It refuses what no town's pages answer, unless it is `gullible`.
    """

    generative = False
    region = "local"

    def __init__(self) -> None:
        self.prefix = f"quoting-{new_id()}"
        self.silent = False
        self.gullible = False
        self.asked: list[str] = []

    async def stream(self, request: ChatRequest) -> AsyncIterator[ChatDelta]:
        self.asked.append(request.question)
        trap = request.question in IMPOSSIBLE and not self.gullible
        if self.silent or trap or not request.passages:
            yield ChatDelta(abstained=True)
            return
        text = request.passages[0].text
        yield ChatDelta(text=f"{text} [1]", quotes=(Quote(passage=1, start=0, end=len(text)),))


@pytest_asyncio.fixture(loop_scope="session")
async def quoting_model(platform: Platform, tenant: UUID) -> AsyncGenerator[QuotingModel]:
    """The tenant's model."""
    model = QuotingModel()

    class Plugin:
        @hookimpl
        def register_models(self) -> list[ModelProvider]:
            return [model]

    platform.host.add(model.prefix, Plugin())
    await platform.llm.routes.put(
        tenant, Route(purpose=ANY_PURPOSE, models=(f"{model.prefix}/test",))
    )
    yield model
    platform.host.remove(model.prefix)


async def add_page(platform: Platform, tenant_id: UUID, path: str, title: str, text: str) -> UUID:
    """Put a page into the tenant's knowledge; `process` makes it ready."""
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n"))
    added = await platform.knowledge.add(
        tenant_id,
        NewDocument(
            space_id=await platform.knowledge.ensure_space(tenant_id),
            source_kind="page",
            url=f"https://town.example/{path}.html",
            title=title,
            media_type="text/html",
            language="de",
            data=f"<title>{title}</title><h1>{title}</h1>{paragraphs}".encode(),
        ),
    )
    return added.document_id


VECTORS: dict[tuple[str, str, str], Vector] = {}


@pytest.fixture
def remembered_vectors(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    """The platform's own embedders compute a text once a session: tests repeat the town."""
    for embedder in platform.registries.embedders():
        remember(embedder, monkeypatch)


def remember(embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    passages, query, name = embedder.embed_passages, embedder.embed_query, embedder.name

    async def embed_passages(texts: Sequence[str]) -> Sequence[Vector]:
        new = [text for text in dict.fromkeys(texts) if (name, "passage", text) not in VECTORS]
        for text, vector in zip(new, await passages(new), strict=True):
            VECTORS[name, "passage", text] = vector
        return [VECTORS[name, "passage", text] for text in texts]

    async def embed_query(text: str) -> Vector:
        if (name, "query", text) not in VECTORS:
            VECTORS[name, "query", text] = await query(text)
        return VECTORS[name, "query", text]

    monkeypatch.setattr(embedder, "embed_passages", embed_passages)
    monkeypatch.setattr(embedder, "embed_query", embed_query)


@pytest_asyncio.fixture(loop_scope="session")
async def town_tenant(platform: Platform, tenant: UUID, remembered_vectors: None) -> UUID:
    """A tenant whose knowledge is the town's pages."""
    for path, (title, text) in PAGES.items():
        padding = "\nFragen beantwortet das Rathaus unter der Telefonnummer 01999 555-0." * 2
        await add_page(platform, tenant, path, title, text + padding)
    await platform.knowledge.process(tenant)
    return tenant


@pytest.fixture
def generate(platform: Platform) -> Callable[[UUID], Any]:
    """`await generate(tenant)` runs the analysis job here and gives its result."""

    async def run(tenant_id: UUID) -> AnalysisResult:
        result = await platform.jobs.run_inline(tenant_id, "insight.generate", {})
        return msgspec.convert(result, AnalysisResult)

    return run
