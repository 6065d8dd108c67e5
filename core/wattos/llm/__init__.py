"""The model room: purposes routed to models, with health, fallback, regions and booked usage."""

from __future__ import annotations

from wattos.llm.catalogue import LOCAL
from wattos.llm.health import ModelHealth
from wattos.llm.provider import ModelFailed, ModelProvider, ModelRegistry
from wattos.llm.routes import ANY_PURPOSE, Route
from wattos.llm.schemas import (
    CallContext,
    ChatDelta,
    ChatMessage,
    ChatRequest,
    GenerationSettings,
    Grounding,
    Passage,
    Quote,
    TokenCount,
    ToolCall,
    ToolCallDelta,
    ToolDefinition,
)
from wattos.llm.service import NoModelAnswered, OpenCall, Router
from wattos.llm.settings import configured_providers
from wattos.llm.structured import InvalidModelOutput, inlined_schema
from wattos.llm.usage import UsageSum, usage_sums

__all__ = [
    "ANY_PURPOSE",
    "LOCAL",
    "CallContext",
    "ChatDelta",
    "ChatMessage",
    "ChatRequest",
    "GenerationSettings",
    "Grounding",
    "InvalidModelOutput",
    "ModelFailed",
    "ModelHealth",
    "ModelProvider",
    "ModelRegistry",
    "NoModelAnswered",
    "OpenCall",
    "Passage",
    "Quote",
    "Route",
    "Router",
    "TokenCount",
    "ToolCall",
    "ToolCallDelta",
    "ToolDefinition",
    "UsageSum",
    "configured_providers",
    "inlined_schema",
    "usage_sums",
]
