"""An answer on its way, by whichever model of the route comes to its end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

from wattos.events import Usage
from wattos.llm.attempt import ModelAttempt
from wattos.llm.provider import ModelFailed
from wattos.llm.schemas import ChatDelta

Begun = tuple[ModelAttempt, ChatDelta]
"""A model that answers, and the first piece of its answer."""


class OpenCall:
    """A request that a model has begun to answer."""

    def __init__(
        self, begun: Begun, after: Callable[[ModelAttempt, ModelFailed], Awaitable[Begun]]
    ) -> None:
        self.attempt, self._first = begun
        self._after = after
        self._spent_before = Usage()

    @property
    def model(self) -> str:
        """The model that answers, as "provider/model"."""
        return self.attempt.model

    @property
    def generative(self) -> bool:
        """Whether a language model answers, and not one that only quotes."""
        return self.attempt.generative

    @property
    def cost_usd(self) -> float:
        """What the model's answer cost so far; 0 also when no price is known."""
        return float(self.attempt.cost_usd or 0)

    @property
    def input_tokens(self) -> int:
        return self.attempt.tokens.input_tokens

    @property
    def output_tokens(self) -> int:
        return self.attempt.tokens.output_tokens

    @property
    def usage(self) -> Usage:
        """Tokens and cost together, those of models that broke off included."""
        now = Usage(
            input_tokens=self.input_tokens,
            output_tokens=self.output_tokens,
            cost_usd=self.cost_usd,
        )
        return self._spent_before.plus(now)

    def deltas(self) -> AsyncIterator[ChatDelta]:
        """The answer piece by piece; raises `ModelFailed` when it breaks off."""
        return self.attempt.rest(self._first)

    async def begin_anew(self, failure: ModelFailed) -> None:
        """After a failure of `deltas`, let the next model of the route answer from the start.

        Nothing that came before belongs to the answer. Raises `NoModelAnswered`.
        """
        begun = await self._after(self.attempt, failure)
        self._spent_before = self.usage
        self.attempt, self._first = begun

    async def text(self) -> str:
        """The whole text, by the first model that comes to its end. Raises `NoModelAnswered`."""
        while True:
            try:
                return "".join([delta.text async for delta in self.deltas()])
            except ModelFailed as failure:
                await self.begin_anew(failure)
