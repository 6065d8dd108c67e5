"""The events of a turn, and the events that plugins observe.

A turn (one question and all that answers it) is one stream of `TurnEvent`s. Every face reads this
stream: SSE, WebSocket, chat channels, the phone. Nothing else produces answers.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec


class Citation(msgspec.Struct, frozen=True, kw_only=True):
    """A passage that supports an answer; `quote` stands in the stored source at `start:end`.

    `start` and `end` are character offsets into the document's stored text, `page` is 1-based. A
    link that an editor gave with a verified answer has neither quote nor document. `language` is
    the quote's (ISO 639-1), empty where it is not known.
    """

    url: str
    title: str
    quote: str = ""
    start: int = 0
    end: int = 0
    document_id: UUID | None = None
    chunk_id: UUID | None = None
    page: int | None = None
    language: str = ""


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """What a turn or a model call consumed; the cost is in US dollars."""

    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float = 0.0

    def plus(self, other: Usage) -> Usage:
        """Both together."""
        return Usage(
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cost_usd=self.cost_usd + other.cost_usd,
        )


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """What the person can do next with one tap; `label` is shown, `action` names what happens."""

    action: str
    label: str
    text: str | None = None


class TurnStarted(msgspec.Struct, frozen=True, kw_only=True, tag="turn.started"):
    """Work on the turn began. A repeat supersedes all that was shown before it.

    Repeats come after a crash, and when a model breaks off in the middle of an answer that another
    begins anew; `attempt` is above 1 in each.
    """

    turn_id: UUID
    conversation_id: UUID
    agent: str | None = None
    language: str | None = None
    attempt: int = 1


class TextDelta(msgspec.Struct, frozen=True, kw_only=True, tag="text.delta"):
    """The next piece of the answer's Markdown."""

    text: str


class CitationAdded(msgspec.Struct, frozen=True, kw_only=True, tag="citation"):
    """A passage that the answer relies on; `index` is the number shown in the text, from 1."""

    index: int
    citation: Citation


class ToolStarted(msgspec.Struct, frozen=True, kw_only=True, tag="tool.started"):
    """A tool call began."""

    call_id: str
    tool: str


class ToolFinished(msgspec.Struct, frozen=True, kw_only=True, tag="tool.finished"):
    """A tool call ended; `summary` may be shown to the person."""

    call_id: str
    tool: str
    ok: bool
    summary: str = ""


class ApprovalRequested(msgspec.Struct, frozen=True, kw_only=True, tag="approval.requested"):
    """A tool call waits for a person who may approve it."""

    call_id: str
    tool: str
    summary: str


class HandoffRequested(msgspec.Struct, frozen=True, kw_only=True, tag="handoff.requested"):
    """The conversation goes to a person with the end of the turn; `reason` is "asked"."""

    reason: str


class AudioChunk(msgspec.Struct, frozen=True, kw_only=True, tag="audio.chunk"):
    """A piece of speech."""

    media_type: str
    data: bytes


class Viseme(msgspec.Struct, frozen=True, kw_only=True, tag="viseme"):
    """A mouth shape, `at_ms` milliseconds after the start of the turn's speech."""

    shape: str
    at_ms: int


class ProgressUpdated(msgspec.Struct, frozen=True, kw_only=True, tag="progress"):
    """Progress of long work that replaces the progress message shown before."""

    message: str
    done: int = 0
    total: int | None = None


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """How much of the sources can be found: `read` of `total` pages and documents."""

    read: int
    total: int

    @property
    def complete(self) -> bool:
        """Whether nothing is on its way any more."""
        return self.read >= self.total


class TurnCompleted(msgspec.Struct, frozen=True, kw_only=True, tag="turn.completed"):
    """The answer as a whole: display text (Markdown), sources and a short spoken form.

    `timings` are milliseconds by stage; `verified_answer_id` names the answer that an editor wrote
    or checked, where one answered; where it has no translation, `quoted_language` is that of its
    words, which `text` quotes under a sentence in `language`. `reading` is there while the sources
    are still being read, so that a client can say that more is to come.
    """

    text: str
    spoken: str = ""
    citations: list[Citation] = []
    abstained: bool = False
    language: str = ""
    agent: str | None = None
    model: str = ""
    usage: Usage = Usage()
    timings: dict[str, float] = {}
    suggestions: list[Suggestion] = []
    verified_answer_id: UUID | None = None
    quoted_language: str = ""
    reading: Reading | None = None


class TurnFailed(msgspec.Struct, frozen=True, kw_only=True, tag="turn.failed"):
    """The turn ended without an answer; `message` is for the person who asked."""

    code: str
    message: str


TurnEvent = (
    TurnStarted
    | TextDelta
    | CitationAdded
    | ToolStarted
    | ToolFinished
    | ApprovalRequested
    | HandoffRequested
    | AudioChunk
    | Viseme
    | ProgressUpdated
    | TurnCompleted
    | TurnFailed
)


class SequencedEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event with its place in the turn (`seq` counts from 1), by which a client resumes."""

    seq: int
    turn_id: UUID
    at: datetime
    event: TurnEvent


class PlatformEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened, for `track_event`; carries ids and figures, no personal data.

    | name | data |
    |---|---|
    | `turn.completed` | `turn_id`, `conversation_id`, `agent`, `model`, `language`, `abstained`, \
`verified`, `stopped`, `usage`, `timings` |
    | `turn.failed` | `turn_id`, `code` |
    | `feedback.given` | `turn_id`, `kind`, `value` |
    | `document.ready`, `document.failed` | `document_id`, `reason` of the failed |
    | `crawl.finished` | `crawl_id`, `state`, `documents`; how many of them are `new`, `changed`, \
`unchanged`; how many were `removed` |
    | `insight.analysis_finished` | `analysis_id`, `target_groups`, `gaps` |
    """

    name: str
    tenant_id: UUID
    data: dict[str, Any] = {}


Track = Callable[[PlatformEvent], None]
"""Tells that something happened; returns at once, plugins hear of it afterwards."""


def untracked(_event: PlatformEvent) -> None:
    """A `Track` for parts that run without a plugin host."""


_encoder = msgspec.json.Encoder()
_event_decoder: msgspec.json.Decoder[TurnEvent] = msgspec.json.Decoder(TurnEvent)
_sequenced_decoder = msgspec.json.Decoder(SequencedEvent)


def encode_event(event: TurnEvent | SequencedEvent) -> bytes:
    """One JSON document whose `type` names the event."""
    return _encoder.encode(event)


def decode_event(data: bytes | str) -> TurnEvent:
    """The event in a JSON document; raises `msgspec.ValidationError` for anything else."""
    return _event_decoder.decode(data)


def decode_sequenced_event(data: bytes | str) -> SequencedEvent:
    """The event with its sequence number; raises `msgspec.ValidationError` for anything else."""
    return _sequenced_decoder.decode(data)
