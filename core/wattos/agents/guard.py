"""Follows a language model's answer sentence by sentence and deals with what nothing supports."""

from __future__ import annotations

import re

from wattos.agents.schemas import UnsupportedPolicy
from wattos.agents.sentence_check import MARKER, SentenceCheck
from wattos.agents.wording import UNSUPPORTED, say
from wattos.knowledge import sentence_spans

_MARKERS_FIRST = re.compile(rf"(?:{MARKER.pattern}[.,;]?\s*)+")


class SentenceGuard:
    """Stands between a language model and the writer.

    With "mark" text passes at once and a short note follows an unsupported sentence; with "drop" a
    sentence passes once it has ended and is supported. Without a `check` all passes.
    """

    def __init__(self, check: SentenceCheck | None, policy: UnsupportedPolicy, lang: str) -> None:
        self._check = check
        self._policy = policy
        self._note = say(UNSUPPORTED, lang)
        self._held = ""
        self._passed = 0
        """How much of the held text has been passed on."""

    def take(self, piece: str) -> str:
        """What to show after the model's next piece of text."""
        if self._check is None:
            return piece
        self._held += piece
        statements = numbered_sentences(self._held)
        # A bracket may be the number of the source of the sentence before it.
        open_ones = 2 if statements and self._held[statements[-1][0]] == "[" else 1
        ended, begun = statements[:-open_ones], statements[-open_ones:]
        shown = "".join(self._end(start, end) for start, end in ended)
        if self._policy == "mark" and begun:
            shown += self._pass(max(begun[0][1], self._passed))
        if ended:
            self._held, self._passed = self._held[ended[-1][1] :], self._passed - ended[-1][1]
        return shown

    def rest(self) -> str:
        """What to show once the model has ended its text."""
        shown = "".join(self._end(start, end) for start, end in numbered_sentences(self._held))
        self.drop()
        return shown

    def drop(self) -> None:
        """Forget the text so far, because it is taken back."""
        self._held, self._passed = "", 0

    def learn(self, text: str) -> None:
        """Take a tool's result as a source."""
        if self._check is not None:
            self._check.learn(text)

    def _end(self, start: int, end: int) -> str:
        supported = self._check is None or self._check.supports(self._held[start:end])
        if not supported and self._policy == "drop":
            self._passed = end
            return ""
        return self._pass(end) + ("" if supported else f" {self._note}")

    def _pass(self, end: int) -> str:
        shown = self._held[self._passed : end]
        self._passed = end
        return shown


def numbered_sentences(text: str) -> list[tuple[int, int]]:
    """Spans of sentences together with the source numbers that follow their full stop."""
    found: list[tuple[int, int]] = []
    for start, end in sentence_spans(text):
        markers = _MARKERS_FIRST.match(text, start, end)
        if found and markers:
            found[-1] = (found[-1][0], start + len(markers.group().rstrip()))
            start = markers.end()
        if start < end:
            found.append((start, end))
    return found
