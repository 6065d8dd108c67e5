"""Conversations, their turns, messages and events, feedback, and the files they made."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from wattos.database.migration import execute, protect, reference

ID = "2026-11-22T13:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "conversations, turns, messages, turn events, feedback and artifacts"

CONVERSATION = """
create table conversation (
    id uuid primary key,
    tenant_id uuid not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    channel text not null,
    channel_conversation_id text not null,
    agent_id uuid,
    agent_version int,
    user_id uuid,
    visitor_id text,
    owner text not null default 'bot' check (owner in ('bot', 'human', 'paused')),
    language text,
    model text,
    title text,
    unique (tenant_id, channel, channel_conversation_id)
);
create index conversation_recent on conversation (tenant_id, updated_at desc)
"""

TURN = """
create table turn (
    id uuid primary key,
    tenant_id uuid not null,
    created_at timestamptz not null default now(),
    conversation_id uuid not null,
    inbox_message_id uuid,
    agent_id uuid,
    job_id uuid,
    state text not null default 'queued'
        check (state in ('queued', 'running', 'completed', 'failed', 'stopped')),
    attempt int not null default 0,
    question_message_id uuid,
    answer_message_id uuid,
    stop_requested boolean not null default false,
    error text,
    started_at timestamptz,
    finished_at timestamptz
)
"""

MESSAGE = """
create table message (
    id uuid primary key,
    tenant_id uuid not null,
    created_at timestamptz not null default now(),
    conversation_id uuid not null,
    turn_id uuid,
    user_id uuid,
    role text not null check (role in ('person', 'agent', 'human', 'system')),
    text text not null,
    spoken text not null default '',
    citations jsonb not null default '[]',
    abstained boolean not null default false,
    language text
)
"""

TURN_EVENT = """
create table turn_event (
    id uuid primary key,
    tenant_id uuid not null,
    created_at timestamptz not null default now(),
    turn_id uuid not null,
    seq int not null,
    type text not null,
    payload jsonb not null,
    unique (tenant_id, turn_id, seq)
)
"""

FEEDBACK = """
create table feedback (
    id uuid primary key,
    tenant_id uuid not null,
    created_at timestamptz not null default now(),
    conversation_id uuid not null,
    turn_id uuid not null,
    kind text not null check (kind in ('thumb', 'stars')),
    value int not null check (
        (kind = 'thumb' and value in (-1, 1)) or (kind = 'stars' and value between 1 and 5)),
    comment text,
    unique (tenant_id, turn_id, kind)
)
"""

ARTIFACT = """
create table artifact (
    id uuid primary key,
    tenant_id uuid not null,
    created_at timestamptz not null default now(),
    conversation_id uuid,
    kind text not null,
    name text not null,
    media_type text not null,
    content bytea not null,
    byte_size bigint not null,
    created_by uuid
)
"""

# A message may name its turn and a turn its messages: checked at commit, so either can come first.
DEFERRED = """
alter table turn add foreign key (tenant_id, question_message_id)
    references message (tenant_id, id) on delete set null (question_message_id)
    deferrable initially deferred;
alter table turn add foreign key (tenant_id, answer_message_id)
    references message (tenant_id, id) on delete set null (answer_message_id)
    deferrable initially deferred;
create index on turn (tenant_id, question_message_id);
create index on turn (tenant_id, answer_message_id)
"""


async def forwards() -> MigrationManager:
    """Describe this migration to Piccolo."""
    manager = MigrationManager(migration_id=ID, app_name="conversations", description=DESCRIPTION)
    manager.add_raw(_run)
    return manager


async def _run() -> None:
    for statement in (CONVERSATION, TURN, MESSAGE, TURN_EVENT, FEEDBACK, ARTIFACT):
        await execute(statement)
    await protect("conversation", "turn", "message", "turn_event", "feedback", "artifact")
    await reference("conversation", "agent_id", "agent", on_delete="set null")
    await reference("conversation", "user_id", "users", on_delete="set null")
    await reference("turn", "conversation_id", "conversation")
    await reference("turn", "inbox_message_id", "inbox_message", on_delete="set null")
    await reference("turn", "agent_id", "agent", on_delete="set null")
    await reference("turn", "job_id", "job", on_delete="set null")
    await reference("message", "conversation_id", "conversation")
    await reference("message", "turn_id", "turn")
    await reference("message", "user_id", "users", on_delete="set null")
    await reference("turn_event", "turn_id", "turn")
    await reference("feedback", "conversation_id", "conversation")
    await reference("feedback", "turn_id", "turn")
    await reference("artifact", "conversation_id", "conversation")
    await reference("artifact", "created_by", "users", on_delete="set null")
    await execute(DEFERRED)
