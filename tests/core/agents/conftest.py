from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest

from wattos._testing import ScriptedModel
from wattos.agents import (
    AgentAnswer,
    AgentRuntime,
    Agents,
    AgentSpec,
    AgentTurn,
    AgentType,
    NewAgent,
    Tool,
)
from wattos.database import new_id
from wattos.events import Reading, TextDelta, TurnEvent
from wattos.knowledge import Hit, KnowledgeFilter, RecordFilter, RecordView, Redactor
from wattos.llm import ModelProvider, Router
from wattos.settings import load_settings
from wattos.tenancy import TenantClock

OFFICE = (
    "Das Bürgerbüro ist im Rathaus. Es hat Montag bis Freitag von 8 bis 12 Uhr geöffnet. "
    "Am Samstag ist es geschlossen."
)
WASTE = "Sperrmüll wird auf Antrag abgeholt. Die Abholung kostet 25 Euro."


class Shelf:
    """Knowledge with fixed passages that keeps the queries it got."""

    def __init__(self, *texts: str) -> None:
        self.queries: list[str] = []
        self.filters: list[KnowledgeFilter | None] = []
        self.read_so_far = Reading(read=2, total=2)
        self.hits = [self.hit(text, number) for number, text in enumerate(texts)]
        self.found_by: dict[str, list[Hit]] = {}
        """What single queries find instead of `hits`."""

    def hit(self, text: str, number: int) -> Hit:
        return Hit(
            document_id=new_id(),
            chunk_id=new_id(),
            title=f"Seite {number + 1}",
            url=f"https://stadt.example/{number + 1}",
            score=1.0 - number / 10,
            start=100,
            end=100 + len(text),
            text=text,
            language="de",
            source_kind="page",
        )

    async def search(
        self,
        tenant_id: UUID,
        query: str,
        *,
        k: int = 10,
        filter: KnowledgeFilter | None = None,  # noqa: A002
    ) -> list[Hit]:
        self.queries.append(query)
        self.filters.append(filter)
        return self.found_by.get(query, self.hits)[:k]

    async def records(
        self,
        tenant_id: UUID,
        filter: RecordFilter | None = None,  # noqa: A002
        *,
        limit: int = 500,
        after: UUID | None = None,
    ) -> list[RecordView]:
        return []

    async def reading(
        self,
        tenant_id: UUID,
        filter: KnowledgeFilter | None = None,  # noqa: A002
    ) -> Reading:
        return self.read_so_far


class Registry:
    """Stands for the plugin host."""

    def __init__(self, models: Sequence[ModelProvider], tools: Sequence[Tool] = ()) -> None:
        self._models = models
        self._tools = tools
        self.chosen_model: str | None = None
        self.hides: list[Redactor] = []

    def redactors(self) -> Sequence[Redactor]:
        return self.hides

    def models(self) -> Sequence[ModelProvider]:
        return self._models

    async def tools(self, tenant_id: UUID) -> Sequence[Tool]:
        return self._tools

    async def agent_types(self, tenant_id: UUID) -> Sequence[AgentType]:
        return []

    async def select_model(
        self, tenant_id: UUID, purpose: str, spec: AgentSpec | None
    ) -> str | None:
        return self.chosen_model


class Bench:
    """An agent of one tenant, ready to be asked; `events` are those of all its turns."""

    def __init__(self, tenant_id: UUID, *texts: str, tools: Sequence[Tool] = ()) -> None:
        self.tenant_id = tenant_id
        self.model = ScriptedModel()
        self.shelf = Shelf(*texts)
        self.registry = Registry([self.model], tools)
        settings = load_settings({"WATTOS_MODELS_CHAT": "scripted/one"})
        self.router = Router(settings, self.registry)
        self.agents = Agents(self.router, self.registry)
        clock = TenantClock(zone="Europe/Berlin", region="DE")
        self.runtime = AgentRuntime(
            self.agents, self.router, self.shelf, self.registry, clock=clock
        )
        self.events: list[TurnEvent] = []
        self.agent_id: UUID | None = None

    async def publish(self, name: str = "Stadtlotse", **spec: Any) -> UUID:
        new = NewAgent(name=name, spec=AgentSpec(**spec))
        agent = await self.agents.create(self.tenant_id, new)
        await self.agents.publish(self.tenant_id, agent.id)
        self.agent_id = agent.id
        return agent.id

    async def ask(self, question: str, **turn: Any) -> AgentAnswer:
        """Ask the agent published last, unless the turn names another."""
        turn.setdefault("agent", self.agent_id)
        return await self.runtime.run(
            AgentTurn(tenant_id=self.tenant_id, question=question, **turn), self.emit
        )

    async def emit(self, event: TurnEvent) -> None:
        self.events.append(event)

    @property
    def shown(self) -> str:
        return "".join(event.text for event in self.events if isinstance(event, TextDelta))


@pytest.fixture
def bench(tenant: UUID) -> Bench:
    return Bench(tenant, OFFICE, WASTE)
