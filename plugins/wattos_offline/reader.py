"""How well a text answers a question: a small network over the embedder's states, word by word.

A vector of a whole sentence knows its subject, not what it says about it. The reader compares every
token of the question with every token of the text (late interaction, Khattab and Zaharia 2020),
weighs them by what they carry, and looks for the kind of thing that is asked for: vectors made from
the question look for tokens of the answer. `benchmarks/fit_reader.py` learns it.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from wattos_offline.e5_file import Floats
from wattos_offline.e5_model import E5Model

AFTER = (8, 12)
"""The layers whose states are read: the middle ones keep more of the words, the last of meaning."""
MOST_TOKENS = 64
KINDS = 4
"""So many things are looked for in a text at once."""
WEIGHTS = Path(__file__).with_name("reader.npz")
_KEPT = 1024
_EPSILON = 1e-5
_HIDDEN = 384

Halves = NDArray[np.float16]
"""States are many, so they are kept in half precision."""


class Reader:
    """Reads texts with a question in mind; keeps the states of the last texts."""

    def __init__(self, model: E5Model) -> None:
        self._model = model
        with np.load(WEIGHTS) as stored:
            self._weights = {name: stored[name].astype(np.float32) for name in stored.files}
        self._known: OrderedDict[str, tuple[Halves, int]] = OrderedDict()

    def read(self, question: str, texts: Sequence[str]) -> Floats:
        """For each text the cosine with the question and how well it answers, shape (texts, 2).

        Of a text with several lines the first one is its headings. How well it answers is a
        logarithm of odds: only differences between texts, and a fit, give it a meaning.
        """
        ((_, asked, _),) = token_states(self._model, "query", [question])
        meant, level = _meant(asked), _levelled(asked, self._weights)
        read = np.empty((len(texts), 2), np.float32)
        for number, (states, heads) in enumerate(self._states(texts)):
            read[number, 0] = meant @ _meant(states)
            read[number, 1] = answers(level, _levelled(states, self._weights), heads, self._weights)
        return read

    def _states(self, texts: Sequence[str]) -> list[tuple[Halves, int]]:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        for text, states, heads in token_states(self._model, "passage", new):
            self._known[text] = states, heads
        found = [self._known[text] for text in texts]
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return found


def token_states(
    model: E5Model, kind: Literal["query", "passage"], texts: Sequence[str]
) -> list[tuple[str, Halves, int]]:
    """Each text with the states of its tokens, (tokens, 768), and how many of them are headings.

    At least one token is not: the mark of the end.
    """
    if not texts:
        return []
    prefixed = [f"{kind}: {text}" for text in texts]
    states = model.states(prefixed, after=AFTER, most=MOST_TOKENS)
    heads = [
        len(model.tokens(text.partition("\n")[0])) + 1 if "\n" in text else 0 for text in prefixed
    ]
    return [
        (text, found.astype(np.float16), min(count, len(found) - 1))
        for text, found, count in zip(texts, states, heads, strict=True)
    ]


def answers(asked: Floats, told: Floats, heads: int, weights: Mapping[str, Floats]) -> float:
    """The network: states of a question and of a text, (tokens, 768) each, to one number.

    The first `heads` tokens of the text are its headings.
    """
    alike = _directions(asked @ weights["P"]) @ _directions(told @ weights["P"]).T
    asked_share = _softmax(asked @ weights["v"] + weights["v_b"])
    told_share = _softmax(told[heads:] @ weights["u"] + weights["u_b"])
    met = alike.max(axis=1)
    numbers = (
        asked_share @ alike[:, heads:].max(axis=1),
        asked_share @ met,
        told_share @ alike[:, heads:].max(axis=0),
        met.min(),
    )
    gist, core = asked_share @ asked, told_share @ told[heads:]
    wanted = np.tanh(gist @ weights["t1"] + weights["t1_b"]) @ weights["t2"] + weights["t2_b"]
    found = told @ weights["B"]
    size = found.shape[1]
    kinds = (wanted.reshape(KINDS, size) @ found.T / math.sqrt(size)).astype(np.float32)
    together = np.tanh(gist @ weights["pq"] + weights["pq_b"]) * np.tanh(
        core @ weights["pu"] + weights["pu_b"]
    )
    evidence = np.concatenate(
        (
            3 * np.array(numbers, np.float32),
            _strongest(kinds[:, heads:]),
            _strongest(kinds),
            together,
        )
    )
    deep = np.maximum(evidence @ weights["m1"] + weights["m1_b"], 0) @ weights["m2"]
    return float((deep + evidence @ weights["direct"]).item())


def _strongest(kinds: Floats) -> Floats:
    """A soft maximum over the tokens, which a long text does not reach by its length alone."""
    top = kinds.max(axis=1)
    summed = np.log(np.exp(kinds - top[:, None]).sum(axis=1))
    return top + summed - 0.5 * math.log(kinds.shape[1])


def _levelled(states: Halves, weights: Mapping[str, Floats]) -> Floats:
    wide = states.astype(np.float32)
    centred = wide - wide.mean(axis=1, keepdims=True)
    deviation = np.sqrt((centred * centred).mean(axis=1, keepdims=True) + _EPSILON)
    return centred / deviation * weights["norm"] + weights["norm_b"]


def _directions(vectors: Floats) -> Floats:
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def _meant(states: Halves) -> Floats:
    """The embedder's own vector of a text: the mean of its last states, of unit length."""
    vector = states[:, -_HIDDEN:].astype(np.float32).mean(axis=0)
    return vector / np.linalg.norm(vector)


def _softmax(values: Floats) -> Floats:
    grown = np.exp(values - values.max())
    return grown / grown.sum()
