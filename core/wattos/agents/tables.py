"""Tables of agents and of what they did."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Integer, Text, Timestamptz

from wattos.database import TenantTable


class CharacterTable(TenantTable, tablename="character"):
    """How an agent presents itself."""

    name = Text()
    tone = Text()
    greeting = JSONB()
    """First words by language."""
    language = Text()
    voice_id = Text(null=True, default=None)
    avatar_url = Text(null=True, default=None)


class AgentTable(TenantTable, tablename="agent"):
    """An agent: the thing with a name; what it does is in its versions."""

    slug = Text()
    name = Text()
    description = Text()
    character_id = UUID(null=True, default=None)
    persona_id = UUID(null=True, default=None)
    state = Text()
    state_reason = Text(null=True, default=None)
    published_version = Integer(null=True, default=None)
    model = Text(null=True, default=None)


class AgentVersionTable(TenantTable, tablename="agent_version"):
    """One immutable version of an agent's spec."""

    agent_id = UUID()
    version = Integer()
    spec = JSONB()
    created_by = UUID(null=True, default=None)


class AgentRunTable(TenantTable, tablename="agent_run"):
    """One attempt of an agent at a turn."""

    agent_id = UUID()
    agent_version = Integer()
    conversation_id = UUID(null=True, default=None)
    turn_id = UUID(null=True, default=None)
    state = Text()
    question = Text()
    """What was asked, in words that stand alone once the run has understood a follow-up."""
    offer = Text(null=True, default=None)
    """The tool that the answer offered."""
    offer_question = Text(null=True, default=None)
    """The question for which it was offered."""
    error = Text(null=True, default=None)
    finished_at = Timestamptz(null=True, default=None)


class ToolCallTable(TenantTable, tablename="tool_call"):
    """One call of a tool; the idempotency key makes an effect happen once."""

    agent_run_id = UUID()
    tool = Text()
    arguments = JSONB()
    arguments_hash = Text()
    idempotency_key = Text()
    state = Text()
    result = JSONB(null=True, default=None)
    error = Text(null=True, default=None)
    finished_at = Timestamptz(null=True, default=None)
