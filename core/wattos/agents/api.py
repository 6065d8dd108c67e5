"""HTTP: agents with their versions, and characters."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Controller, delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from wattos.access import Principal, requires
from wattos.agents.schemas import (
    Agent,
    AgentChange,
    AgentSpec,
    AgentState,
    AgentType,
    AgentVersion,
    Character,
    NewAgent,
    NewCharacter,
)
from wattos.agents.service import Agents


class Publication(msgspec.Struct, forbid_unknown_fields=True):
    """Which version shall answer."""

    version: Annotated[int, msgspec.Meta(examples=[3])] | None = None
    """None means the newest."""


class Withdrawal(msgspec.Struct, forbid_unknown_fields=True):
    """Why an agent shall stop answering; people see the reason."""

    reason: Annotated[str, msgspec.Meta(max_length=500)] = ""


class ModelChoice(msgspec.Struct, forbid_unknown_fields=True):
    """Which model the agent shall use from its next turn on."""

    model: Annotated[str, msgspec.Meta(examples=["ollama/llama3.2"])] | None
    """None goes back to the version's own choice."""


class AgentController(Controller):
    """Agents."""

    path = "/api/v1/agents"
    tags = ("agents",)

    @get("/", guards=[requires("agent:read")])
    async def list_agents(
        self,
        principal: NamedDependency[Principal],
        agents: NamedDependency[Agents],
        agent_state: Annotated[AgentState | None, QueryParameter(name="state")] = None,
    ) -> list[Agent]:
        """The organisation's agents, oldest first."""
        return await agents.list(principal.tenant_id, state=agent_state)

    @get("/types", guards=[requires("agent:read")])
    async def list_types(
        self, principal: NamedDependency[Principal], agents: NamedDependency[Agents]
    ) -> list[AgentType]:
        """Starting points that plugins offer for new agents."""
        return await agents.types(principal.tenant_id)

    @post("/", guards=[requires("agent:write")])
    async def create_agent(
        self,
        data: JSONBody[NewAgent],
        principal: NamedDependency[Principal],
        agents: NamedDependency[Agents],
    ) -> Agent:
        """Make an agent as a draft, with its first version."""
        return await agents.create(principal.tenant_id, data, actor=principal.actor)

    @get("/{agent_id:uuid}", guards=[requires("agent:read")])
    async def get_agent(
        self,
        agent_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        agents: NamedDependency[Agents],
    ) -> Agent:
        """One agent."""
        return await agents.get(principal.tenant_id, agent_id)

    @patch("/{agent_id:uuid}", guards=[requires("agent:write")])
    async def change_agent(
        self,
        agent_id: FromPath[UUID],
        data: JSONBody[AgentChange],
        principal: NamedDependency[Principal],
        agents: NamedDependency[Agents],
    ) -> Agent:
        """Rename or describe an agent, or give it another character."""
        return await agents.change(principal.tenant_id, agent_id, data, actor=principal.actor)

    @get("/{agent_id:uuid}/versions", guards=[requires("agent:read")])
    async def list_versions(
        self,
        agent_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        agents: NamedDependency[Agents],
    ) -> list[AgentVersion]:
        """An agent's versions, newest first."""
        return await agents.versions(principal.tenant_id, agent_id)

    @post("/{agent_id:uuid}/versions", guards=[requires("agent:write")])
    async def add_version(
        self,
        agent_id: FromPath[UUID],
        data: JSONBody[AgentSpec],
        principal: NamedDependency[Principal],
        agents: NamedDependency[Agents],
    ) -> AgentVersion:
        """Add a version; it answers only when it is published."""
        return await agents.add_version(principal.tenant_id, agent_id, data, actor=principal.actor)

    @post("/{agent_id:uuid}/publish", guards=[requires("agent:write")], status_code=200)
    async def publish_agent(
        self,
        agent_id: FromPath[UUID],
        data: JSONBody[Publication],
        principal: NamedDependency[Principal],
        agents: NamedDependency[Agents],
    ) -> Agent:
        """Let a version answer on channels."""
        return await agents.publish(
            principal.tenant_id, agent_id, data.version, actor=principal.actor
        )

    @post("/{agent_id:uuid}/withdraw", guards=[requires("agent:write")], status_code=200)
    async def withdraw_agent(
        self,
        agent_id: FromPath[UUID],
        data: JSONBody[Withdrawal],
        principal: NamedDependency[Principal],
        agents: NamedDependency[Agents],
    ) -> Agent:
        """Take an agent back to draft."""
        return await agents.set_state(
            principal.tenant_id, agent_id, "draft", data.reason or None, actor=principal.actor
        )

    @post("/{agent_id:uuid}/archive", guards=[requires("agent:write")], status_code=200)
    async def archive_agent(
        self,
        agent_id: FromPath[UUID],
        data: JSONBody[Withdrawal],
        principal: NamedDependency[Principal],
        agents: NamedDependency[Agents],
    ) -> Agent:
        """Put an agent away; its conversations stay readable."""
        return await agents.set_state(
            principal.tenant_id, agent_id, "archived", data.reason or None, actor=principal.actor
        )

    @put("/{agent_id:uuid}/model", guards=[requires("agent:write")])
    async def switch_model(
        self,
        agent_id: FromPath[UUID],
        data: JSONBody[ModelChoice],
        principal: NamedDependency[Principal],
        agents: NamedDependency[Agents],
    ) -> Agent:
        """Switch the agent's model while it runs."""
        return await agents.switch_model(
            principal.tenant_id, agent_id, data.model, actor=principal.actor
        )


class CharacterController(Controller):
    """Characters."""

    path = "/api/v1/characters"
    tags = ("characters",)

    @get("/", guards=[requires("character:read")])
    async def list_characters(
        self, principal: NamedDependency[Principal], agents: NamedDependency[Agents]
    ) -> list[Character]:
        """The organisation's characters, oldest first."""
        return await agents.characters(principal.tenant_id)

    @post("/", guards=[requires("character:write")])
    async def create_character(
        self,
        data: JSONBody[NewCharacter],
        principal: NamedDependency[Principal],
        agents: NamedDependency[Agents],
    ) -> Character:
        """Make a character."""
        return await agents.create_character(principal.tenant_id, data, actor=principal.actor)

    @get("/{character_id:uuid}", guards=[requires("character:read")])
    async def get_character(
        self,
        character_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        agents: NamedDependency[Agents],
    ) -> Character:
        """One character."""
        return await agents.character(principal.tenant_id, character_id)

    @put("/{character_id:uuid}", guards=[requires("character:write")])
    async def change_character(
        self,
        character_id: FromPath[UUID],
        data: JSONBody[NewCharacter],
        principal: NamedDependency[Principal],
        agents: NamedDependency[Agents],
    ) -> Character:
        """Replace a character's fields."""
        return await agents.change_character(
            principal.tenant_id, character_id, data, actor=principal.actor
        )

    @delete("/{character_id:uuid}", guards=[requires("character:write")])
    async def delete_character(
        self,
        character_id: FromPath[UUID],
        principal: NamedDependency[Principal],
        agents: NamedDependency[Agents],
    ) -> None:
        """Remove a character; its agents stay, without one."""
        await agents.delete_character(principal.tenant_id, character_id, actor=principal.actor)


route_handlers = [AgentController, CharacterController]
