"""From a page to an answer by the clock, through the real engine."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from wattos.agents import AgentAnswer, AgentRuntime, AgentTurn
from wattos.events import TurnEvent
from wattos.knowledge import NewDocument
from wattos.platform import Platform
from wattos.tenancy import TenantClock

PAGE = """<html lang="de"><h1>So erreichen Sie uns</h1><h2>Öffnungszeiten Bürgerbüro</h2>
<table><tr><th>Tag</th><th>Zeit</th></tr><tr><td>Montag</td><td>8:00–16:00 Uhr</td></tr>
<tr><td>Donnerstag</td><td>8:00–12:00 und 14:00–18:00 Uhr</td></tr></table>
<h2>Kontakt</h2><p>Bürgerbüro<br>Marktplatz 1</p><p>Telefon: 01999 555-110</p></html>"""


async def ask(platform: Platform, tenant: UUID, question: str, now: datetime) -> AgentAnswer:
    clock = TenantClock(zone="Europe/Berlin", region="DE-BW", now=lambda: now)
    runtime = AgentRuntime(
        platform.agents, platform.llm, platform.knowledge, platform.registries, clock=clock
    )

    async def emit(_: TurnEvent) -> None:
        return None

    (agent,) = await platform.agents.list(tenant)
    return await runtime.run(AgentTurn(tenant_id=tenant, agent=agent.id, question=question), emit)


async def test_open_now_is_answered_from_the_page_by_the_tenants_clock(
    platform: Platform, tenant: UUID
) -> None:
    space = await platform.knowledge.ensure_space(tenant)
    new = NewDocument(
        space_id=space,
        source_kind="page",
        url="https://town.example/kontakt",
        data=PAGE.encode(),
        media_type="text/html",
    )
    added = await platform.knowledge.add(tenant, new)
    await platform.knowledge.process(tenant, [added.document_id])
    text = await platform.knowledge.text(tenant, added.document_id)

    question = "Hat das Bürgerbüro gerade offen?"
    thursday = datetime(2026, 11, 26, 16, 30, tzinfo=UTC)
    answer = await ask(platform, tenant, question, thursday)
    assert answer.text == "Ja, das Bürgerbüro ist jetzt geöffnet, heute noch bis 18:00 Uhr. [1]"
    (citation,) = answer.citations
    assert citation.quote == text[citation.start : citation.end]
    assert "Donnerstag | 8:00–12:00 und 14:00–18:00 Uhr" in citation.quote
    assert "[1]" not in answer.spoken

    late = await ask(platform, tenant, question, thursday.replace(hour=17))
    assert late.text.startswith("Nein, das Bürgerbüro ist gerade geschlossen.")
    assert "am Montag, 30. November, ab 8:00 Uhr" in late.text

    call = await ask(platform, tenant, "Telefonnummer vom Bürgerbüro?", thursday)
    assert call.text == "Bürgerbüro: Telefon 01999 555-110. [1]"
