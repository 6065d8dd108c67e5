"""Conversations: one turn is one stream of events, whoever asks and wherever it is shown."""

from __future__ import annotations

from wattos.conversations.assembly import build_conversations
from wattos.conversations.channels import Capabilities, ChannelAdapter, OutboundMessage
from wattos.conversations.commands import Command, CommandContext
from wattos.conversations.exchanges import (
    Exchange,
    last_exchanges,
    read_exchange,
    understood_as,
    understood_questions,
)
from wattos.conversations.listing import (
    CONVERSATION_SORTS,
    OUTCOMES,
    ConversationPage,
    ConversationRow,
    ConversationSort,
    Outcome,
    list_conversations,
)
from wattos.conversations.model_calls import (
    CALL_SORTS,
    CallSort,
    ModelCall,
    list_model_calls,
)
from wattos.conversations.pieces import delete_pieces
from wattos.conversations.questions import AskedQuestion, asked_questions
from wattos.conversations.schemas import (
    Accepted,
    AgentDirectory,
    AgentRef,
    Answerer,
    ConversationEvent,
    ConversationInfo,
    Emit,
    FeedbackInfo,
    HistoryMessage,
    InboundMessage,
    MessageAdded,
    MessageInfo,
    Owner,
    OwnerChanged,
    Question,
    TurnInfo,
)
from wattos.conversations.service import Conversations
from wattos.conversations.sse import (
    conversation_stream,
    event_stream,
    example_conversation_stream,
    example_event_stream,
)
from wattos.conversations.subjects import (
    conversations_of,
    delete_conversations,
    erase_conversations,
    export_conversations,
)
from wattos.conversations.tags import add_tag, remove_tag, tags_in_use
from wattos.conversations.texts import DISCLOSURE, clean_message, localized
from wattos.conversations.unanswered import Unanswered, UnansweredQuestion, unanswered
from wattos.conversations.verify_command import verify_command

__all__ = [
    "CALL_SORTS",
    "CONVERSATION_SORTS",
    "DISCLOSURE",
    "OUTCOMES",
    "Accepted",
    "AgentDirectory",
    "AgentRef",
    "Answerer",
    "AskedQuestion",
    "CallSort",
    "Capabilities",
    "ChannelAdapter",
    "Command",
    "CommandContext",
    "ConversationEvent",
    "ConversationInfo",
    "ConversationPage",
    "ConversationRow",
    "ConversationSort",
    "Conversations",
    "Emit",
    "Exchange",
    "FeedbackInfo",
    "HistoryMessage",
    "InboundMessage",
    "MessageAdded",
    "MessageInfo",
    "ModelCall",
    "OutboundMessage",
    "Outcome",
    "Owner",
    "OwnerChanged",
    "Question",
    "TurnInfo",
    "Unanswered",
    "UnansweredQuestion",
    "add_tag",
    "asked_questions",
    "build_conversations",
    "clean_message",
    "conversation_stream",
    "conversations_of",
    "delete_conversations",
    "delete_pieces",
    "erase_conversations",
    "event_stream",
    "example_conversation_stream",
    "example_event_stream",
    "export_conversations",
    "last_exchanges",
    "list_conversations",
    "list_model_calls",
    "localized",
    "read_exchange",
    "remove_tag",
    "tags_in_use",
    "unanswered",
    "understood_as",
    "understood_questions",
    "verify_command",
]
