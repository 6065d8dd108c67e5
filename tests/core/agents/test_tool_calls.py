from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import msgspec
import pytest

from tests.core.agents.conftest import OFFICE, Bench
from wattos._testing import ScriptedAnswer
from wattos.access import Principal
from wattos.agents import AgentTurn, Tool, ToolContext, ToolResult
from wattos.database import fetch, new_id, tenant_scope
from wattos.errors import InvalidInput, NotFound, OutcomeUnknown, Unavailable
from wattos.events import ToolFinished, ToolStarted, TurnStarted
from wattos.llm import ChatDelta, ToolCallDelta


class Booking(msgspec.Struct, frozen=True, kw_only=True):
    """A desk to book."""

    desk: int
    note: str = ""


class Desk:
    """A tool that books desks, and fails as it is told to."""

    def __init__(self) -> None:
        self.booked: list[int] = []
        self.keys: list[str] = []
        self.failure: BaseException | None = None
        self.hold: asyncio.Event | None = None

    async def run(self, context: ToolContext, booking: Booking) -> ToolResult:
        self.keys.append(context.idempotency_key)
        if self.hold is not None:
            await self.hold.wait()
        if self.failure is not None:
            failure, self.failure = self.failure, None
            raise failure
        self.booked.append(booking.desk)
        return ToolResult(content=f"Desk {booking.desk} is booked.", summary="Gebucht.")

    def tool(self, **changes: Any) -> Tool:
        values: dict[str, Any] = {
            "name": "book",
            "description": {"en": "Books a desk."},
            "parameters": Booking,
            "run": self.run,
            "effect": "write",
        }
        return Tool(**(values | changes))


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def with_tool(tenant: UUID, tool: Tool) -> Bench:
    bench = Bench(tenant, OFFICE, tools=[tool])
    await bench.publish(tools=(tool.name,))
    return bench


def queue_booking(bench: Bench, desk: int, note: str = "") -> None:
    bench.model.queue_tool_call("book", {"desk": desk, "note": note})
    bench.model.queue("Erledigt.")


async def test_model_that_breaks_off_repeats_no_tool_and_takes_back_its_own_words_alone(
    tenant: UUID, desk: Desk
) -> None:
    bench = Bench(tenant, OFFICE, tools=[desk.tool()])
    await bench.publish(tools=("book",), model="scripted/first")
    call = ToolCallDelta(index=0, call_id="lost", name="book", arguments='{"desk": 3}')
    bench.model.queue_answer(
        ScriptedAnswer(deltas=(ChatDelta(text="Ich"), ChatDelta(tool_call=call)), failure="broken")
    )
    bench.model.queue_tool_call("book", {"desk": 7}, text="Ich buche.")
    bench.model.queue("Tisch sieb", failure="broken")
    bench.model.queue("Tisch 7 ist gebucht.")
    answer = await bench.ask("Buche Tisch 7", turn_id=new_id(), conversation_id=new_id())

    assert desk.booked == [7]
    assert answer.text == "Ich buche.\n\nTisch 7 ist gebucht."
    starts = [n for n, event in enumerate(bench.events) if isinstance(event, TurnStarted)]
    assert len(starts) == 2
    bench.events = bench.events[starts[-1] :]
    assert bench.shown == answer.text


async def calls(tenant: UUID) -> list[tuple[str, str | None]]:
    async with tenant_scope(tenant):
        rows = await fetch("select state, error from tool_call order by id")
    return [(row["state"], row["error"]) for row in rows]


async def test_model_calls_a_tool_and_the_call_is_on_record(tenant: UUID, desk: Desk) -> None:
    bench = await with_tool(tenant, desk.tool())
    queue_booking(bench, 7)
    answer = await bench.ask("Buche Tisch 7")

    assert desk.booked == [7]
    assert answer.text == "Erledigt."
    result = bench.model.last_request.messages[-1]
    assert result.role == "tool"
    assert "Desk 7 is booked." in result.text
    (definition,) = bench.model.last_request.tools
    assert definition.parameters["properties"]["desk"] == {"type": "integer"}
    started, finished = (e for e in bench.events if isinstance(e, ToolStarted | ToolFinished))
    assert isinstance(finished, ToolFinished)
    assert (finished.ok, finished.summary, finished.call_id) == (True, "Gebucht.", started.call_id)
    assert await calls(tenant) == [("succeeded", None)]
    async with tenant_scope(tenant):
        (entry,) = await fetch("select outcome from audit_entry where action = 'tool.call'")
    assert entry["outcome"] == "ok"


async def test_model_learns_that_its_arguments_do_not_fit(tenant: UUID, desk: Desk) -> None:
    bench = await with_tool(tenant, desk.tool())
    bench.model.queue_tool_call("book", {"desk": "seven"})
    queue_booking(bench, 7)
    await bench.ask("Buche Tisch 7")
    assert desk.booked == [7]
    assert "Expected `int`, got `str`" in bench.model.requests[1].messages[-1].text


async def test_agent_without_the_tool_never_offers_it_to_the_model(
    tenant: UUID, desk: Desk
) -> None:
    bench = Bench(tenant, OFFICE, tools=[desk.tool()])
    await bench.publish()
    bench.model.queue("Hallo!")
    await bench.ask("Hallo")
    assert bench.model.last_request.tools == ()


async def test_tool_that_is_not_set_up_is_not_offered(tenant: UUID, desk: Desk) -> None:
    async def never(tenant_id: UUID) -> bool:
        return False

    bench = await with_tool(tenant, desk.tool(available=never))
    bench.model.queue("Hallo!")
    await bench.ask("Hallo")
    assert bench.model.last_request.tools == ()


async def test_tool_acts_on_the_rights_of_the_person_who_asks(tenant: UUID, desk: Desk) -> None:
    bench = await with_tool(tenant, desk.tool(permission="desk:book"))
    queue_booking(bench, 7)
    await bench.ask("Buche Tisch 7")
    stranger = Principal(tenant_id=tenant, kind="visitor", id="v1")
    queue_booking(bench, 7)
    await bench.ask("Buche Tisch 7", principal=stranger)
    assert desk.booked == []

    permissions = frozenset({"desk:book"})
    person = Principal(tenant_id=tenant, kind="user", id=str(new_id()), permissions=permissions)
    queue_booking(bench, 7)
    await bench.ask("Buche Tisch 7", principal=person)
    assert desk.booked == [7]


async def test_repeated_turn_has_one_effect_even_in_other_words(tenant: UUID, desk: Desk) -> None:
    bench = await with_tool(tenant, desk.tool())
    turn_id = new_id()
    queue_booking(bench, 7, "am Fenster")
    await bench.ask("Buche Tisch 7", turn_id=turn_id)
    queue_booking(bench, 7, "beim Fenster, bitte")
    await bench.ask("Buche Tisch 7", turn_id=turn_id)
    assert desk.booked == [7]
    assert "Desk 7 is booked." in bench.model.last_request.messages[-1].text

    queue_booking(bench, 7, "am Fenster")
    await bench.ask("Buche Tisch 7", turn_id=new_id())
    assert desk.booked == [7, 7]


async def test_own_key_makes_an_effect_happen_once_across_turns(tenant: UUID, desk: Desk) -> None:
    def by_desk(context: ToolContext, booking: Booking) -> str:
        return str(booking.desk)

    bench = await with_tool(tenant, desk.tool(key=by_desk))
    for _ in range(2):
        queue_booking(bench, 7)
        await bench.ask("Buche Tisch 7", turn_id=new_id())
    assert desk.booked == [7]
    assert desk.keys == ["book:7"]


async def test_failed_call_may_be_tried_again(tenant: UUID, desk: Desk) -> None:
    bench = await with_tool(tenant, desk.tool())
    turn_id = new_id()
    desk.failure = Unavailable("The booking system is closed.")
    queue_booking(bench, 7)
    await bench.ask("Buche Tisch 7", turn_id=turn_id)
    assert "The booking system is closed." in bench.model.last_request.messages[-1].text
    assert await calls(tenant) == [("failed", "The booking system is closed.")]

    queue_booking(bench, 7)
    await bench.ask("Buche Tisch 7", turn_id=turn_id)
    assert desk.booked == [7]
    assert await calls(tenant) == [("succeeded", None)]


async def test_call_with_unknown_outcome_is_never_repeated(tenant: UUID, desk: Desk) -> None:
    bench = await with_tool(tenant, desk.tool())
    turn_id = new_id()
    desk.failure = OutcomeUnknown("The line went dead.")
    for _ in range(2):
        queue_booking(bench, 7)
        await bench.ask("Buche Tisch 7", turn_id=turn_id)
        assert '"ok":false' in bench.model.last_request.messages[-1].text
        assert "versuche es deshalb nicht noch einmal" in bench.model.last_request.messages[-1].text
    assert desk.booked == []
    assert len(desk.keys) == 1
    assert await calls(tenant) == [("unknown", "The line went dead.")]


async def test_stopped_call_has_an_unknown_outcome(tenant: UUID, desk: Desk) -> None:
    bench = await with_tool(tenant, desk.tool())
    desk.hold = asyncio.Event()
    queue_booking(bench, 7)
    asking = asyncio.create_task(bench.ask("Buche Tisch 7"))
    while not desk.keys:  # noqa: ASYNC110 - the tool itself is what is waited for
        await asyncio.sleep(0.01)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert await calls(tenant) == [("unknown", "CancelledError")]


async def test_fault_of_a_tool_fails_the_run_and_is_named_without_its_words(
    tenant: UUID, desk: Desk
) -> None:
    bench = await with_tool(tenant, desk.tool())
    desk.failure = ValueError("anna@example.org")
    bench.model.queue_tool_call("book", {"desk": 7})
    with pytest.raises(ValueError, match="anna"):
        await bench.ask("Buche Tisch 7")
    assert await calls(tenant) == [("unknown", "ValueError")]


async def test_tool_can_be_called_directly(tenant: UUID, desk: Desk) -> None:
    bench = await with_tool(tenant, desk.tool())
    turn = AgentTurn(tenant_id=tenant, question="", agent=bench.agent_id, turn_id=new_id())
    for _ in range(2):
        result = await bench.runtime.call(turn, "book", {"desk": 3}, bench.emit)
        assert result.content == "Desk 3 is booked."
    assert desk.booked == [3]
    with pytest.raises(NotFound):
        await bench.runtime.call(turn, "cancel", {}, bench.emit)
    with pytest.raises(InvalidInput, match="desk"):
        await bench.runtime.call(turn, "book", {}, bench.emit)
