"""Whether the best units answer the question at all."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from math import exp
from pathlib import Path

import msgspec


class Model(msgspec.Struct, frozen=True):
    """Logistic regression over the numbers of `wattos_offline.evidence`; see `abstention.toml`.

    Below the probability `enough` the answerer abstains.
    """

    enough: float
    constant: float
    weights: dict[str, float]


@cache
def model() -> Model:
    """The model that `benchmarks/fit_abstention.py` fitted."""
    content = Path(__file__).with_name("abstention.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(content), Model)


def confidence(evidence: Mapping[str, float]) -> float:
    """The probability that the units answer the question, 0 to 1."""
    fitted = model()
    signal = fitted.constant + sum(
        weight * evidence[name] for name, weight in fitted.weights.items()
    )
    return 1 / (1 + exp(-signal))
