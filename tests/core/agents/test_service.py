from __future__ import annotations

import asyncio
from uuid import UUID

import asyncpg
import pytest

from tests.core.agents.conftest import Bench
from wattos.access import Actor
from wattos.agents import AgentSpec, NewAgent
from wattos.database import execute, fetch, new_id, tenant_scope
from wattos.errors import Conflict, InvalidInput, NotFound
from wattos.platform import Platform


async def test_slug_is_made_from_the_name_and_numbered(bench: Bench, tenant: UUID) -> None:
    names = ["Müll & Straße", "Müll & Straße", "muell strasse", "!!!"]
    made = [
        await bench.agents.create(tenant, NewAgent(name=name, spec=AgentSpec())) for name in names
    ]
    assert [agent.slug for agent in made] == [
        "muell-strasse",
        "muell-strasse-2",
        "muell-strasse-3",
        "agent",
    ]


async def test_two_editors_get_two_versions(bench: Bench, tenant: UUID) -> None:
    agent_id = await bench.publish()
    specs = [AgentSpec(instructions=str(number)) for number in range(5)]
    made = await asyncio.gather(
        *(bench.agents.add_version(tenant, agent_id, spec) for spec in specs)
    )
    assert sorted(version.version for version in made) == [2, 3, 4, 5, 6]
    assert (await bench.agents.get(tenant, agent_id)).published_version == 1


async def test_version_can_never_be_changed(bench: Bench, tenant: UUID) -> None:
    await bench.publish()
    for statement in ("update agent_version set version = 9", "delete from agent_version"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with tenant_scope(tenant):
                await execute(statement)


async def test_spec_comes_back_as_it_went_in(bench: Bench, tenant: UUID) -> None:
    spec = AgentSpec(
        instructions="Hilf.", languages=("de", "tr"), tools=("contact",), greeting={"de": "Moin"}
    )
    agent = await bench.agents.create(tenant, NewAgent(name="Lotse", spec=spec))
    assert (await bench.agents.version(tenant, agent.id, 1)).spec == spec
    with pytest.raises(NotFound):
        await bench.agents.version(tenant, agent.id, 2)


async def test_model_that_nothing_serves_is_refused(bench: Bench, tenant: UUID) -> None:
    with pytest.raises(InvalidInput, match="No provider serves"):
        await bench.agents.create(tenant, NewAgent(name="A", spec=AgentSpec(model="nowhere/x")))


async def test_draft_cannot_be_set_to_published_without_a_version(
    bench: Bench, tenant: UUID
) -> None:
    agent = await bench.agents.create(tenant, NewAgent(name="A", spec=AgentSpec()))
    with pytest.raises(Conflict):
        await bench.agents.set_state(tenant, agent.id, "published")
    failed = await bench.agents.set_state(tenant, agent.id, "draft", "2 of 3 questions failed")
    assert failed.state_reason == "2 of 3 questions failed"


async def test_agent_without_a_name_asked_is_the_one_published_first(
    bench: Bench, tenant: UUID
) -> None:
    await bench.publish("Zweiter")
    assert (await bench.agents.runnable(tenant, None)).slug == "assistant"
    assert (await bench.agents.runnable(tenant, "zweiter")).name == "Zweiter"
    assert (await bench.agents.by_slug(tenant, "zweiter")).state == "published"


async def test_changes_are_audited_with_who_made_them(bench: Bench, tenant: UUID) -> None:
    person = Actor(kind="user", id=str(new_id()))
    new = NewAgent(name="A", spec=AgentSpec())
    agent = await bench.agents.create(tenant, new, actor=person)
    await bench.agents.publish(tenant, agent.id, actor=person)
    async with tenant_scope(tenant):
        rows = await fetch(
            "select action from audit_entry where actor_id = $1 order by sequence", person.id
        )
    assert [row["action"] for row in rows] == ["agent.create", "agent.publish"]
    version = await bench.agents.version(tenant, agent.id, 1)
    assert str(version.created_by) == person.id


async def test_other_tenant_sees_and_runs_nothing(
    bench: Bench, platform: Platform, tenant: UUID
) -> None:
    agent_id = await bench.publish()
    other = (await platform.create_tenant(f"other-{new_id().hex[-8:]}")).id
    with pytest.raises(NotFound):
        await bench.agents.get(other, agent_id)
    with pytest.raises(NotFound):
        await bench.agents.runnable(other, agent_id)
    with pytest.raises(NotFound):
        await bench.agents.publish(other, agent_id)
