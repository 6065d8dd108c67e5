"""Figures, and the conversations behind each of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from httpx import AsyncClient

from wattos.access import Actor
from wattos.conversations import Accepted, Outcome, list_conversations, list_model_calls
from wattos.database import execute, tenant_scope
from wattos.platform import Platform
from wattos.testing import ScriptedModel

OVERVIEW = "/api/analytics/overview"


async def ask(platform: Platform, tenant: UUID, model: ScriptedModel, answer: str) -> Accepted:
    accepted: list[Accepted] = []
    model.queue(answer)
    await platform.conversations.ask(tenant, "Was gilt?", on_accepted=accepted.append)
    return accepted[0]


async def figures_of(client: AsyncClient, **params: Any) -> dict[str, Any]:
    answer = await client.get(OVERVIEW, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def behind(tenant: UUID, outcome: Outcome | None, days: int = 7) -> set[UUID]:
    found = await list_conversations(tenant, outcome=outcome, days=days)
    return {row.id for row in found.conversations}


async def test_figures_tell_outcomes_apart_and_lists_show_the_conversations_behind_them(
    platform: Platform, tenant: UUID, client: AsyncClient, scripted_model: ScriptedModel
) -> None:
    answered = await ask(platform, tenant, scripted_model, "Alles.")
    refused = await ask(platform, tenant, scripted_model, "[NO_ANSWER]")
    greeted = await ask(platform, tenant, scripted_model, "Hallo.")
    async with tenant_scope(tenant):  # a source, as a model would name it
        await execute("update turn set sourced = true where id = $1", answered.turn_id)
    for accepted, value in ((answered, 1), (refused, -1)):
        await platform.conversations.give_feedback(
            tenant, accepted.turn_id, kind="thumb", value=value
        )
    await platform.conversations.set_owner(
        tenant, refused.conversation_id, "human", actor=Actor(kind="system", id="test")
    )

    found = await figures_of(client, days=7)
    calls, total = await list_model_calls(tenant, days=7, text="was GILT", sort="cost_usd")
    assert total == sum(one["calls"] for one in found["by_model"]) == 3
    assert {(call.conversation_id, call.question) for call in calls} == {
        (one.conversation_id, "Was gilt?") for one in (answered, refused, greeted)
    }
    assert (await list_model_calls(tenant, days=7, text="%", channel="web"))[1] == 0
    figures = found["figures"]
    named = ("conversations", "turns", "answered", "abstained", "handed_over")
    assert [figures[name] for name in named] == [3, 3, 2, 1, 1]
    assert (figures["coverage"], figures["satisfaction"]) == (0.5, 0.5)
    assert [(one["turns"], one["abstained"]) for one in found["by_channel"]] == [(3, 1)]
    assert [one["turns"] for one in found["by_agent"]] == [3]
    today = datetime.combine(date.fromisoformat(found["by_day"][0]["day"]), time.min, UTC)
    for first, expected in ((today - timedelta(days=1), 1), (today - timedelta(days=9), 0)):
        within = await list_conversations(
            tenant, outcome="refused", between=(first, first + timedelta(days=3))
        )
        assert len(within.conversations) == expected

    everybody = {one.conversation_id for one in (answered, refused, greeted)}
    assert await behind(tenant, None) == everybody
    assert await behind(tenant, "answered") == everybody - {refused.conversation_id}
    assert await behind(tenant, "refused") == {refused.conversation_id}
    assert await behind(tenant, "handed_over") == {refused.conversation_id}
    assert await behind(tenant, "disliked") == {refused.conversation_id}
    assert await behind(tenant, "judged") == everybody - {greeted.conversation_id}


async def test_channel_agent_and_time_narrow_figures_and_lists(
    platform: Platform, tenant: UUID, client: AsyncClient, scripted_model: ScriptedModel
) -> None:
    first = await ask(platform, tenant, scripted_model, "[NO_ANSWER]")
    (channel,) = [one["channel"] for one in (await figures_of(client))["by_channel"]]
    assert (await figures_of(client, channel=channel))["figures"]["turns"] == 1
    assert (await figures_of(client, channel="elsewhere"))["figures"]["turns"] == 0
    assert (await figures_of(client, channel="elsewhere"))["figures"]["coverage"] is None
    agent = (await platform.conversations.get(tenant, first.conversation_id)).agent_id
    assert (await figures_of(client, agent_id=str(agent)))["figures"]["conversations"] == 1
    assert (await figures_of(client, agent_id=str(tenant)))["figures"]["conversations"] == 0

    async with tenant_scope(tenant):
        for table in ("conversation", "turn", "message"):
            await execute(f"update {table} set created_at = now() - interval '9 days'")
    assert (await figures_of(client, days=7))["figures"]["turns"] == 0
    assert (await figures_of(client, days=30))["figures"]["abstained"] == 1
    assert await behind(tenant, "refused", days=7) == set()
    assert await behind(tenant, None, days=7) == set()
    assert await behind(tenant, "refused", days=30) == {first.conversation_id}


async def test_days_are_those_of_the_tenants_clock(
    platform: Platform, tenant: UUID, client: AsyncClient, scripted_model: ScriptedModel
) -> None:
    accepted = await ask(platform, tenant, scripted_model, "Alles.")
    asked_at = (await platform.conversations.turn(tenant, accepted.turn_id)).created_at
    shown: list[str] = []
    # Their clocks are 25 hours apart: no moment has the same day on both.
    for name in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        await platform.tenancy.update(tenant, settings={"time_zone": name})
        (day,) = (await figures_of(client, days=7))["by_day"]
        assert day["day"] == asked_at.astimezone(ZoneInfo(name)).date().isoformat()
        shown.append(day["day"])
    assert len(set(shown)) == 2
