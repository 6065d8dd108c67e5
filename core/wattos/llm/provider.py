"""What a model provider is, and how it fails."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, ClassVar, Protocol, runtime_checkable

from wattos.errors import Unavailable
from wattos.llm.schemas import ChatDelta, ChatRequest

if TYPE_CHECKING:
    from wattos.llm.withholding import MessageRedactor


class ModelProvider(Protocol):
    """Serves the models named `<prefix>/<model>`.

    `generative` is False for a provider that cannot follow instructions (the extractive one): it
    answers from passages and is never asked for structured output. `region` says where the data
    go: "local" when they stay in this installation, "" when only the operator knows.
    """

    @property
    def prefix(self) -> str: ...

    @property
    def generative(self) -> bool: ...

    @property
    def region(self) -> str: ...

    def stream(self, request: ChatRequest) -> AsyncIterator[ChatDelta]:
        """The answer piece by piece; raises `ModelFailed`, before the first piece if it can."""
        ...


@runtime_checkable
class WarmableProvider(Protocol):
    """A provider whose first answer would wait for something that can be loaded before."""

    async def warm(self) -> None:
        """Load it; workers call this once they run."""
        ...


class ModelRegistry(Protocol):
    """Where the router finds what plugins registered: providers, and redactors of messages."""

    def models(self) -> Sequence[ModelProvider]: ...

    def redactors(self) -> Sequence[MessageRedactor]: ...


class ModelFailed(Unavailable):
    """A model did not answer.

    `reason` is one of `unreachable`, `timeout`, `rate-limited`, `unauthorized`, `rejected`,
    `broken`, `address-refused` (closed by the guard for outside addresses) or `key-unreadable`
    (stored under another secret key); `retry_after` is in seconds, when the provider named it. A
    `rejected` request is this request's fault and says nothing about the model's health.
    """

    code: ClassVar[str] = "model-failed"

    def __init__(
        self, model: str, reason: str, *, detail: str = "", retry_after: float | None = None
    ) -> None:
        super().__init__(
            f"The model {model} did not answer ({reason}).",
            given=detail or None,
            hint=_HINTS.get(reason),
        )
        self.model = model
        self.reason = reason
        self.retry_after = retry_after

    @property
    def says_unhealthy(self) -> bool:
        """Whether the failure counts against the model."""
        return self.reason != "rejected"


def retry_seconds(header: str | None) -> float | None:
    """The seconds in a `retry-after` header; None for none and for a date."""
    return float(header) if header and header.isdecimal() else None


class UnusableProvider:
    """Stands for a provider whose stored key cannot be used: every request fails with `reason`."""

    generative = True
    region = ""

    def __init__(self, prefix: str, reason: str) -> None:
        self.prefix = prefix
        self._reason = reason

    async def stream(self, request: ChatRequest) -> AsyncIterator[ChatDelta]:
        raise ModelFailed(f"{self.prefix}/{request.model}", self._reason)
        yield ChatDelta()  # makes this a generator, as a provider's stream is


_HINTS = {
    "unreachable": "Check the provider's address and this machine's network.",
    "unauthorized": "Check the provider's key.",
    "rate-limited": "Try later, or add another model to the route.",
    "address-refused": "Let the operator open the network with WATTOS_ALLOWED_NETWORKS.",
    "key-unreadable": "Enter the key again: the installation's secret key has changed.",
    "rejected": "The provider refused this request; check the model's name and limits.",
}
