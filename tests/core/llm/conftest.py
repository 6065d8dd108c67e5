from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence

import pytest
import pytest_asyncio

from wattos._testing import ScriptedModel
from wattos.llm import ModelProvider, Router
from wattos.llm.health import HealthBoard
from wattos.llm.litellm_provider import close_clients
from wattos.llm.withholding import MessageRedactor
from wattos.settings import Settings, load_settings


@pytest_asyncio.fixture(autouse=True)
async def no_client_left_open() -> AsyncGenerator[None]:
    """Close what litellm keeps, or it drops it unclosed in the middle of another test."""
    yield
    await close_clients()


class Registry:
    """Stands for the plugin host: the providers that plugins registered."""

    def __init__(self, *providers: ModelProvider) -> None:
        self._providers = providers

    def models(self) -> Sequence[ModelProvider]:
        return self._providers

    def redactors(self) -> Sequence[MessageRedactor]:
        return []


MakeRouter = Callable[..., Router]


@pytest.fixture
def make_router() -> MakeRouter:
    """`make_router(*providers, chat="a/x,b/y", **environment)`."""

    def make(
        *providers: ScriptedModel,
        chat: str = "scripted/one",
        health: HealthBoard | None = None,
        **environ: str,
    ) -> Router:
        settings: Settings = load_settings(
            {"WATTOS_MODELS_CHAT": chat, "WATTOS_MODELS_EXTRACTION": chat, **environ}
        )
        return Router(settings, Registry(*providers), health=health)

    return make
