"""Putting the room's parts together, once a process."""

from __future__ import annotations

from redis.asyncio import Redis

from wattos.conversations.announcements import Announcements
from wattos.conversations.builtin_commands import Search, builtin_commands
from wattos.conversations.commands import Commands, PrincipalOf
from wattos.conversations.engine import TurnEngine
from wattos.conversations.intake import Intake, SelectAgent
from wattos.conversations.live import LiveTail
from wattos.conversations.outgoing import Outgoing
from wattos.conversations.replies import Replies
from wattos.conversations.schemas import AgentDirectory, Answerer
from wattos.conversations.service import Conversations
from wattos.delivery import Inbox, Jobs, Outbox, Withheld, none_withheld
from wattos.events import Track, untracked
from wattos.tenancy import TenantClock


def build_conversations(
    *,
    jobs: Jobs,
    inbox: Inbox,
    outbox: Outbox,
    redis: Redis,
    answerer: Answerer,
    agents: AgentDirectory,
    principal_of: PrincipalOf,
    clock: TenantClock,
    search: Search | None = None,
    select_agent: SelectAgent | None = None,
    track: Track = untracked,
    withheld_commands: Withheld = none_withheld,
    prefix: str = "wattos:",
) -> Conversations:
    """The conversations service; `prefix` begins every Redis key of this installation."""
    live = LiveTail(redis, prefix=prefix)
    commands = Commands(principal_of, withheld_commands)
    commands.add(builtin_commands(commands.permitted, search, clock))
    outgoing = Outgoing(outbox)
    announcements = Announcements(redis, prefix=prefix)
    replies = Replies(inbox, live, outgoing, announcements)
    engine = TurnEngine(answerer, agents, commands, live, outgoing, track, replies.hand_over)
    intake = Intake(inbox, jobs, agents, outgoing, select_agent)
    return Conversations(
        jobs, intake, engine, commands, live, outgoing, track, replies, announcements
    )
