"""A circuit breaker a model: a model that keeps failing is left alone for a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Literal

import msgspec

_FAILURES_TO_OPEN = 3
_FIRST_PAUSE = 15.0
_LONGEST_PAUSE = 300.0

State = Literal["closed", "open", "half-open"]


class ModelHealth(msgspec.Struct, frozen=True, kw_only=True):
    """A model's health in this process; `retry_in` is in seconds, 0 unless the circuit is open."""

    model: str
    state: State
    failures: int
    reason: str = ""
    retry_in: float = 0.0


class _Circuit:
    __slots__ = ("failures", "open_until", "pause", "probing", "reason")

    def __init__(self) -> None:
        self.failures = 0
        self.pause = 0.0
        self.open_until = 0.0
        self.probing = False
        self.reason = ""


class HealthBoard:
    """The circuits of this process.

    Three failures in a row open a circuit for 15 s, a rate limit opens it at once for as long as
    the provider said; each failed probe doubles the pause up to 5 minutes.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._circuits: dict[str, _Circuit] = {}

    def admits(self, model: str) -> bool:
        """Whether the model may be tried now; after a pause one caller at a time is let through."""
        circuit = self._circuits.get(model)
        if circuit is None or not circuit.pause:
            return True
        if circuit.probing or self._clock() < circuit.open_until:
            return False
        circuit.probing = True
        return True

    def succeeded(self, model: str) -> None:
        """The model answered: its circuit closes."""
        self._circuits.pop(model, None)

    def released(self, model: str) -> None:
        """The attempt ended without saying anything about the model (it was cancelled)."""
        if circuit := self._circuits.get(model):
            circuit.probing = False

    def failed(self, model: str, reason: str, retry_after: float | None = None) -> None:
        """Count a failure against the model."""
        circuit = self._circuits.setdefault(model, _Circuit())
        circuit.failures += 1
        circuit.reason = reason
        circuit.probing = False
        if circuit.failures >= _FAILURES_TO_OPEN or retry_after is not None:
            doubled = min(circuit.pause * 2, _LONGEST_PAUSE) or _FIRST_PAUSE
            circuit.pause = retry_after if retry_after is not None else doubled
            circuit.open_until = self._clock() + circuit.pause

    def health(self, model: str) -> ModelHealth:
        """What is known of one model."""
        circuit = self._circuits.get(model)
        if circuit is None:
            return ModelHealth(model=model, state="closed", failures=0)
        left = max(0.0, circuit.open_until - self._clock())
        state: State = "closed" if not circuit.pause else "open" if left else "half-open"
        return ModelHealth(
            model=model,
            state=state,
            failures=circuit.failures,
            reason=circuit.reason,
            retry_in=round(left, 1),
        )
