"""Conversations and all that hangs on them."""

from __future__ import annotations

from piccolo.columns import (
    JSONB,
    UUID,
    Array,
    BigInt,
    Boolean,
    Bytea,
    Integer,
    Text,
    Timestamptz,
)
from piccolo.columns.defaults.timestamptz import TimestamptzNow

from wattos.database import TenantTable


class Conversation(TenantTable, tablename="conversation"):
    """A person's talk with an agent on one channel; `owner` says who answers now."""

    updated_at = Timestamptz(default=TimestamptzNow())
    channel = Text()
    channel_conversation_id = Text()
    agent_id = UUID(null=True, default=None)
    agent_version = Integer(null=True, default=None)
    user_id = UUID(null=True, default=None)
    visitor_id = Text(null=True, default=None)
    owner = Text(default="bot")
    language = Text(null=True, default=None)
    model = Text(null=True, default=None)
    title = Text(null=True, default=None)
    tags = Array(base_column=Text())


class Turn(TenantTable, tablename="turn"):
    """One question and all that answers it; `attempt` is the fencing number of its job."""

    conversation_id = UUID()
    inbox_message_id = UUID(null=True, default=None)
    agent_id = UUID(null=True, default=None)
    job_id = UUID(null=True, default=None)
    state = Text(default="queued")
    attempt = Integer(default=0)
    question_message_id = UUID(null=True, default=None)
    answer_message_id = UUID(null=True, default=None)
    stop_requested = Boolean(default=False)
    abstained = Boolean(default=False)
    """The answer says that the sources hold nothing."""
    sourced = Boolean(default=False)
    """The answer names a source."""
    error = Text(null=True, default=None)
    started_at = Timestamptz(null=True, default=None)
    finished_at = Timestamptz(null=True, default=None)


class Message(TenantTable, tablename="message"):
    """What somebody said: the person, an agent, a human colleague, or the platform."""

    conversation_id = UUID()
    turn_id = UUID(null=True, default=None)
    user_id = UUID(null=True, default=None)
    role = Text()
    text = Text()
    spoken = Text(default="")
    citations = JSONB()
    abstained = Boolean(default=False)
    language = Text(null=True, default=None)
    verified_answer_id = UUID(null=True, default=None)


class StoredTurnEvent(TenantTable, tablename="turn_event"):
    """An event of a turn; consecutive pieces of text share a row that carries its last `seq`."""

    turn_id = UUID()
    seq = Integer()
    type = Text()
    payload = JSONB()


class Feedback(TenantTable, tablename="feedback"):
    """A person's verdict on an answer: a thumb (-1 or 1) or stars (1 to 5), with a comment."""

    conversation_id = UUID()
    turn_id = UUID()
    kind = Text()
    value = Integer()
    comment = Text(null=True, default=None)


class Artifact(TenantTable, tablename="artifact"):
    """A file that a conversation or a person made; kept in the database, so sizes are bounded."""

    conversation_id = UUID(null=True, default=None)
    kind = Text()
    name = Text()
    media_type = Text()
    content = Bytea()
    byte_size = BigInt()
    created_by = UUID(null=True, default=None)
