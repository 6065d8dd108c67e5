"""The conversations service: messages in, turns and their events out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from typing import Literal
from uuid import UUID

from wattos.access import Actor
from wattos.conversations.announcements import Announcements
from wattos.conversations.artifacts import Artifacts
from wattos.conversations.channels import ChannelAdapter
from wattos.conversations.commands import Command, Commands
from wattos.conversations.engine import TurnEngine
from wattos.conversations.follow import TurnFollower
from wattos.conversations.happenings import ConversationFollower
from wattos.conversations.history import ConversationReader
from wattos.conversations.intake import TURN_JOB, Intake
from wattos.conversations.live import REDIS_AWAY, LiveTail
from wattos.conversations.outgoing import Outgoing
from wattos.conversations.replies import SYSTEM, Replies
from wattos.conversations.schemas import (
    Accepted,
    ConversationEvent,
    ConversationInfo,
    HistoryMessage,
    InboundMessage,
    Owner,
    Role,
)
from wattos.conversations.texts import storable
from wattos.database import (
    current_tenant_id,
    execute,
    fetchrow,
    new_id,
    tenant_scope,
)
from wattos.delivery import JobKind, Jobs
from wattos.errors import Conflict, InvalidInput, NotFound, Unavailable
from wattos.events import PlatformEvent, SequencedEvent, Track, TurnCompleted, TurnFailed

MAX_COMMENT_CHARACTERS = 2000
TURN_ATTEMPTS = 3
TURN_LEASE_SECONDS = 30


class Conversations(ConversationReader):
    """Conversations of every channel: accept, follow, stop, ask, judge, read."""

    def __init__(
        self,
        jobs: Jobs,
        intake: Intake,
        engine: TurnEngine,
        commands: Commands,
        live: LiveTail,
        outgoing: Outgoing,
        track: Track,
        replies: Replies,
        announcements: Announcements,
    ) -> None:
        self._jobs = jobs
        self._intake = intake
        self._live = live
        self._commands = commands
        self._outgoing = outgoing
        self._track = track
        self._announcements = announcements
        self.artifacts = Artifacts()
        self.replies = replies
        jobs.add_kinds(
            [
                JobKind(
                    name=TURN_JOB,
                    run=engine.run,
                    queue="interactive",
                    max_attempts=TURN_ATTEMPTS,
                    lease_seconds=TURN_LEASE_SECONDS,
                    on_failure=engine.show_failure,
                )
            ]
        )

    @property
    def channels(self) -> dict[str, ChannelAdapter]:
        """The registered channels by name."""
        return self._outgoing.channels

    def add_commands(self, commands: Iterable[Command]) -> None:
        """Register operator commands; raises ConfigurationError for a name that is taken."""
        self._commands.add(commands)

    def add_channels(self, adapters: Iterable[ChannelAdapter]) -> None:
        """Register all of these channels or none.

        Raises ConfigurationError for a name that is taken.
        """
        added: list[str] = []
        for adapter in adapters:
            try:
                self._outgoing.add(adapter)
            except Exception:
                for name in added:
                    self._outgoing.remove(name)
                raise
            added.append(adapter.name)

    def remove_channel(self, name: str) -> None:
        """Take a channel back; answers that wait for it fail with that reason."""
        self._outgoing.remove(name)

    async def accept(self, tenant_id: UUID, message: InboundMessage) -> Accepted:
        """Store a message so that it is answered or visibly fails; a repeat has no second effect.

        Raises InvalidInput or TooLarge for the text, NotFound for another person's conversation
        or an unknown agent.
        """
        return await self._intake.accept(tenant_id, message)

    async def open(self, tenant_id: UUID, message: InboundMessage) -> ConversationInfo:
        """Make (or find) the conversation of a message without sending one; its text is unused."""
        async with tenant_scope(tenant_id):
            conversation_id = await self._intake.open_conversation(message)
        return await self.get(tenant_id, conversation_id)

    async def events(
        self, tenant_id: UUID, turn_id: UUID, after: int = 0
    ) -> AsyncIterator[SequencedEvent]:
        """A turn's events after `after`, live, until it has ended. Raises NotFound.

        A reader that comes back with the last number it saw misses nothing; a further
        `turn.started` means that what was shown before is superseded.
        """
        await self.turn(tenant_id, turn_id)
        async for event in TurnFollower(self._live, tenant_id, turn_id, after).events():
            yield event

    async def happenings(
        self,
        tenant_id: UUID,
        conversation_id: UUID,
        *,
        after: UUID | None = None,
        roles: Sequence[Role] = ("human",),
    ) -> AsyncIterator[ConversationEvent]:
        """Who answers, and messages of these roles after `after`, live and without end."""
        follower = ConversationFollower(
            self._announcements, tenant_id, conversation_id, after=after, roles=roles
        )
        async for event in follower.events():
            yield event

    async def stop(self, tenant_id: UUID, turn_id: UUID) -> None:
        """Stop a turn: what was said so far is its answer. Ended turns stay. Raises NotFound."""
        async with tenant_scope(tenant_id):
            row = await fetchrow(
                "update turn set stop_requested = true where id = $1 returning state", turn_id
            )
        if row is None:
            raise NotFound("There is no such turn.", given=turn_id)
        if row["state"] in ("queued", "running"):
            try:
                await self._live.ask_to_stop(turn_id)
            except REDIS_AWAY:
                return  # the running turn also asks Postgres every two seconds

    async def ask(
        self,
        tenant_id: UUID,
        question: str,
        agent_slug: str | None = None,
        history: Sequence[HistoryMessage] = (),
        *,
        conversation: str | None = None,
        user_id: UUID | None = None,
        language: str | None = None,
        model: str | None = None,
        on_accepted: Callable[[Accepted], None] | None = None,
    ) -> TurnCompleted:
        """One turn answered by this process: the same engine, rows and events as on a channel.

        `conversation` continues an earlier one of the same name. `on_accepted` hears the turn's id
        before it runs, to follow its events. Raises Unavailable when the turn fails.
        """
        message = InboundMessage(
            channel="cli",
            channel_message_id=str(new_id()),
            channel_conversation_id=conversation or str(new_id()),
            text=question,
            agent_slug=agent_slug,
            user_id=user_id,
            language=language,
            model=model,
        )
        accepted, job = await self._intake.accept_held(tenant_id, message, list(history))
        if on_accepted is not None:
            on_accepted(accepted)
        await self._jobs.run_held(job)
        return await self._answer_of(tenant_id, accepted.turn_id)

    async def give_feedback(
        self,
        tenant_id: UUID,
        turn_id: UUID,
        *,
        kind: Literal["thumb", "stars"],
        value: int,
        comment: str | None = None,
        visitor_id: str | None = None,
    ) -> None:
        """Keep a verdict on a turn's answer; a later one of the same kind replaces it.

        A thumb is -1 or 1, stars are 1 to 5. With `visitor_id` only the visitor's own turns count.
        Raises InvalidInput, NotFound.
        """
        if value not in ((-1, 1) if kind == "thumb" else range(1, 6)):
            raise InvalidInput(
                "This is not a verdict.",
                given=f"{kind} {value}",
                expected="thumb -1 or 1, stars 1 to 5",
            )
        async with tenant_scope(tenant_id):
            status = await execute(
                "insert into feedback (id, tenant_id, conversation_id, turn_id, kind, value, "
                "comment) select $1, $2, c.id, t.id, $4, $5, $6 from turn t "
                "join conversation c on c.id = t.conversation_id "
                "where t.id = $3 and ($7::text is null or c.visitor_id = $7) "
                "on conflict (tenant_id, turn_id, kind) do update "
                "set value = excluded.value, comment = excluded.comment",
                *(new_id(), current_tenant_id(), turn_id, kind, value),
                storable(comment.strip())[:MAX_COMMENT_CHARACTERS] if comment else None,
                visitor_id,
            )
        if status == "INSERT 0 0":
            raise NotFound("There is no such turn.", given=turn_id)
        self._track(
            PlatformEvent(
                name="feedback.given",
                tenant_id=tenant_id,
                data={"turn_id": turn_id, "kind": kind, "value": value},
            )
        )

    async def switch_model(
        self, tenant_id: UUID, conversation_id: UUID, model: str | None
    ) -> ConversationInfo:
        """Answer with another model from the next turn on; None returns to the agent's."""
        async with tenant_scope(tenant_id):
            await execute(
                "update conversation set model = $2, updated_at = now() where id = $1",
                *(conversation_id, model),
            )
        return await self.get(tenant_id, conversation_id)

    async def set_owner(
        self, tenant_id: UUID, conversation_id: UUID, owner: Owner, *, actor: Actor = SYSTEM
    ) -> ConversationInfo:
        """Say who answers from now on: the bot, a human, or nobody for now. Raises NotFound."""
        await self.replies.set_owner(tenant_id, conversation_id, owner, actor=actor)
        return await self.get(tenant_id, conversation_id)

    async def _answer_of(self, tenant_id: UUID, turn_id: UUID) -> TurnCompleted:
        async for event in self.events(tenant_id, turn_id):
            match event.event:
                case TurnCompleted() as completed:
                    return completed
                case TurnFailed(message=message):
                    raise Unavailable(message)
                case _:
                    continue
        raise Conflict("The turn has no end.", given=turn_id)
