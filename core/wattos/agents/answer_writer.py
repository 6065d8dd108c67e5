"""Turns what a model writes into what a person sees: source numbers, citations, abstention."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from wattos.agents.prompts import ABSTAIN_MARKER
from wattos.agents.support import best_quote, last_sentence, support
from wattos.agents.tool_calls import Emit
from wattos.events import Citation, CitationAdded, TextDelta
from wattos.llm import Passage, Quote

_NUMBERS = re.compile(r"\[\s*\d{1,2}(?:\s*[,;]\s*\d{1,2})*\s*\]")
_BEGUN_NUMBERS = re.compile(r"\[[\d,;\s]{0,20}$")
_ANY_MARKER = re.compile(r"\s*\[\d{1,2}\]")

_CLEAR_SUPPORT = 0.6

Span = tuple[int, int, int]


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """An answer up to some point."""

    text: str
    citations: tuple[Citation, ...]
    numbers: dict[Span, int]
    held: str
    quotes: tuple[Quote, ...]
    abstained: bool


class AnswerWriter:
    """Emits text deltas and citations while the model writes.

    Passage numbers are renumbered in the order of their appearance; a number without a passage, or
    of a passage that shares no word with the statement in the same language, is left out. The
    places of `records` are numbered after the passages, and only quotes can name them.
    """

    def __init__(
        self,
        passages: Sequence[Passage],
        language: str,
        emit: Emit,
        *,
        records: Sequence[Passage] = (),
    ) -> None:
        self.text = ""
        self.citations: list[Citation] = []
        self.abstained = False
        self._passages = passages
        self._sources = (*passages, *records)
        self._language = language
        self._emit = emit
        self._held = ""
        self._quotes: list[Quote] = []
        self._numbers: dict[Span, int] = {}
        self._emitted = 0

    async def write(self, piece: str, quotes: Sequence[Quote] = ()) -> None:
        """Take the next piece of the model's text, and the quotes that came with it."""
        self._quotes.extend(quotes)
        if self.abstained:
            return
        self._held += piece
        await self._show(self._release(final=False))

    async def finish(self) -> None:
        """Show what was held back, and cite quotes that no number in the text named."""
        if not self.abstained:
            await self._show(self._release(final=True))
            for quote in list(self._quotes):
                await self._append(self._cite_quote(quote))

    async def replace_abstention(self, words: str) -> None:
        """Say in the platform's words that there is no answer."""
        self.text, self.citations, self._held = "", [], ""
        await self._show(words)

    def written(self) -> Written:
        """What stands now, to return to."""
        return Written(
            text=self.text,
            citations=tuple(self.citations),
            numbers=dict(self._numbers),
            held=self._held,
            quotes=tuple(self._quotes),
            abstained=self.abstained,
        )

    def return_to(self, earlier: Written) -> bool:
        """Take back what came after; whether any of that has been shown."""
        shown = self.text != earlier.text or self._emitted > len(earlier.citations)
        self.text, self._held, self.abstained = earlier.text, earlier.held, earlier.abstained
        self.citations, self._numbers = list(earlier.citations), dict(earlier.numbers)
        self._quotes = list(earlier.quotes)
        return shown

    async def show_again(self) -> None:
        """Emit what stands once more, to readers who have dropped all."""
        self._emitted = 0
        text, self.text = self.text, ""
        await self._show(text)

    async def append(self, paragraph: str) -> None:
        """Add a paragraph of the platform's own words."""
        await self._show(f"\n\n{paragraph}" if self.text else paragraph)

    async def attribute(self) -> None:
        """Cite the best passage of an answer without numbers, if one clearly supports it."""
        scored = [(support(self.text, p.text), n) for n, p in enumerate(self._passages, 1)]
        best, number = max(scored, default=(0.0, 0))
        if best >= _CLEAR_SUPPORT:
            await self._append(self._cite(number, self.text))

    async def _append(self, index: int | None) -> None:
        if index is not None:
            await self._show(f" [{index}]")

    async def _show(self, text: str) -> None:
        for index in range(self._emitted, len(self.citations)):
            await self._emit(CitationAdded(index=index + 1, citation=self.citations[index]))
        self._emitted = len(self.citations)
        if text:
            self.text += text
            await self._emit(TextDelta(text=text))

    def _release(self, *, final: bool) -> str:
        """The part of the held text that can be shown.

        A marker that has begun stays held, and so does white space at the end: it goes with a
        marker that is left out.
        """
        if not self.text:
            self._held = self._held.lstrip()
            if self._held.startswith(ABSTAIN_MARKER):
                self.abstained, self._held = True, ""
                return ""
        shown = ""
        while self._held and (final or not self._begun()):
            before, bracket, after = self._held.partition("[")
            shown += before
            self._held = bracket + after
            if bracket and (final or not self._begun()):
                marker = self._marker(shown)
                shown = shown + marker if marker else shown.rstrip(" ")
        if final:
            return shown
        visible = shown.rstrip()
        self._held = shown[len(visible) :] + self._held
        return visible

    def _begun(self) -> bool:
        return ABSTAIN_MARKER.startswith(self._held) or bool(_BEGUN_NUMBERS.match(self._held))

    def _marker(self, shown: str) -> str:
        """Take a marker or a plain bracket off the held text; returns what is shown for it."""
        if self._held.startswith(ABSTAIN_MARKER):
            self._held = self._held.removeprefix(ABSTAIN_MARKER)
            return ""
        found = _NUMBERS.match(self._held)
        if found is None:
            self._held = self._held[1:]
            return "["
        self._held = self._held[found.end() :]
        claim = last_sentence(_ANY_MARKER.sub("", (self.text + shown).rstrip()))
        numbers = [int(number) for number in re.findall(r"\d+", found.group())]
        cited = dict.fromkeys(self._cite(number, claim) for number in numbers)
        return "".join(f"[{index}]" for index in cited if index is not None)

    def _cite(self, number: int, claim: str) -> int | None:
        for quote in self._quotes:
            if quote.passage == number:
                return self._cite_quote(quote)
        if not 1 <= number <= len(self._passages):
            return None
        passage = self._passages[number - 1]
        # Across languages shared words prove nothing, so the model's word is taken.
        if passage.language == self._language and claim and not support(claim, passage.text):
            return None
        return self._index((number, *best_quote(passage.text, claim)))

    def _cite_quote(self, quote: Quote) -> int | None:
        self._quotes.remove(quote)
        if not 1 <= quote.passage <= len(self._sources):
            return None
        return self._index((quote.passage, quote.start, quote.end))

    def _index(self, span: Span) -> int | None:
        number, start, end = span
        passage = self._sources[number - 1]
        whole = len(passage.text) == passage.end - passage.start
        if not (whole and 0 <= start < end <= len(passage.text)):
            return None  # its place in the stored document cannot be told
        if span not in self._numbers:
            self.citations.append(_citation(passage, start, end))
            self._numbers[span] = len(self.citations)
        return self._numbers[span]


def _citation(passage: Passage, start: int, end: int) -> Citation:
    return Citation(
        url=passage.url,
        title=passage.title,
        quote=passage.text[start:end],
        start=passage.start + start,
        end=passage.start + end,
        page=passage.page,
        document_id=passage.document_id,
        chunk_id=passage.chunk_id,
        language=passage.language,
    )
