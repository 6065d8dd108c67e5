"""The platform's own conversations as a source of analyses."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from tests.plugins.wattos_insight.conftest import QuotingModel
from wattos.conversations import asked_questions
from wattos.database import execute, tenant_scope
from wattos.platform import Platform
from wattos_insight import store
from wattos_insight.schemas import AnalysisResult
from wattos_insight.subjects import erase_quotes, export_quotes
from wattos_insight.talks import read_talks

Generate = Callable[[UUID], Awaitable[AnalysisResult]]
QUESTION = "Was kostet ein Personalausweis für Erika Mustermann, erika@post.example?"


async def ask(platform: Platform, tenant_id: UUID, text: str, visitor: str) -> None:
    await platform.conversations.ask(tenant_id, text)
    async with tenant_scope(tenant_id):
        await execute(
            "update conversation set visitor_id = $1 where visitor_id is null and user_id is null",
            visitor,
        )


async def test_questions_to_agents_are_sources_without_personal_data(
    platform: Platform, town_tenant: UUID, quoting_model: QuotingModel
) -> None:
    await ask(platform, town_tenant, QUESTION, "visitor-1")
    quoting_model.silent = True
    await ask(platform, town_tenant, "Gibt es im Rathaus einen Schuster?", "visitor-2")
    await ask(platform, town_tenant, "Danke!", "visitor-2")
    async with tenant_scope(town_tenant):
        asked = await asked_questions(days=1, limit=10)
    assert [item.unanswered for item in asked][:2] == [False, True]
    talks = await read_talks(town_tenant, platform.registries.redactors(), "de")
    assert [talk.unmet for talk in talks] == [None, "unanswered"]
    assert "erika@post.example" not in talks[0].text
    assert talks[0].source_kind == "conversation"


async def test_conversation_that_names_nothing_is_no_source(
    platform: Platform, town_tenant: UUID, quoting_model: QuotingModel
) -> None:
    quoting_model.silent = True
    for number, text in enumerate(("Was kostet das?", "How long does it take?", "Ne kadar?")):
        await ask(platform, town_tenant, text, f"visitor-{number}")
    await ask(platform, town_tenant, "Was kostet der Personalausweis?", "visitor-3")
    talks = await read_talks(town_tenant, platform.registries.redactors(), "de")
    assert [talk.text for talk in talks] == ["Was kostet der Personalausweis?"]


async def test_unanswered_question_is_a_gap_until_its_asker_is_erased(
    platform: Platform, town_tenant: UUID, quoting_model: QuotingModel, generate: Generate
) -> None:
    quoting_model.silent = True
    await ask(platform, town_tenant, "Gibt es im Rathaus einen Schuster?", "visitor-9")
    quoting_model.silent = False
    result = await generate(town_tenant)
    assert [(gap.question, gap.reason) for gap in result.gaps] == [
        ("Gibt es im Rathaus einen Schuster?", "unanswered")
    ]
    asked = {"title": "", "kind": "conversation", "language": "de", "reason": "astray"}
    async with tenant_scope(town_tenant):
        await execute(
            "update customer_analysis set ungrouped = $2 where id = $1",
            *(result.analysis_id, [{**asked, "evidence": result.gaps[0].evidence}]),
        )
    assert await store.read_ungrouped(town_tenant, result.analysis_id)
    assert (await export_quotes(town_tenant, "visitor-9"))["quotes"]
    assert await erase_quotes(town_tenant, "visitor-9") > 0
    assert await erase_quotes(town_tenant, "visitor-9") == 0
    newest = (await store.list_analyses(town_tenant, 1))[0]
    assert newest.gaps == []
    assert await store.read_ungrouped(town_tenant, newest.id) == []
