"""The agent room: characters, agents and their versions, and the runtime that lets them answer."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wattos.agents.api import route_handlers
    from wattos.agents.corrected import without_unsupporting
    from wattos.agents.follow_up_topic import topic_of
    from wattos.agents.retrieval import KnowledgeSearch
    from wattos.agents.runtime import AgentRuntime
    from wattos.agents.schemas import (
        Agent,
        AgentAnswer,
        AgentChange,
        AgentSpec,
        AgentState,
        AgentTurn,
        AgentType,
        AgentVersion,
        Character,
        HistoryMessage,
        NewAgent,
        NewCharacter,
        SearchHelp,
    )
    from wattos.agents.service import Agents, RunnableAgent
    from wattos.agents.small_talk import asks_for_help, asks_nothing
    from wattos.agents.spoken import spoken_form
    from wattos.agents.subjects import erase_runs, export_runs
    from wattos.agents.tool_calls import Emit
    from wattos.agents.tools import (
        AgentRegistry,
        Intake,
        Tool,
        ToolContext,
        ToolResult,
    )

_HOMES = {
    "api": ("route_handlers",),
    "corrected": ("without_unsupporting",),
    "follow_up_topic": ("topic_of",),
    "retrieval": ("KnowledgeSearch",),
    "runtime": ("AgentRuntime",),
    "schemas": (
        "Agent", "AgentAnswer", "AgentChange", "AgentSpec", "AgentState", "AgentTurn", "AgentType",
        "AgentVersion", "Character", "HistoryMessage", "NewAgent", "NewCharacter", "SearchHelp",
    ),
    "service": ("Agents", "RunnableAgent"),
    "small_talk": ("asks_for_help", "asks_nothing"),
    "spoken": ("spoken_form",),
    "subjects": ("erase_runs", "export_runs"),
    "tool_calls": ("Emit",),
    "tools": ("AgentRegistry", "Intake", "Tool", "ToolContext", "ToolResult"),
}  # fmt: skip
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Agent",
    "AgentAnswer",
    "AgentChange",
    "AgentRegistry",
    "AgentRuntime",
    "AgentSpec",
    "AgentState",
    "AgentTurn",
    "AgentType",
    "AgentVersion",
    "Agents",
    "Character",
    "Emit",
    "HistoryMessage",
    "Intake",
    "KnowledgeSearch",
    "NewAgent",
    "NewCharacter",
    "RunnableAgent",
    "SearchHelp",
    "Tool",
    "ToolContext",
    "ToolResult",
    "asks_for_help",
    "asks_nothing",
    "erase_runs",
    "export_runs",
    "route_handlers",
    "spoken_form",
    "topic_of",
    "without_unsupporting",
]


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'wattos.agents' has no attribute {name!r}")
    return getattr(import_module(f"wattos.agents.{home}"), name)
