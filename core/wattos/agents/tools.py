"""What a tool is: something an agent can do or look up, with the rights of the person who asks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Literal, Protocol
from uuid import UUID

import msgspec

from wattos.access import Principal
from wattos.agents.schemas import AgentSpec, AgentType, HistoryMessage
from wattos.knowledge import Redactor


class ToolContext(msgspec.Struct, frozen=True, kw_only=True):
    """For whom a tool runs. `idempotency_key` is the same for every repeat of the same effect."""

    tenant_id: UUID
    agent_id: UUID
    agent_run_id: UUID
    language: str
    idempotency_key: str = ""
    conversation_id: UUID | None = None
    turn_id: UUID | None = None
    principal: Principal | None = None


class ToolResult(msgspec.Struct, frozen=True, kw_only=True):
    """What a call brought: `content` is for the model, `data` for programs.

    `summary` is a sentence for the person in the context's language; a tool that makes an offer
    answers with it.
    """

    content: str
    ok: bool = True
    summary: str = ""
    data: dict[str, Any] = {}


class Intake(msgspec.Struct, frozen=True, kw_only=True):
    """What a tool knows when it reads the reply to its offer; `question` is the unanswered one."""

    question: str
    language: str
    history: tuple[HistoryMessage, ...] = ()


class Tool(msgspec.Struct, frozen=True, kw_only=True):
    """A tool that a plugin registers.

    A `write` tool has an effect outside: it runs once per idempotency key, and if its outcome is
    unknown it is never repeated by itself. A tool may also work without a language model: when an
    agent cannot answer it makes the tool's offer, and `intake` reads the arguments from the
    person's reply.
    """

    name: str
    description: dict[str, str]
    """By language; a language model reads the English one."""
    parameters: type[msgspec.Struct]
    run: Callable[[ToolContext, Any], Awaitable[ToolResult]]
    """Gets the context and a `parameters`. Raises `OutcomeUnknown` when it cannot tell whether its
    effect happened, and any other `WattosError` when it certainly did not."""
    effect: Literal["read", "write"] = "read"
    permission: str | None = None
    """What the person must hold; None lets visitors use it."""
    key: Callable[[ToolContext, Any], str] | None = None
    """Names the effect for the idempotency key; None means this turn and these arguments."""
    available: Callable[[UUID], Awaitable[bool]] | None = None
    """Whether it is set up for a tenant; None means always."""
    offer_on_abstain: dict[str, str] | None = None
    """What the agent offers, by language, when it cannot answer."""
    offer_label: dict[str, str] = {}
    """The offer on a button."""
    intake: Callable[[str, Intake], msgspec.Struct | None] | None = None
    """The arguments in a reply to the offer, or None when the reply holds none."""


class AgentRegistry(Protocol):
    """What the plugin host gives to agents."""

    async def tools(self, tenant_id: UUID) -> Sequence[Tool]:
        """The tools of the plugins that the tenant has enabled."""
        ...

    async def agent_types(self, tenant_id: UUID) -> Sequence[AgentType]:
        """Starting points for new agents, of the plugins that the tenant has enabled."""
        ...

    async def select_model(
        self, tenant_id: UUID, purpose: str, spec: AgentSpec | None
    ) -> str | None:
        """A plugin's choice of model for a turn, or None."""
        ...

    def redactors(self) -> Sequence[Redactor]:
        """What finds personal data in what is about to leave."""
        ...
