"""The model room: purposes routed to models, with health, fallback, regions and booked usage."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wattos.llm.api import route_handlers
    from wattos.llm.call import OpenCall
    from wattos.llm.embedders import RemoteEmbedder, RemoteEmbedders
    from wattos.llm.endpoints import LOCAL
    from wattos.llm.health import ModelHealth
    from wattos.llm.key_schemas import ProviderKey, ProviderKeyChange, UnusableKey
    from wattos.llm.keys import ProviderKeys
    from wattos.llm.provider import (
        ModelFailed,
        ModelProvider,
        ModelRegistry,
        WarmableProvider,
    )
    from wattos.llm.pydantic_model import RoutedModel
    from wattos.llm.reach import ProviderFault, provider_faults
    from wattos.llm.routes import ANY_PURPOSE, Route
    from wattos.llm.schemas import (
        AnswerStyle,
        CallContext,
        ChatDelta,
        ChatMessage,
        ChatRequest,
        FactKind,
        GenerationSettings,
        Grounding,
        Passage,
        Quote,
        RecordSource,
        TokenCount,
        ToolCall,
        ToolCallDelta,
        ToolDefinition,
    )
    from wattos.llm.service import PURPOSES, ModelStatus, NoModelAnswered, Router
    from wattos.llm.settings import (
        OFFLINE_CHAT_MODEL,
        PROVIDERS,
        configured_providers,
        usual_model,
    )
    from wattos.llm.structured import InvalidModelOutput, inlined_schema
    from wattos.llm.usage import UsageSum, turn_usage, usage_sums
    from wattos.llm.withholding import without_personal_data

_HOMES = {
    "api": ("route_handlers",),
    "call": ("OpenCall",),
    "embedders": ("RemoteEmbedder", "RemoteEmbedders"),
    "endpoints": ("LOCAL",),
    "health": ("ModelHealth",),
    "key_schemas": ("ProviderKey", "ProviderKeyChange", "UnusableKey"),
    "keys": ("ProviderKeys",),
    "provider": ("ModelFailed", "ModelProvider", "ModelRegistry", "WarmableProvider"),
    "pydantic_model": ("RoutedModel",),
    "reach": ("ProviderFault", "provider_faults"),
    "routes": ("ANY_PURPOSE", "Route"),
    "schemas": (
        "AnswerStyle", "CallContext", "ChatDelta", "ChatMessage", "ChatRequest", "FactKind",
        "GenerationSettings", "Grounding", "Passage", "Quote", "RecordSource", "TokenCount",
        "ToolCall",
        "ToolCallDelta", "ToolDefinition",
    ),
    "service": ("PURPOSES", "ModelStatus", "NoModelAnswered", "Router"),
    "settings": ("OFFLINE_CHAT_MODEL", "PROVIDERS", "configured_providers", "usual_model"),
    "structured": ("InvalidModelOutput", "inlined_schema"),
    "usage": ("UsageSum", "turn_usage", "usage_sums"),
    "withholding": ("without_personal_data",),
}  # fmt: skip
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "ANY_PURPOSE",
    "LOCAL",
    "OFFLINE_CHAT_MODEL",
    "PROVIDERS",
    "PURPOSES",
    "AnswerStyle",
    "CallContext",
    "ChatDelta",
    "ChatMessage",
    "ChatRequest",
    "FactKind",
    "GenerationSettings",
    "Grounding",
    "InvalidModelOutput",
    "ModelFailed",
    "ModelHealth",
    "ModelProvider",
    "ModelRegistry",
    "ModelStatus",
    "NoModelAnswered",
    "OpenCall",
    "Passage",
    "ProviderFault",
    "ProviderKey",
    "ProviderKeyChange",
    "ProviderKeys",
    "Quote",
    "RecordSource",
    "RemoteEmbedder",
    "RemoteEmbedders",
    "Route",
    "RoutedModel",
    "Router",
    "TokenCount",
    "ToolCall",
    "ToolCallDelta",
    "ToolDefinition",
    "UnusableKey",
    "UsageSum",
    "WarmableProvider",
    "configured_providers",
    "inlined_schema",
    "provider_faults",
    "route_handlers",
    "turn_usage",
    "usage_sums",
    "usual_model",
    "without_personal_data",
]


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'wattos.llm' has no attribute {name!r}")
    return getattr(import_module(f"wattos.llm.{home}"), name)
