"""Suggested questions were answered before anybody sees them."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest_asyncio

from wattos.agents import AgentSpec, NewAgent
from wattos.conversations import unanswered
from wattos.database import execute, tenant_scope
from wattos.delivery import JobInfo
from wattos.knowledge import KnowledgeFilter, NewDocument
from wattos.platform import Platform
from wattos.suggested import SUGGEST_JOB, Suggested

PAGES = {
    "Reisepass": "Der Reisepass kostet 70,00 Euro. Die Gebühr zahlen Sie im Bürgerbüro.",
    "Bauhof": "Der Bauhof ist montags von 8 bis 16 Uhr geöffnet.",
    "Impressum": "Verantwortlich ist die Stadt. Ein Ausdruck kostet 1,00 Euro.",
}


async def add(platform: Platform, tenant: UUID, title: str, text: str, space: str = "") -> UUID:
    space_id = await platform.knowledge.ensure_space(tenant, space or "default")
    page = NewDocument(
        space_id=space_id,
        source_kind="page",
        url=f"https://www.musterstadt.example/{title.lower()}",
        title=title,
        data=f"# {title}\n\n{text}\n".encode(),
        media_type="text/markdown",
    )
    document_id = (await platform.knowledge.add(tenant, page)).document_id
    await platform.knowledge.process(tenant, [document_id])
    return document_id


@pytest_asyncio.fixture(loop_scope="session")
async def pages(platform: Platform, tenant: UUID) -> dict[str, UUID]:
    """A few pages of a town."""
    return {title: await add(platform, tenant, title, text) for title, text in PAGES.items()}


async def tried(platform: Platform, tenant: UUID, agent: UUID | None = None) -> Suggested:
    await platform.suggested.request(tenant, agent)
    while not await finished(platform, tenant):  # noqa: ASYNC110 - a job signals nobody
        await asyncio.sleep(0.05)
    return await platform.suggested.current(tenant, agent)


async def finished(platform: Platform, tenant: UUID) -> bool:
    jobs: list[JobInfo] = await platform.jobs.list(tenant, kind=SUGGEST_JOB)
    assert all(job.state != "failed" for job in jobs), jobs
    return all(job.state == "succeeded" for job in jobs)


async def test_questions_are_made_of_the_material_and_stay(
    platform: Platform, tenant: UUID, pages: dict[str, UUID], worker: None
) -> None:
    assert (await platform.suggested.current(tenant, None)).tried_at is None
    first = await tried(platform, tenant)
    asked = {one.question: one.document_id for one in first.questions["de"]}
    assert asked == {
        "Reisepass: Was kostet das?": pages["Reisepass"],
        "Bauhof: Wann ist geöffnet?": pages["Bauhof"],
    }
    again = await tried(platform, tenant)
    assert again.questions == first.questions
    await visitor_who_asks_for_help_is_offered_them(platform, tenant)


async def visitor_who_asks_for_help_is_offered_them(platform: Platform, tenant: UUID) -> None:
    """Nobody has to write an answer to "help"."""
    answer = await platform.conversations.ask(tenant, "Hilfe")
    assert not answer.abstained
    assert [one.label for one in answer.suggestions] == [
        *("Reisepass: Was kostet das?", "Bauhof: Wann ist geöffnet?")
    ]
    [own] = await platform.conversations.list(tenant)
    asked, said = await platform.conversations.history(tenant, own.id)
    assert (asked.suggestions, said.suggestions) == ([], answer.suggestions)
    async with tenant_scope(tenant):
        await execute("update turn set abstained = true")  # a call for help is no question at all
    assert (await unanswered(tenant, platform.verified, days=7)).questions == []


async def test_question_whose_page_is_gone_is_not_offered(
    platform: Platform, tenant: UUID, pages: dict[str, UUID], worker: None
) -> None:
    await tried(platform, tenant)
    await platform.knowledge.delete_document(tenant, pages["Reisepass"])
    assert (await platform.suggested.current(tenant, None)).texts["de"] == [
        "Bauhof: Wann ist geöffnet?"
    ]


async def test_agent_is_suggested_what_it_can_answer(
    platform: Platform, tenant: UUID, pages: dict[str, UUID], worker: None
) -> None:
    only = KnowledgeFilter(document_ids=(pages["Bauhof"],))
    new = NewAgent(name="Bauhof", slug="bauhof", spec=AgentSpec(knowledge=only))
    agent = await platform.agents.create(tenant, new)
    await platform.agents.publish(tenant, agent.id)
    found = await tried(platform, tenant, agent.id)
    assert found.texts["de"] == ["Bauhof: Wann ist geöffnet?"]
    assert (await platform.suggested.current(tenant, None)).tried_at is None
