"""What goes to a model and what comes back, in terms no provider owns."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from wattos.records import RecordData

FactKind = Literal["cost", "hours", "deadline", "duration", "contact"]


class AnswerStyle(msgspec.Struct, frozen=True, kw_only=True):
    """How an agent puts its answers; every model follows it, one that quotes as far as it can.

    `length` bounds the answer: a sentence or two, about 60 words, or all that belongs to it.
    `plain` asks for short sentences, one a line. `address` is the form of address. Facts of the
    kinds in `first` come before others, in this order.
    """

    length: Literal["short", "normal", "full"] = "normal"
    plain: bool = False
    address: Literal["formal", "informal", "neutral"] = "neutral"
    first: tuple[FactKind, ...] = ()


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """A retrieved piece of a stored document, as a model may quote it.

    `start` and `end` are character offsets of `text` in the document's stored text, `page` counts
    from 1, `score` is comparable within one search only, `similarity` is the cosine of question and
    passage (0 when unknown). `search_text` is the passage as it was searched, with the column
    headings of its table rows spelt out; `source_kind` is the kind of its document.
    """

    document_id: UUID
    chunk_id: UUID
    title: str
    url: str
    text: str
    start: int
    end: int
    page: int | None = None
    heading_path: tuple[str, ...] = ()
    language: str = ""
    score: float = 0.0
    similarity: float = 0.0
    search_text: str = ""
    source_kind: str = ""


class RecordSource(msgspec.Struct, frozen=True):
    """A typed record of one of the documents that the passages are from.

    `place` is the stretch of the document that says it, nothing more and nothing less.
    """

    subject: str
    data: RecordData
    place: Passage


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of a passage that a model relies on.

    `passage` is the passage's number in the request, from 1; the places of its records are
    numbered on after the last passage. `start` and `end` are offsets into that passage's `text`.
    """

    passage: int
    start: int
    end: int


class ToolCall(msgspec.Struct, frozen=True, kw_only=True):
    """A finished tool call in the history; `arguments` is the JSON text the model wrote."""

    call_id: str
    name: str
    arguments: str


class ChatMessage(msgspec.Struct, frozen=True, kw_only=True):
    """One message; a `tool` message answers the call named by `call_id`."""

    role: Literal["user", "assistant", "tool"]
    text: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    call_id: str | None = None


class ToolDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """A tool as a model sees it; `parameters` is a JSON Schema object."""

    name: str
    description: str
    parameters: dict[str, Any]


class GenerationSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How to generate; None leaves the provider's default.

    `output_schema` asks for one JSON document of that JSON Schema instead of prose.
    """

    temperature: float | None = None
    max_tokens: int | None = None
    output_schema: dict[str, Any] | None = None


class ChatRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One request to a model.

    `model` is the name without the provider's prefix. A language model reads `instructions` and
    `messages` (the passages are written into them); a model that does not read prose uses
    `question`, `passages`, `records` and `language`. `now` is the tenant's local time, `region`
    (ISO 3166, `DE-BW`) tells its public holidays.
    """

    model: str
    messages: tuple[ChatMessage, ...] = ()
    instructions: str = ""
    tools: tuple[ToolDefinition, ...] = ()
    passages: tuple[Passage, ...] = ()
    records: tuple[RecordSource, ...] = ()
    question: str = ""
    language: str = ""
    now: datetime | None = None
    region: str = ""
    style: AnswerStyle = AnswerStyle()
    settings: GenerationSettings = GenerationSettings()


class ToolCallDelta(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of a tool call; pieces with the same `index` belong together.

    `call_id` and `name` come with the first piece, `arguments` is JSON text to append.
    """

    index: int
    call_id: str | None = None
    name: str | None = None
    arguments: str = ""


class TokenCount(msgspec.Struct, frozen=True, kw_only=True):
    """Tokens of one request as the provider counted them."""

    input_tokens: int = 0
    output_tokens: int = 0


class ChatDelta(msgspec.Struct, frozen=True, kw_only=True):
    """The next piece of a model's answer; a provider yields none that is empty.

    `text` may carry passage markers such as `[2]`; the `quotes` behind a marker come with the
    same delta or an earlier one. `abstained=True` says that the passages hold no answer; the text
    is then ignored and the agent's own words are used.
    """

    text: str = ""
    tool_call: ToolCallDelta | None = None
    quotes: tuple[Quote, ...] = ()
    abstained: bool = False
    tokens: TokenCount | None = None


class Grounding(msgspec.Struct, frozen=True, kw_only=True):
    """What the answer has to rest on: the passages and the question they were found for.

    `records`, `now` and `region` are what a request's fields of these names say.
    """

    question: str = ""
    language: str = ""
    style: AnswerStyle = AnswerStyle()
    passages: tuple[Passage, ...] = ()
    records: tuple[RecordSource, ...] = ()
    now: datetime | None = None
    region: str = ""


class CallContext(msgspec.Struct, frozen=True, kw_only=True):
    """For whom a model is called: where its usage is booked, and what narrows the choice.

    `model` ("provider/model") is tried before the tenant's route; `regions` narrows the route's
    regions further. `typed` is what people wrote: personal data in it, as far as the tenant's
    policy for conversations goes, are kept from models outside the installation.
    """

    tenant_id: UUID
    agent_id: UUID | None = None
    conversation_id: UUID | None = None
    turn_id: UUID | None = None
    user_id: UUID | None = None
    model: str | None = None
    regions: tuple[str, ...] = ()
    grounding: Grounding = Grounding()
    typed: tuple[str, ...] = ()
