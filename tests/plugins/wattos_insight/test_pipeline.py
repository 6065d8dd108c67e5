"""The analysis as a job: what it stores, makes, tests, keeps and takes back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest

from tests.plugins.wattos_insight.conftest import QuotingModel, add_page
from tests.plugins.wattos_insight.corpus import PAGES
from wattos.database import execute, fetchval, tenant_scope
from wattos.errors import InvalidInput
from wattos.platform import Platform
from wattos_insight import conclusions, store
from wattos_insight.schemas import AnalysisResult, GeneratedAgent
from wattos_insight.wording import say

Generate = Callable[[UUID], Awaitable[AnalysisResult]]


async def test_analysis_makes_tested_agents_with_evidence_once_and_for_its_tenant_alone(
    platform: Platform, town_tenant: UUID, quoting_model: QuotingModel, generate: Generate
) -> None:
    result = await generate(town_tenant)
    assert len(result.target_groups) == len(result.personas) == len(result.agents) >= 3
    for agent in result.agents:
        assert agent.smoke_test.asked == 3
        assert agent.smoke_test.passed
        assert (await platform.agents.by_slug(town_tenant, agent.slug)).state == "published"
    for group in result.target_groups:
        for item in group.evidence:
            text = await platform.knowledge.text(town_tenant, item.document_id)
            assert item.quote in text
    assert {persona.target_group_id for persona in result.personas} == {
        group.id for group in result.target_groups
    }
    await agents_answer_from_their_groups_kinds(platform, town_tenant, result)
    await questions_went_through_the_real_engine(town_tenant, quoting_model, result)

    asked = len(quoting_model.asked)
    assert await generate(town_tenant) == result
    assert len(quoting_model.asked) == asked
    other = await platform.create_tenant(f"other-{town_tenant.hex[-8:]}")
    assert await store.list_analyses(other.id, 10) == []
    assert await conclusions.generations(other.id) == []


async def agents_answer_from_their_groups_kinds(
    platform: Platform, tenant: UUID, result: AnalysisResult
) -> None:
    spec = (await platform.agents.versions(tenant, result.agents[0].id))[0].spec
    assert spec.knowledge is not None
    assert spec.knowledge.source_kinds == ("file", "page")
    assert set(spec.greeting) == {"de", "en", "tr"}


async def questions_went_through_the_real_engine(
    tenant: UUID, model: QuotingModel, result: AnalysisResult
) -> None:
    assert len(model.asked) == sum(questions_of(agent) for agent in result.agents)
    async with tenant_scope(tenant):
        assert await fetchval("select count(*) from agent_run") == len(model.asked)


def questions_of(agent: GeneratedAgent) -> int:
    test = agent.smoke_test
    return test.asked + test.others + test.impossible


async def test_agent_that_fails_its_test_stays_a_draft_with_the_reason(
    platform: Platform, town_tenant: UUID, quoting_model: QuotingModel, generate: Generate
) -> None:
    quoting_model.silent = True
    result = await generate(town_tenant)
    agent = await platform.agents.by_slug(town_tenant, result.agents[0].slug)
    assert agent.state == "draft"
    assert agent.state_reason is not None
    assert "zu wenige Testfragen beantwortet: 0 von 3." in agent.state_reason
    quoting_model.silent = False
    again = await generate(town_tenant)
    assert again.analysis_id == result.analysis_id
    assert (await platform.agents.by_slug(town_tenant, agent.slug)).state == "published"


async def test_analysis_of_changed_sources_keeps_slugs_and_makes_no_needless_version(
    platform: Platform, town_tenant: UUID, quoting_model: QuotingModel, generate: Generate
) -> None:
    first = await generate(town_tenant)
    await add_page(
        platform, town_tenant, "buerger/kinder", "Kinderreisepass", PAGES["buerger/reisepass"][1]
    )
    await platform.knowledge.process(town_tenant)
    second = await generate(town_tenant)
    assert second.analysis_id != first.analysis_id
    assert {agent.slug for agent in second.agents} == {agent.slug for agent in first.agents}
    versions = [
        len(await platform.agents.versions(town_tenant, agent.id)) for agent in second.agents
    ]
    assert sorted(versions)[:2] == [1, 1]


async def test_analysis_archives_the_agent_of_a_group_that_lost_its_sources(
    platform: Platform, town_tenant: UUID, quoting_model: QuotingModel, generate: Generate
) -> None:
    first = await generate(town_tenant)
    for document in await platform.knowledge.documents(town_tenant):
        if "/umwelt/" in document.url:
            await platform.knowledge.delete_document(town_tenant, document.id)
    second = await generate(town_tenant)
    gone = {agent.slug for agent in first.agents} - {agent.slug for agent in second.agents}
    assert gone
    for slug in gone:
        agent = await platform.agents.by_slug(town_tenant, slug)
        assert agent.state == "archived"
        assert agent.state_reason


async def test_analysis_publishes_the_agent_of_a_group_that_came_back(
    platform: Platform, town_tenant: UUID, quoting_model: QuotingModel, generate: Generate
) -> None:
    agent = (await generate(town_tenant)).agents[0]
    await platform.agents.set_state(town_tenant, agent.id, "archived", say("lost_support", "de"))
    await something_new(platform, town_tenant)
    back = {one.slug: one for one in (await generate(town_tenant)).agents}[agent.slug]
    assert (back.state, back.smoke_test.passed) == ("published", True)


async def test_analysis_leaves_an_agent_archived_that_people_archived(
    platform: Platform, town_tenant: UUID, quoting_model: QuotingModel, generate: Generate
) -> None:
    agent = (await generate(town_tenant)).agents[0]
    await platform.agents.set_state(town_tenant, agent.id, "archived", "Wir antworten selbst.")
    await something_new(platform, town_tenant)
    left = {one.slug: one for one in (await generate(town_tenant)).agents}[agent.slug]
    assert (left.state, left.state_reason) == ("archived", "Wir antworten selbst.")


async def something_new(platform: Platform, tenant: UUID) -> None:
    """A page that makes the next analysis look at everything anew."""
    await add_page(
        platform, tenant, "buerger/kinder", "Kinderreisepass", PAGES["buerger/reisepass"][1]
    )
    await platform.knowledge.process(tenant)


async def test_broken_off_analysis_goes_on_after_its_last_stage(
    platform: Platform, town_tenant: UUID, quoting_model: QuotingModel, generate: Generate
) -> None:
    first = await generate(town_tenant)
    asked = len(quoting_model.asked)
    untested = first.agents[-1]
    async with tenant_scope(town_tenant):
        await execute("update customer_analysis set state = 'running', stage = 'grouped'")
        await execute(
            "update agent_generation set smoke_test = null where persona_id = $1",
            untested.persona_id,
        )
    again = await generate(town_tenant)
    assert again.analysis_id == first.analysis_id
    assert len(quoting_model.asked) == asked + questions_of(untested)
    assert {agent.id for agent in again.agents} == {agent.id for agent in first.agents}


async def test_generated_agent_does_not_take_a_slug_from_another_agent(
    platform: Platform, town_tenant: UUID, quoting_model: QuotingModel, generate: Generate
) -> None:
    foreign = (await generate(town_tenant)).agents[0]
    async with tenant_scope(town_tenant):  # now nothing says that the agent was generated
        await execute("update customer_analysis set state = 'running', stage = 'grouped'")
        await execute("update agent_generation set agent_id = null, smoke_test = null")
    slugs = {agent.slug for agent in (await generate(town_tenant)).agents}
    assert foreign.slug not in slugs
    assert (await platform.agents.by_slug(town_tenant, foreign.slug)).id == foreign.id


async def test_analysis_without_sources_says_what_is_missing(
    tenant: UUID, generate: Generate
) -> None:
    with pytest.raises(InvalidInput, match="nothing to analyse"):
        await generate(tenant)
