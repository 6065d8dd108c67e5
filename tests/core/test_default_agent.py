"""The first agent follows what is learnt about the tenant, until somebody changes it."""

from __future__ import annotations

from uuid import UUID

import msgspec

from wattos.default_agent import DEFAULT_AGENT_SLUG
from wattos.platform import Platform


async def test_first_agent_takes_the_language_and_name_of_the_material(
    platform: Platform, tenant: UUID
) -> None:
    await platform.tenancy.update(tenant, name="Our town", language="en")
    await platform.renew_first_agent(tenant)
    english = await platform.agents.by_slug(tenant, DEFAULT_AGENT_SLUG)
    await platform.tenancy.update(tenant, name="Gemeinde Tannau", language="de")
    for _ in range(2):  # the second time there is nothing to change
        await platform.renew_first_agent(tenant)
    agent = await platform.agents.by_slug(tenant, DEFAULT_AGENT_SLUG)
    spec = (await platform.agents.runnable(tenant, agent.id)).spec
    assert (english.name, agent.name, spec.language) == ("Information", "Auskunft", "de")
    assert "Gemeinde Tannau" in spec.instructions
    assert agent.published_version == english.latest_version + 1


async def test_agent_that_somebody_changed_stays_as_it_is(platform: Platform, tenant: UUID) -> None:
    agent = await platform.agents.by_slug(tenant, DEFAULT_AGENT_SLUG)
    made = (await platform.agents.runnable(tenant, agent.id)).spec
    own = msgspec.structs.replace(made, tone="heiter")
    await platform.agents.add_version(tenant, agent.id, own)
    await platform.agents.publish(tenant, agent.id)
    await platform.tenancy.update(tenant, language="en")
    await platform.renew_first_agent(tenant)
    assert (await platform.agents.runnable(tenant, agent.id)).spec == own
