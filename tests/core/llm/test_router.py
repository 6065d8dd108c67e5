from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from wattos._testing import OpenAIServer, ScriptedModel
from wattos.database import fetch, tenant_scope
from wattos.errors import InvalidInput
from wattos.llm import (
    CallContext,
    ChatMessage,
    ChatRequest,
    ModelFailed,
    NoModelAnswered,
    Route,
    Router,
)
from wattos.llm.health import HealthBoard

QUESTION = ChatRequest(model="", messages=(ChatMessage(role="user", text="Wann ist offen?"),))


async def ask(router: Router, context: CallContext) -> tuple[str, str]:
    async with router.open("chat", QUESTION, context) as call:
        text = "".join([delta.text async for delta in call.deltas()])
        return call.model, text


async def booked(tenant: UUID) -> list[tuple[str, str]]:
    async with tenant_scope(tenant):
        rows = await fetch("select model, outcome from llm_usage order by id")
    return [(row["model"], row["outcome"]) for row in rows]


async def test_router_falls_back_before_the_first_token(
    tenant: UUID, make_router: Callable[..., Router]
) -> None:
    first, second = ScriptedModel("first"), ScriptedModel("second")
    first.queue(failure="unreachable")
    second.queue("Ab acht Uhr.")
    router = make_router(first, second, chat="first/a,second/b")

    assert await ask(router, CallContext(tenant_id=tenant)) == ("second/b", "Ab acht Uhr.")
    assert await booked(tenant) == [("first/a", "failed:unreachable"), ("second/b", "succeeded")]


async def test_answer_that_breaks_off_is_begun_anew_by_the_next_model_and_both_are_booked(
    tenant: UUID, make_router: Callable[..., Router]
) -> None:
    first, second = ScriptedModel("first"), ScriptedModel("second")
    first.queue("Ab acht, aber", failure="broken")
    second.queue("Ab neun Uhr.")
    router = make_router(first, second, chat="first/a,second/b")

    context = CallContext(tenant_id=tenant)
    async with router.open("chat", QUESTION, context) as call:
        assert await call.text() == "Ab neun Uhr."
        assert call.model == "second/b"
        assert call.usage.output_tokens > call.output_tokens
        both = call.usage
    assert await booked(tenant) == [("first/a", "failed:broken"), ("second/b", "succeeded")]
    async with tenant_scope(tenant):
        (row,) = await fetch("select sum(output_tokens)::int as output_tokens from llm_usage")
    assert row["output_tokens"] == both.output_tokens


async def test_answer_that_breaks_off_without_another_model_says_why(
    tenant: UUID, make_router: Callable[..., Router]
) -> None:
    first, second = ScriptedModel("first"), ScriptedModel("second")
    first.queue("Ab acht", failure="broken")
    second.queue(failure="unreachable")
    router = make_router(first, second, chat="first/a,second/b")

    context = CallContext(tenant_id=tenant)
    with pytest.raises(NoModelAnswered, match=r"a: broke off \(broken\); second/b: unreachable"):
        async with router.open("chat", QUESTION, context) as call:
            await call.text()
    assert await booked(tenant) == [
        ("first/a", "failed:broken"),
        ("second/b", "failed:unreachable"),
    ]


async def test_reader_of_a_broken_answer_decides_whether_it_is_begun_anew(
    tenant: UUID, make_router: Callable[..., Router]
) -> None:
    first, second = ScriptedModel("first"), ScriptedModel("second")
    first.queue("Ab acht", failure="broken")
    router = make_router(first, second, chat="first/a,second/b")

    with pytest.raises(ModelFailed):
        await ask(router, CallContext(tenant_id=tenant))
    assert second.requests == []
    assert await booked(tenant) == [("first/a", "failed:broken")]


async def test_router_names_each_reason_when_no_model_answers(
    tenant: UUID, make_router: Callable[..., Router]
) -> None:
    model = ScriptedModel("first")
    model.queue(failure="unauthorized")
    router = make_router(model, chat="first/a")

    with pytest.raises(NoModelAnswered, match="first/a: unauthorized"):
        await ask(router, CallContext(tenant_id=tenant))


async def test_router_rests_a_failing_model_and_tries_it_again_later(
    tenant: UUID, make_router: Callable[..., Router]
) -> None:
    now = [0.0]
    first, second = ScriptedModel("first"), ScriptedModel("second")
    router = make_router(
        first, second, chat="first/a,second/b", health=HealthBoard(clock=lambda: now[0])
    )
    for _ in range(3):
        first.queue(failure="timeout")
    for _ in range(4):
        second.queue("Zweite Wahl.")
    for _ in range(4):
        await ask(router, CallContext(tenant_id=tenant))
    assert len(first.requests) == 3
    assert router.health("first/a").state == "open"

    now[0] = 60.0
    first.queue("Wieder da.")
    assert (await ask(router, CallContext(tenant_id=tenant)))[0] == "first/a"
    assert router.health("first/a").state == "closed"


async def test_router_does_not_blame_a_model_for_a_rejected_request(
    tenant: UUID, make_router: Callable[..., Router]
) -> None:
    model = ScriptedModel("first")
    router = make_router(model, chat="first/a")
    for _ in range(5):
        model.queue(failure="rejected")
        with pytest.raises(NoModelAnswered):
            await ask(router, CallContext(tenant_id=tenant))
    assert len(model.requests) == 5


async def test_router_reads_a_changed_route_at_the_next_request(
    tenant: UUID, make_router: Callable[..., Router]
) -> None:
    model = ScriptedModel()
    model.queue("Eins.")
    model.queue("Zwei.")
    router = make_router(model)
    assert (await ask(router, CallContext(tenant_id=tenant)))[0] == "scripted/one"

    await router.routes.put(tenant, Route(purpose="chat", models=("scripted/two",)))
    assert (await ask(router, CallContext(tenant_id=tenant)))[0] == "scripted/two"


async def test_router_tries_the_chosen_model_before_the_route(
    tenant: UUID, make_router: Callable[..., Router]
) -> None:
    model = ScriptedModel()
    model.queue(failure="unreachable")
    model.queue("Aus der Route.")
    router = make_router(model)

    context = CallContext(tenant_id=tenant, model="scripted/chosen")
    assert await ask(router, context) == ("scripted/one", "Aus der Route.")
    assert [request.model for request in model.requests] == ["chosen", "one"]


async def test_router_keeps_data_in_the_chosen_regions(
    tenant: UUID, make_router: Callable[..., Router], openai_server: OpenAIServer
) -> None:
    outside = ScriptedModel("outside")
    outside.region = "us"
    unknown = ScriptedModel("unknown")
    unknown.region = ""
    inside = ScriptedModel("inside")
    inside.region = "us"
    inside.queue("Aus Europa.")
    router = make_router(
        outside,
        unknown,
        inside,
        chat="outside/a,unknown/b,inside/c",
        WATTOS_MODEL_REGIONS="inside=eu",
    )
    await router.routes.put(tenant, Route(purpose="*", regions=("eu",)))

    context = CallContext(tenant_id=tenant, model="outside/chosen")
    assert (await ask(router, context))[0] == "inside/c"
    assert outside.requests == []
    assert unknown.requests == []


async def test_router_raises_when_no_model_runs_in_the_regions(
    tenant: UUID, make_router: Callable[..., Router]
) -> None:
    model = ScriptedModel("outside")
    model.region = "us"
    router = make_router(model, chat="outside/a")
    await router.routes.put(tenant, Route(purpose="chat", regions=("eu",)))

    with pytest.raises(NoModelAnswered, match="allowed in the regions"):
        await ask(router, CallContext(tenant_id=tenant))
    assert not await router.has_language_model(tenant, "chat")


async def test_route_refuses_models_that_cannot_serve_it(
    tenant: UUID, make_router: Callable[..., Router]
) -> None:
    model = ScriptedModel("here")
    model.region = "us"
    router = make_router(model)
    with pytest.raises(InvalidInput, match="No provider serves"):
        await router.routes.put(tenant, Route(purpose="chat", models=("nowhere/x",)))
    with pytest.raises(InvalidInput, match="outside the chosen regions"):
        await router.routes.put(tenant, Route(purpose="chat", models=("here/x",), regions=("eu",)))
    await router.check_model_of(tenant, "here/x")
    await router.routes.put(tenant, Route(purpose="*", models=("here/x",)))
    with pytest.raises(InvalidInput, match=r"No model would be left for chat.*here/x \(us\)"):
        await router.routes.put(tenant, Route(purpose="chat", regions=("eu",)))
    assert await router.routes.models(tenant, "chat") == ["here/x"]
    await router.routes.put(tenant, Route(purpose="*", regions=("eu",)))
    with pytest.raises(InvalidInput, match=r"outside the chosen regions.*here/x \(us\)"):
        await router.check_model_of(tenant, "here/x")


async def test_router_books_a_stopped_answer_with_estimated_tokens(
    tenant: UUID, make_router: Callable[..., Router]
) -> None:
    model = ScriptedModel()
    model.queue("Eine lange Antwort, die niemand zu Ende hört.", hold=asyncio.Event())
    router = make_router(model)

    async def stopped() -> None:
        async with asyncio.timeout(0.2):
            await ask(router, CallContext(tenant_id=tenant))

    with pytest.raises(TimeoutError):
        await stopped()
    async with tenant_scope(tenant):
        rows = await fetch("select outcome, estimated, output_tokens from llm_usage")
    assert [(row["outcome"], row["estimated"]) for row in rows] == [("cancelled", True)]
    assert rows[0]["output_tokens"] > 0


async def test_router_books_tokens_cost_and_for_whom(
    tenant: UUID, make_router: Callable[..., Router], openai_server: OpenAIServer
) -> None:
    openai_server.queue("Montag bis Freitag.")
    router = make_router(
        chat="openai/gpt-5.4-mini",
        OPENAI_API_KEY="sk-made-up",
        OPENAI_BASE_URL=openai_server.base_url,
        WATTOS_MODEL_REGIONS="openai=us",
    )
    agent = UUID("00000000-0000-7000-8000-000000000001")
    await ask(router, CallContext(tenant_id=tenant, agent_id=agent))
    async with tenant_scope(tenant):
        (row,) = await fetch("select * from llm_usage")
    assert (row["agent_id"], row["input_tokens"], row["output_tokens"]) == (agent, 12, 3)
    assert 0 < row["cost_usd"] < 0.01
    await router.close()


async def test_probe_asks_one_model_alone_and_books_it(
    tenant: UUID, make_router: Callable[..., Router]
) -> None:
    first, second = ScriptedModel("first"), ScriptedModel("second")
    router = make_router(first, second, chat="first/a,second/b")
    context = CallContext(tenant_id=tenant)
    second.queue("Yes.")
    assert await router.probe("second/b", context) >= 0
    first.queue(failure="unreachable")
    with pytest.raises(ModelFailed, match="unreachable"):
        await router.probe("first/a", context)
    assert [model for model, _ in await booked(tenant)] == ["second/b", "first/a"]
    with pytest.raises(InvalidInput):
        await router.probe("nobody/nothing", context)


async def test_warm_loads_what_a_provider_would_load_for_its_first_answer(
    make_router: Callable[..., Router],
) -> None:
    class Heavy(ScriptedModel):
        warmed = 0

        async def warm(self) -> None:
            self.warmed += 1

    heavy = Heavy()
    await make_router(heavy, ScriptedModel("other")).warm()
    assert heavy.warmed == 1


async def test_warm_loads_what_configured_providers_need(
    make_router: Callable[..., Router],
) -> None:
    keyed = make_router(chat="anthropic/a,openai/b", ANTHROPIC_API_KEY="k", OPENAI_API_KEY="k")
    asked: list[str] = []

    async def warm() -> None:
        asked.append("anthropic")

    anthropic: Any = keyed.keys.shared.require("anthropic/a")
    anthropic.warm = warm  # litellm itself takes seconds
    await keyed.warm()
    assert asked == ["anthropic"]
