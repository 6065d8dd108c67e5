"""The unigram tokenizer of multilingual-e5-small (SentencePiece, Kudo 2018)."""

from __future__ import annotations

import re
from functools import lru_cache

from wattos_offline.e5_file import Vocabulary

_SPACE_MARK = "▁"
_UNKNOWN_PENALTY = 10.0  # below the rarest piece, as SentencePiece does
_CACHED_WORDS = 50_000


class Tokenizer:
    """Text to token numbers, without the begin and end marks.

    Pieces never cross a space, so each word has its best pieces for itself: words are cached.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._pieces = vocabulary.pieces
        self._scores = vocabulary.scores
        self._unknown = vocabulary.unknown
        self._normal = vocabulary.normal
        self._longest = max(map(len, vocabulary.pieces))
        self._unknown_score = min(vocabulary.scores) - _UNKNOWN_PENALTY
        self._word = lru_cache(_CACHED_WORDS)(self._best_pieces)

    def tokens(self, text: str) -> list[int]:
        """The most probable pieces of the normalised text."""
        normal = re.sub(" {2,}", " ", text.translate(self._normal))
        if not normal.startswith(" "):
            normal = " " + normal
        words = normal.split(" ")[1:]
        return [token for word in words for token in self._word(_SPACE_MARK + word)]

    def _best_pieces(self, word: str) -> tuple[int, ...]:
        """Viterbi: for every position the best way to get there."""
        size = len(word)
        best = [0.0] + [float("-inf")] * size
        came: list[tuple[int, int]] = [(0, 0)] * (size + 1)
        for start in range(size):
            for end in range(start + 1, min(size, start + self._longest) + 1):
                piece = self._pieces.get(word[start:end])
                if piece is not None:
                    score = best[start] + self._scores[piece]
                    if score > best[end]:
                        best[end], came[end] = score, (start, piece)
            score = best[start] + self._unknown_score
            if score > best[start + 1]:
                best[start + 1], came[start + 1] = score, (start, self._unknown)
        tokens: list[int] = []
        at = size
        while at > 0:
            at, piece = came[at]
            tokens.append(piece)
        return tuple(reversed(tokens))
