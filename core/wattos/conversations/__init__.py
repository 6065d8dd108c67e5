"""Conversations: one turn is one stream of events, whoever asks and wherever it is shown."""

from __future__ import annotations

from wattos.conversations.assembly import build_conversations
from wattos.conversations.channels import Capabilities, ChannelAdapter, OutboundMessage
from wattos.conversations.commands import Command, CommandContext
from wattos.conversations.listing import (
    CONVERSATION_SORTS,
    OUTCOMES,
    ConversationPage,
    ConversationRow,
    ConversationSort,
    Outcome,
    list_conversations,
)
from wattos.conversations.questions import AskedQuestion, asked_questions
from wattos.conversations.schemas import (
    Accepted,
    AgentDirectory,
    AgentRef,
    Answerer,
    ConversationInfo,
    Emit,
    FeedbackInfo,
    HistoryMessage,
    InboundMessage,
    MessageInfo,
    Question,
    TurnInfo,
)
from wattos.conversations.service import Conversations
from wattos.conversations.sse import event_stream
from wattos.conversations.subjects import (
    conversations_of,
    erase_conversations,
    export_conversations,
)
from wattos.conversations.texts import DISCLOSURE, localized

__all__ = [
    "CONVERSATION_SORTS",
    "DISCLOSURE",
    "OUTCOMES",
    "Accepted",
    "AgentDirectory",
    "AgentRef",
    "Answerer",
    "AskedQuestion",
    "Capabilities",
    "ChannelAdapter",
    "Command",
    "CommandContext",
    "ConversationInfo",
    "ConversationPage",
    "ConversationRow",
    "ConversationSort",
    "Conversations",
    "Emit",
    "FeedbackInfo",
    "HistoryMessage",
    "InboundMessage",
    "MessageInfo",
    "OutboundMessage",
    "Outcome",
    "Question",
    "TurnInfo",
    "asked_questions",
    "build_conversations",
    "conversations_of",
    "erase_conversations",
    "event_stream",
    "export_conversations",
    "list_conversations",
    "localized",
]
