from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient

from wattos.agents import AgentSpec
from wattos.database import fetchrow, tenant_scope
from wattos.default_agent import DEFAULT_AGENT_SLUG
from wattos.errors import InvalidInput, NotFound
from wattos.platform import Platform
from wattos.replay import REPLAY_JOB, ReplayReport, ReplayRequest
from wattos.testing import ScriptedModel
from wattos.verified import VerifiedContent

HOURS = "Wann ist das Rathaus geöffnet?"
FEES = "Was kostet ein Angelschein?"
_TRACES = """
select (select count(*) from agent_run) as runs, (select count(*) from turn) as turns,
    (select count(*) from message) as messages, (select count(*) from outbox_message) as outgoing,
    (select count(*) from tool_call) as calls, (select sum(use_count) from verified_answer) as uses
"""


async def replayed(platform: Platform, tenant: UUID, **request: Any) -> ReplayReport:
    replay = await platform.replays.create(tenant, ReplayRequest(**request))
    await platform.jobs.run_inline(tenant, REPLAY_JOB, {"replay_id": str(replay.id)})
    return await platform.replays.report(tenant, replay.id)


async def ended(client: AsyncClient, path: str) -> dict[str, Any]:
    """The report once the replay has ended."""
    while True:
        report: dict[str, Any] = (await client.get(path)).json()
        if report["state"] not in ("queued", "running"):
            return report
        await asyncio.sleep(0.05)


async def traces(tenant: UUID) -> dict[str, Any]:
    async with tenant_scope(tenant):
        row = await fetchrow(_TRACES)
    assert row is not None
    return dict(row)


async def test_replay_tells_which_answers_change_and_leaves_no_trace(
    platform: Platform, tenant: UUID, scripted_model: ScriptedModel
) -> None:
    for question, answer in (
        (HOURS, "Von 8 bis 12 Uhr."),
        ("Wann ist das Rathaus  geöffnet", "Von 8 bis 12 Uhr."),
        (FEES, "[NO_ANSWER]"),
        ("Wo ist das Museum?", "Am Markt."),
        ("Gibt es Parkplätze?", "Ja, 20."),
    ):
        scripted_model.queue(answer)
        await platform.conversations.ask(tenant, question)
    before = await traces(tenant)

    for now in ("[NO_ANSWER]", "Am neuen Markt.", "20 Euro.", "Von 8  bis 12 Uhr."):
        scripted_model.queue(now)  # the newest question is asked again first
    report = await replayed(platform, tenant, last=10)
    assert [(item.question, item.outcome) for item in report.items] == [
        ("Gibt es Parkplätze?", "now_refused"),
        ("Wo ist das Museum?", "changed"),
        (FEES, "now_answered"),
        ("Wann ist das Rathaus  geöffnet", "same"),
    ]
    assert [item.asked for item in report.items] == [1, 1, 1, 2]
    assert report.items[1].old_answer == "Am Markt."
    assert (report.items[1].new_answer or "").startswith("Am neuen Markt.")
    assert report.counts == {"now_refused": 1, "changed": 1, "now_answered": 1, "same": 1}
    assert report.state == "succeeded"
    assert await traces(tenant) == before


async def test_replay_asks_a_draft_and_keeps_what_failed_in_its_place(
    platform: Platform, tenant: UUID, scripted_model: ScriptedModel
) -> None:
    scripted_model.queue("Von 8 bis 12 Uhr.")
    await platform.conversations.ask(tenant, HOURS)
    agent = await platform.agents.by_slug(tenant, DEFAULT_AGENT_SLUG)
    await platform.agents.add_version(tenant, agent.id, AgentSpec(instructions="Reime!"))

    scripted_model.queue("Um acht macht auf das Tor.")
    report = await replayed(platform, tenant, agent=agent.slug, against="draft")
    assert report.agent_version == 2
    assert [item.outcome for item in report.items] == ["changed"]
    assert "Reime!" in scripted_model.last_request.instructions
    assert (await platform.agents.get(tenant, agent.id)).published_version == 1

    scripted_model.queue(failure="unauthorized")
    report = await replayed(platform, tenant, agent=agent.slug, against=1)
    assert [(item.outcome, item.new_answer) for item in report.items] == [("failed", "")]
    assert report.items[0].error


async def test_verified_answers_are_regression_questions(
    platform: Platform, tenant: UUID, scripted_model: ScriptedModel
) -> None:
    content = VerifiedContent(
        question=FEES, answer="Er kostet 20 Euro.", phrasings=["Preis Angelschein"], language="de"
    )
    made = await platform.verified.create(tenant, content)
    scripted_model.queue("Er kostet 25 Euro.")
    scripted_model.queue("Er kostet 20 Euro.")
    first, second = (await replayed(platform, tenant)).items
    assert (first.question, first.outcome, first.sources_disagree) == (FEES, "same", True)
    assert (second.question, second.outcome, second.sources_disagree) == (
        "Preis Angelschein",
        "same",
        False,
    )
    assert first.verified_answer_id == made.id
    assert (await platform.verified.get(tenant, made.id)).use_count == 0
    assert (await replayed(platform, tenant, verified=False)).items == []


async def test_replay_needs_an_agent_for_a_version_and_a_version_that_exists(
    platform: Platform, tenant: UUID
) -> None:
    with pytest.raises(InvalidInput):
        await platform.replays.create(tenant, ReplayRequest(against="draft"))
    with pytest.raises(NotFound):
        await platform.replays.create(tenant, ReplayRequest(agent="nobody"))
    with pytest.raises(NotFound):
        await platform.replays.create(tenant, ReplayRequest(agent=DEFAULT_AGENT_SLUG, against=9))


async def test_replay_runs_as_a_job_and_its_report_stays_until_the_person_is_erased(
    platform: Platform,
    tenant: UUID,
    client: AsyncClient,
    worker: None,
    scripted_model: ScriptedModel,
) -> None:
    scripted_model.queue("Von 8 bis 12 Uhr.")
    await platform.conversations.ask(tenant, HOURS)
    scripted_model.queue("Von 9 bis 12 Uhr.")
    started = (await client.post("/api/v1/replays/", json={"last": 5})).json()
    path = f"/api/v1/replays/{started['id']}"
    report = await ended(client, path)
    assert (report["state"], report["counts"]) == ("succeeded", {"changed": 1})
    assert (await client.get("/api/v1/replays/")).json()[0]["id"] == started["id"]

    (conversation,) = await platform.conversations.list(tenant)
    async with tenant_scope(tenant):
        await fetchrow("delete from conversation where id = $1 returning id", conversation.id)
    assert (await client.get(path)).json()["items"] == []
