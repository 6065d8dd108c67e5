"""The router: a purpose and a tenant in, a model's answer out."""

from __future__ import annotations

import asyncio
import importlib
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

import msgspec

from wattos.errors import Unavailable
from wattos.events import Usage
from wattos.llm.attempt import ModelAttempt
from wattos.llm.call import Begun, OpenCall
from wattos.llm.catalogue import Catalogue
from wattos.llm.endpoints import LOCAL
from wattos.llm.health import HealthBoard, ModelHealth
from wattos.llm.keys import ProviderKeys
from wattos.llm.litellm_provider import close_clients
from wattos.llm.provider import ModelFailed, ModelRegistry, WarmableProvider
from wattos.llm.routes import ANY_PURPOSE, EMBEDDING, Routes
from wattos.llm.schemas import CallContext, ChatMessage, ChatRequest
from wattos.llm.settings import default_models
from wattos.llm.structured import generate_output
from wattos.llm.usage import Attempt, record_attempts
from wattos.llm.withholding import WithholdingProvider, placeholders_for
from wattos.settings import Settings

if TYPE_CHECKING:
    from wattos.llm.pydantic_model import RoutedModel

PURPOSES = ("chat", "extraction", "rewriting", "reranking")
"""The purposes that core itself asks for; plugins may ask for others."""

_PROBE = ChatRequest(
    model="", messages=(ChatMessage(role="user", text="Answer with the word yes."),), question="yes"
)

Output = TypeVar("Output", bound=msgspec.Struct)


class NoModelAnswered(Unavailable):
    """Every model of the route is missing, barred by its region, resting or failing."""

    code = "no-model-answered"


class ModelStatus(ModelHealth, frozen=True, kw_only=True):
    """A model as it serves a purpose; `region` is "" when nobody stated where it runs."""

    purpose: str
    region: str
    generative: bool


class _Asked(msgspec.Struct, frozen=True):
    """What is asked of the models of a route, and where their attempts are kept for the books.

    `left` are the models that were not asked yet, `reasons` why earlier ones did not answer.
    """

    purpose: str
    request: ChatRequest
    context: CallContext
    catalogue: Catalogue
    attempts: list[Attempt]
    left: deque[str] = msgspec.field(default_factory=deque[str])
    reasons: list[str] = msgspec.field(default_factory=list[str])


class Router:
    """Routes a purpose to an ordered list of models, with health, fallback and booked usage."""

    def __init__(
        self, settings: Settings, registry: ModelRegistry, *, health: HealthBoard | None = None
    ) -> None:
        self._registry = registry
        self._settings = settings
        self._health = health or HealthBoard()
        self.keys = ProviderKeys(settings, Catalogue(settings, registry))
        self.routes = Routes(settings, self.keys)

    async def model_names(self, tenant_id: UUID, purpose: str) -> list[str]:
        """The models of a purpose in the order in which they are tried."""
        return await self.routes.models(tenant_id, purpose)

    async def has_language_model(self, tenant_id: UUID, purpose: str) -> bool:
        """Whether a model that follows instructions serves the purpose (beyond the offline one)."""
        names, catalogue = await self.routes.resolve(tenant_id, purpose)
        return any(catalogue.require(name).generative for name in names)

    def check_model(self, model: str) -> None:
        """Raise `InvalidInput` unless a provider of the installation itself serves the model."""
        self.keys.shared.require(model)

    async def check_model_of(self, tenant_id: UUID, model: str) -> None:
        """Raise `InvalidInput` unless a provider of the tenant or the installation serves it.

        For answers to people: the model must run in the regions of the tenant's chat route too.
        """
        await self.routes.check(tenant_id, "chat", model)

    def health(self, model: str) -> ModelHealth:
        """What this process knows of the health of a model of the installation."""
        return self._health.health(model)

    async def status(self, tenant_id: UUID) -> list[ModelStatus]:
        """The models of every purpose in their order, with region and health."""
        purposes = dict.fromkeys(PURPOSES)
        purposes |= dict.fromkeys(route.purpose for route in await self.routes.list(tenant_id))
        found: list[ModelStatus] = []
        for purpose in purposes:
            if purpose not in (ANY_PURPOSE, EMBEDDING):
                names, catalogue = await self.routes.resolve(tenant_id, purpose)
                found += [self._status(purpose, name, catalogue) for name in names]
        return found

    def _status(self, purpose: str, model: str, catalogue: Catalogue) -> ModelStatus:
        health = self._health.health(catalogue.circuit(model))
        return ModelStatus(
            **msgspec.structs.asdict(msgspec.structs.replace(health, model=model)),
            purpose=purpose,
            region=catalogue.region(model),
            generative=catalogue.require(model).generative,
        )

    def pydantic_model(self, purpose: str, context: CallContext) -> RoutedModel:
        """The route as a pydantic-ai model, for one run; resolves anew at each request."""
        from wattos.llm.pydantic_model import RoutedModel

        return RoutedModel(self, purpose, context)

    async def generate(
        self,
        output_type: type[Output],
        instructions: str,
        prompt: str,
        *,
        context: CallContext,
        purpose: str = "extraction",
        on_usage: Callable[[Usage], None] | None = None,
    ) -> Output:
        """A struct that a language model filled in; see `generate_output`."""
        return await generate_output(
            self.open,
            output_type,
            instructions,
            prompt,
            context=context,
            purpose=purpose,
            on_usage=on_usage,
        )

    @asynccontextmanager
    async def open(
        self,
        purpose: str,
        request: ChatRequest,
        context: CallContext,
        *,
        language_model: bool = False,
    ) -> AsyncGenerator[OpenCall]:
        """Ask the route's models in order until one begins to answer.

        The block reads the answer, and says itself when the next model is to begin it anew
        (`OpenCall.begin_anew`), because it knows what of a broken answer has been shown.
        `request.model` is set by the router. With `language_model` only models that follow
        instructions are asked. Every attempt is booked when the block ends. Raises
        `NoModelAnswered`.
        """
        attempts: list[Attempt] = []
        try:
            names, catalogue = await self.routes.resolve(
                context.tenant_id, purpose, first=context.model, regions=context.regions
            )
            if language_model:
                names = [n for n in names if catalogue.require(n).generative]
            asked = _Asked(purpose, request, context, catalogue, attempts, deque(names))
            call = OpenCall(await self._begin(asked), partial(self._begin_after, asked))
            async with self._watched(call, attempts):
                yield call
        finally:
            if attempts:
                # Shielded: what was consumed is booked also when the person stopped the turn.
                await asyncio.shield(record_attempts(context, attempts))

    async def probe(self, model: str, context: CallContext) -> float:
        """Put a tiny question to one model, resting or not; the seconds until it begins to answer.

        Raises `InvalidInput` for a model that nobody serves and `ModelFailed` with the reason.
        """
        catalogue = await self.keys.catalogue(context.tenant_id)
        catalogue.require(model)
        attempts: list[Attempt] = []
        began = time.monotonic()
        try:
            asked = _Asked("test", _PROBE, context, catalogue, attempts)
            call = OpenCall(await self._first_of(model, asked), partial(self._begin_after, asked))
            async with self._watched(call, attempts):
                self._health.succeeded(call.attempt.circuit)
                return time.monotonic() - began
        finally:
            if attempts:
                await asyncio.shield(record_attempts(context, attempts))

    async def _begin_after(
        self, asked: _Asked, broken: ModelAttempt, failure: ModelFailed
    ) -> Begun:
        await self._settle(broken, asked.attempts, failure)
        asked.reasons.append(f"{broken.model}: broke off ({failure.reason})")
        return await self._begin(asked)

    async def _begin(self, asked: _Asked) -> Begun:
        reasons = asked.reasons
        while asked.left:
            name = asked.left.popleft()
            circuit = asked.catalogue.circuit(name)
            if not self._health.admits(circuit):
                reasons.append(f"{name}: resting after {self._health.health(circuit).reason}")
                continue
            try:
                return await self._first_of(name, asked)
            except ModelFailed as failure:
                reasons.append(f"{name}: {failure.reason}")
        raise NoModelAnswered(
            f"No model answered for the purpose {asked.purpose}.",
            given="; ".join(reasons) or "no model that is configured and allowed in the regions",
            hint="Set a provider's key, widen the route's regions, or check the models' health.",
        )

    async def _first_of(self, name: str, asked: _Asked) -> Begun:
        attempt = await self._attempt(name, asked)
        async with self._until_first(attempt, asked.attempts):
            if (first := await attempt.next()) is None:
                raise ModelFailed(name, "broken", detail="an empty answer")
            return attempt, first

    async def _attempt(self, name: str, asked: _Asked) -> ModelAttempt:
        context, catalogue = asked.context, asked.catalogue
        provider = catalogue.require(name)
        named = msgspec.structs.replace(asked.request, model=name.partition("/")[2])
        local = catalogue.region(name) == LOCAL
        if not local and context.typed:
            redactors = self._registry.redactors()
            hidden = await placeholders_for(context.typed, redactors, context.tenant_id)
            provider = WithholdingProvider(provider, hidden) if hidden else provider
        circuit = catalogue.circuit(name)
        return ModelAttempt(asked.purpose, name, provider, named, local=local, circuit=circuit)

    @asynccontextmanager
    async def _until_first(
        self, attempt: ModelAttempt, attempts: list[Attempt]
    ) -> AsyncGenerator[None]:
        try:
            yield
        except BaseException as error:
            await self._settle(attempt, attempts, error)
            raise

    @asynccontextmanager
    async def _watched(self, call: OpenCall, attempts: list[Attempt]) -> AsyncGenerator[None]:
        try:
            yield
        except BaseException as error:
            await self._settle(call.attempt, attempts, error)
            raise
        await self._settle(call.attempt, attempts, None)

    async def _settle(
        self, attempt: ModelAttempt, attempts: list[Attempt], error: BaseException | None
    ) -> None:
        if attempt.settled:  # it broke off, and no other model followed
            return
        attempt.settled = True
        if isinstance(error, ModelFailed):
            outcome = f"failed:{error.reason}"
            if error.says_unhealthy:
                self._health.failed(attempt.circuit, error.reason, error.retry_after)
            else:
                self._health.released(attempt.circuit)
        elif attempt.finished:
            outcome = "succeeded"
            self._health.succeeded(attempt.circuit)
        else:
            outcome = "cancelled"
            self._health.released(attempt.circuit)
        attempts.append(attempt.measured(outcome))
        await attempt.close()

    async def warm(self) -> None:
        """Load what the first turn needs; call it once the server is up."""
        await asyncio.to_thread(_import_engine)
        usual = map(self.keys.shared.provider, default_models(self._settings, "chat"))
        for provider in dict.fromkeys((*self._registry.models(), *usual)):
            if isinstance(provider, WarmableProvider):
                await provider.warm()

    async def close(self) -> None:
        """Close open connections to providers."""
        await self.keys.close()
        await self.keys.shared.close()
        await close_clients()


def _import_engine() -> None:
    importlib.import_module("wattos.llm.pydantic_model")
