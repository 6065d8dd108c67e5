"""One request on its way through the models of a route."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from decimal import Decimal

from wattos.llm.pricing import cost_usd
from wattos.llm.provider import ModelProvider
from wattos.llm.schemas import ChatDelta, ChatRequest, TokenCount
from wattos.llm.usage import Attempt

CHARACTERS_PER_TOKEN = 4


class ModelAttempt:
    """Streams one model's answer and measures it."""

    def __init__(
        self,
        purpose: str,
        model: str,
        provider: ModelProvider,
        request: ChatRequest,
        *,
        local: bool,
        circuit: str = "",
    ) -> None:
        self.model = model
        self.circuit = circuit or model
        """Whose health the outcome tells of."""
        self.generative = provider.generative
        self.finished = False
        self.settled = False
        """Whether its outcome is told and booked."""
        self._purpose = purpose
        self._request = request
        self._local = local
        self._deltas = provider.stream(request)
        self._started = time.perf_counter()
        self._first: float | None = None
        self._written = 0
        self._tokens: TokenCount | None = None

    async def next(self) -> ChatDelta | None:
        """The next delta, or None at the end."""
        delta = await anext(self._deltas, None)
        if delta is None:
            self.finished = True
            return None
        if self._first is None:
            self._first = time.perf_counter()
        self._written += len(delta.text)
        if delta.tool_call is not None:
            self._written += len(delta.tool_call.arguments)
        self._tokens = delta.tokens or self._tokens
        return delta

    async def rest(self, first: ChatDelta) -> AsyncIterator[ChatDelta]:
        """`first` and all that follows."""
        delta: ChatDelta | None = first
        while delta is not None:
            yield delta
            delta = await self.next()

    async def close(self) -> None:
        """Let go of the provider's connection."""
        close = getattr(self._deltas, "aclose", None)
        if close is not None:
            await close()

    @property
    def tokens(self) -> TokenCount:
        """The provider's count, or an estimate while there is none."""
        return self._tokens or self._estimate()

    @property
    def cost_usd(self) -> Decimal | None:
        """What the attempt cost; None when no price is known."""
        if self._first is None:
            return Decimal(0)  # providers bill what they answered
        return cost_usd(self.model, self.tokens, local=self._local)

    def measured(self, outcome: str) -> Attempt:
        """The attempt as it is booked."""
        now = time.perf_counter()
        answered = self._first is not None
        return Attempt(
            purpose=self._purpose,
            model=self.model,
            tokens=self.tokens if answered else TokenCount(),
            estimated=answered and self._tokens is None,
            cost_usd=self.cost_usd,
            duration_ms=round((now - self._started) * 1000),
            first_token_ms=None if self._first is None else _ms(self._first - self._started),
            outcome=outcome,
        )

    def _estimate(self) -> TokenCount:
        read = len(self._request.instructions) + sum(len(m.text) for m in self._request.messages)
        return TokenCount(
            input_tokens=read // CHARACTERS_PER_TOKEN,
            output_tokens=self._written // CHARACTERS_PER_TOKEN,
        )


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
