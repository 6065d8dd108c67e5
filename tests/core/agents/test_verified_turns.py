"""What an editor has verified goes before what is retrieved; rehearsals leave no trace."""

from __future__ import annotations

from uuid import UUID

import msgspec
import pytest

from tests.core.agents.conftest import OFFICE, WASTE, Bench
from wattos.agents import AgentRuntime, Tool, ToolContext, ToolResult
from wattos.database import fetchval, tenant_scope
from wattos.events import Citation, CitationAdded, TextDelta
from wattos.platform import Platform
from wattos.verified import VerifiedContent

QUESTION = "Was kostet die Abholung von Sperrmüll?"
LINK = Citation(url="https://stadt.example/gebuehren", title="Gebühren")


class Note(msgspec.Struct):
    """What to write down."""

    text: str


async def write(context: ToolContext, note: Note) -> ToolResult:
    raise AssertionError("a rehearsal has no effects")


async def read(context: ToolContext, note: Note) -> ToolResult:
    return ToolResult(content=f"looked up {note.text}")


TOOLS = [
    Tool(name="write", description={"en": "writes"}, parameters=Note, run=write, effect="write"),
    Tool(name="read", description={"en": "reads"}, parameters=Note, run=read),
]


@pytest.fixture
async def bench(platform: Platform, tenant: UUID) -> Bench:
    """An agent beside the platform's verified answers."""
    made = Bench(tenant, OFFICE, WASTE, tools=TOOLS)
    made.runtime = AgentRuntime(
        made.agents,
        made.router,
        made.shelf,
        made.registry,
        platform.verified,
        clock=platform.clock,
    )
    await made.publish(tools=("write", "read"))
    content = VerifiedContent(question=QUESTION, answer="Sie kostet 30 Euro [1].", sources=[LINK])
    await platform.verified.create(tenant, content)
    return made


async def count(tenant: UUID, sql: str) -> int:
    async with tenant_scope(tenant):
        return await fetchval(sql)


async def test_verified_answer_goes_before_retrieval_with_the_editors_sources(
    bench: Bench,
) -> None:
    answer = await bench.ask("Wie viel kostet die Abholung von Sperrmüll?")
    assert answer.verified_answer_id is not None
    assert answer.text == "Sie kostet 30 Euro [1]."
    assert answer.citations == (LINK,)
    assert (answer.abstained, answer.model) == (False, "")
    assert bench.events == [
        CitationAdded(index=1, citation=LINK),
        TextDelta(text="Sie kostet 30 Euro [1]."),
    ]
    assert bench.model.requests == []
    assert bench.shelf.queries == []
    assert await count(bench.tenant_id, "select use_count from verified_answer") == 1


async def test_verified_answer_leaves_other_questions_to_retrieval(bench: Bench) -> None:
    bench.model.queue("Die Abholung kostet 25 Euro [2].")
    answer = await bench.ask("Was kostet die Abholung von Altpapier?")
    assert answer.verified_answer_id is None
    assert [citation.title for citation in answer.citations] == ["Seite 2"]


async def test_rehearsal_leaves_no_trace_and_runs_no_effect(bench: Bench) -> None:
    await bench.ask(QUESTION, rehearsal=True)
    assert await count(bench.tenant_id, "select use_count from verified_answer") == 0

    bench.model.queue_tool_call("write", {"text": "x"})
    bench.model.queue_tool_call("read", {"text": "y"})
    bench.model.queue("Die Abholung kostet 25 Euro [2].")
    answer = await bench.ask(QUESTION, rehearsal=True, use_verified=False)
    assert answer.text == "Die Abholung kostet 25 Euro [1]."
    told = bench.model.last_request.messages
    assert any("rehearsal" in message.text for message in told)
    assert any("looked up y" in message.text for message in told)
    assert await count(bench.tenant_id, "select count(*) from agent_run") == 0
    assert await count(bench.tenant_id, "select count(*) from tool_call") == 0
