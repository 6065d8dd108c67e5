"""Agents and their versions: made as drafts, published, switched, archived."""

from __future__ import annotations

import re
from uuid import UUID

import msgspec

from wattos.access import Actor
from wattos.agents.characters import Characters
from wattos.agents.rows import AGENT_COLUMNS, slug_of, struct_from
from wattos.agents.schemas import (
    Agent,
    AgentChange,
    AgentSpec,
    AgentState,
    AgentType,
    AgentVersion,
    NewAgent,
)
from wattos.agents.tools import AgentRegistry
from wattos.audit import record
from wattos.database import execute, fetch, fetchrow, fetchval, new_id, tenant_scope
from wattos.errors import Conflict, InvalidInput, NotFound
from wattos.llm import Router

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SYSTEM = Actor(kind="system", id="agents")


class RunnableAgent(msgspec.Struct, frozen=True, kw_only=True):
    """An agent in the version that answers."""

    id: UUID
    slug: str
    name: str
    version: int
    model: str | None
    spec: AgentSpec


class Agents(Characters):
    """The agents and characters of tenants; every method opens its own short scope or joins one."""

    def __init__(self, router: Router, registry: AgentRegistry) -> None:
        self._router = router
        self._registry = registry

    async def types(self, tenant_id: UUID) -> list[AgentType]:
        """Starting points for new agents: a name, a description and a spec to begin with."""
        return list(await self._registry.agent_types(tenant_id))

    async def create(self, tenant_id: UUID, new: NewAgent, *, actor: Actor = _SYSTEM) -> Agent:
        """Make an agent as a draft with version 1.

        A slug made from the name gets a number when it is taken; a given slug that is taken raises
        `Conflict`. Raises `InvalidInput` for a malformed slug or an empty name.
        """
        if not new.name.strip():
            raise InvalidInput("An agent needs a name.")
        if new.slug and not _SLUG.fullmatch(new.slug):
            raise InvalidInput(
                "This slug cannot stand in an address.",
                given=new.slug,
                expected="small letters and digits, joined by single dashes",
            )
        await self._check_spec(tenant_id, new.spec)
        agent_id = new_id()
        async with tenant_scope(tenant_id):
            slug = await _free_slug(new)
            await execute(
                "insert into agent (id, tenant_id, slug, name, description, character_id, "
                "persona_id) values ($1, $2, $3, $4, $5, $6, $7)",
                *(agent_id, tenant_id, slug, new.name.strip(), new.description),
                *(new.character_id, new.persona_id),
            )
            await _insert_version(tenant_id, agent_id, 1, new.spec, actor)
            await _audit("agent.create", agent_id, actor)
            return await _agent(agent_id)

    async def list(self, tenant_id: UUID, *, state: AgentState | None = None) -> list[Agent]:
        """The tenant's agents, oldest first."""
        async with tenant_scope(tenant_id):
            rows = await fetch(
                f"select {AGENT_COLUMNS} from agent where $1::text is null or state = $1 "  # noqa: S608
                "order by created_at, id",
                state,
            )
        return [struct_from(row, Agent) for row in rows]

    async def get(self, tenant_id: UUID, agent_id: UUID) -> Agent:
        """One agent; raises `NotFound`."""
        async with tenant_scope(tenant_id):
            return await _agent(agent_id)

    async def by_slug(self, tenant_id: UUID, slug: str) -> Agent:
        """One agent by its slug; raises `NotFound`."""
        async with tenant_scope(tenant_id):
            row = await fetchrow(f"select {AGENT_COLUMNS} from agent where slug = $1", slug)  # noqa: S608
        if row is None:
            raise NotFound("No such agent.", given=slug)
        return struct_from(row, Agent)

    async def versions(self, tenant_id: UUID, agent_id: UUID) -> list[AgentVersion]:
        """Every version of an agent, newest first; raises `NotFound`."""
        async with tenant_scope(tenant_id):
            await _agent(agent_id)
            rows = await fetch(
                "select agent_id, version, spec, created_by, created_at from agent_version "
                "where agent_id = $1 order by version desc",
                agent_id,
            )
        return [struct_from(row, AgentVersion, "spec") for row in rows]

    async def version(self, tenant_id: UUID, agent_id: UUID, version: int) -> AgentVersion:
        """One version of an agent; raises `NotFound`."""
        async with tenant_scope(tenant_id):
            return await _version(agent_id, version)

    async def add_version(
        self, tenant_id: UUID, agent_id: UUID, spec: AgentSpec, *, actor: Actor = _SYSTEM
    ) -> AgentVersion:
        """Add the next version; it answers only after `publish`. Raises `NotFound`."""
        await self._check_spec(tenant_id, spec)
        async with tenant_scope(tenant_id):
            # The lock makes two editors get two numbers instead of one error.
            locked = await fetchval("select id from agent where id = $1 for update", agent_id)
            if locked is None:
                raise NotFound("No such agent.", given=agent_id)
            agent = await _agent(agent_id)
            version = agent.latest_version + 1
            await _insert_version(tenant_id, agent_id, version, spec, actor)
            await _audit("agent.version", agent_id, actor, version=version)
            return await _version(agent_id, version)

    async def publish(
        self,
        tenant_id: UUID,
        agent_id: UUID,
        version: int | None = None,
        *,
        actor: Actor = _SYSTEM,
    ) -> Agent:
        """Let a version (default: the newest) answer on channels; raises `NotFound`."""
        async with tenant_scope(tenant_id):
            number = version or (await _agent(agent_id)).latest_version
            await _version(agent_id, number)
            await execute(
                "update agent set state = 'published', state_reason = null, published_version = $2 "
                "where id = $1",
                *(agent_id, number),
            )
            await _audit("agent.publish", agent_id, actor, version=number)
            return await _agent(agent_id)

    async def set_state(
        self,
        tenant_id: UUID,
        agent_id: UUID,
        state: AgentState,
        reason: str | None = None,
        *,
        actor: Actor = _SYSTEM,
    ) -> Agent:
        """Take an agent back to draft or archive it, with the reason that people see.

        Raises `NotFound`, and `Conflict` for publishing an agent that has no published version.
        """
        async with tenant_scope(tenant_id):
            agent = await _agent(agent_id)
            if state == "published" and agent.published_version is None:
                raise Conflict("Only a published version can answer.", hint="Publish a version.")
            await execute(
                "update agent set state = $2, state_reason = $3 where id = $1",
                *(agent_id, state, reason),
            )
            await _audit(f"agent.{state}", agent_id, actor)
            return await _agent(agent_id)

    async def change(
        self, tenant_id: UUID, agent_id: UUID, change: AgentChange, *, actor: Actor = _SYSTEM
    ) -> Agent:
        """Rename or describe an agent, or give it another character; its slug stays.

        Raises `NotFound` for the agent or character, `InvalidInput` for an empty name.
        """
        async with tenant_scope(tenant_id):
            agent = await _agent(agent_id)
            fields = {
                field: getattr(agent, field) if value is msgspec.UNSET else value
                for field, value in msgspec.structs.asdict(change).items()
            }
            if not fields["name"].strip():
                raise InvalidInput("An agent needs a name.")
            if fields["character_id"] is not None:
                await self.character(tenant_id, fields["character_id"])
            await execute(
                "update agent set name = $2, description = $3, character_id = $4 where id = $1",
                *(agent_id, fields["name"].strip(), fields["description"]),
                fields["character_id"],
            )
            await _audit("agent.change", agent_id, actor)
            return await _agent(agent_id)

    async def switch_model(
        self, tenant_id: UUID, agent_id: UUID, model: str | None, *, actor: Actor = _SYSTEM
    ) -> Agent:
        """Switch an agent's model from its next turn on; None goes back to its version's choice.

        Raises `NotFound`, and `InvalidInput` for a model that no provider serves.
        """
        if model is not None:
            await self._router.check_model_of(tenant_id, model)
        async with tenant_scope(tenant_id):
            await _agent(agent_id)
            await execute("update agent set model = $2 where id = $1", agent_id, model)
            await _audit("agent.model", agent_id, actor, model=model or "")
            return await _agent(agent_id)

    async def runnable(
        self, tenant_id: UUID, agent: UUID | str | None, version: int | None = None
    ) -> RunnableAgent:
        """The version that answers: the published one, or the `version` asked for.

        `agent` is an id or a slug; None is the tenant's longest published agent. Raises `NotFound`
        for an agent that does not exist, is archived, or is a draft without `version`.
        """
        by_id = agent if isinstance(agent, UUID) else None
        slug = agent if isinstance(agent, str) else None
        async with tenant_scope(tenant_id):
            row = await fetchrow(
                "select a.id, a.slug, a.name, a.model, v.version, v.spec from agent a "
                "join agent_version v on v.agent_id = a.id "
                "and v.version = coalesce($3, a.published_version) "
                "where ($1::uuid is null or a.id = $1) and ($2::text is null or a.slug = $2) "
                "and (a.state = 'published' or ($3::int is not null and a.state = 'draft')) "
                "order by a.created_at, a.id limit 1",
                *(by_id, slug, version),
            )
        if row is None:
            raise NotFound(
                "No published agent answers to this name." if agent else "No agent is published.",
                given=agent,
                hint="Publish an agent first.",
            )
        return struct_from(row, RunnableAgent, "spec")

    async def _check_spec(self, tenant_id: UUID, spec: AgentSpec) -> None:
        if spec.model is not None:
            await self._router.check_model_of(tenant_id, spec.model)


async def _agent(agent_id: UUID) -> Agent:
    row = await fetchrow(f"select {AGENT_COLUMNS} from agent where id = $1", agent_id)  # noqa: S608
    if row is None:
        raise NotFound("No such agent.", given=agent_id)
    return struct_from(row, Agent)


async def _version(agent_id: UUID, version: int) -> AgentVersion:
    row = await fetchrow(
        "select agent_id, version, spec, created_by, created_at from agent_version "
        "where agent_id = $1 and version = $2",
        *(agent_id, version),
    )
    if row is None:
        raise NotFound("The agent has no such version.", given=version)
    return struct_from(row, AgentVersion, "spec")


async def _insert_version(
    tenant_id: UUID, agent_id: UUID, version: int, spec: AgentSpec, actor: Actor
) -> None:
    await execute(
        "insert into agent_version (id, tenant_id, agent_id, version, spec, created_by) "
        "values ($1, $2, $3, $4, $5, $6)",
        *(new_id(), tenant_id, agent_id, version, msgspec.to_builtins(spec)),
        UUID(actor.id) if actor.kind == "user" else None,
    )


async def _free_slug(new: NewAgent) -> str:
    wanted = new.slug or slug_of(new.name)
    rows = await fetch("select slug from agent where slug = $1 or slug like $1 || '-%'", wanted)
    taken = {row["slug"] for row in rows}
    if wanted not in taken:
        return wanted
    if new.slug:
        raise Conflict("This slug is taken.", given=new.slug, hint="Choose another one.")
    return next(s for n in range(2, len(taken) + 3) if (s := f"{wanted}-{n}") not in taken)


async def _audit(action: str, agent_id: UUID, actor: Actor, **detail: object) -> None:
    await record(action, actor=actor, resource="agent", resource_id=str(agent_id), detail=detail)
