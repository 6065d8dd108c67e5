"""The agent room: characters, agents and their versions, and the runtime that lets them answer."""

from __future__ import annotations

from wattos.agents.retrieval import KnowledgeSearch
from wattos.agents.runtime import AgentRuntime
from wattos.agents.schemas import (
    Agent,
    AgentAnswer,
    AgentSpec,
    AgentState,
    AgentTurn,
    AgentType,
    AgentVersion,
    Character,
    HistoryMessage,
    NewAgent,
    NewCharacter,
)
from wattos.agents.service import Agents, RunnableAgent
from wattos.agents.spoken import spoken_form
from wattos.agents.tool_calls import Emit
from wattos.agents.tools import AgentRegistry, Intake, OutcomeUnknown, Tool, ToolContext, ToolResult

__all__ = [
    "Agent",
    "AgentAnswer",
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
    "OutcomeUnknown",
    "RunnableAgent",
    "Tool",
    "ToolContext",
    "ToolResult",
    "spoken_form",
]
