"""What an answer rests on: the question as it is searched, and what is found for it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import chain, zip_longest
from typing import Protocol

from wattos.agents.follow_up import standalone_question
from wattos.agents.organisation import of_its_own_pages, own_question, stands_alone
from wattos.agents.records import RecordLookup, records_beside
from wattos.agents.retrieval import SEARCH_HITS, KnowledgeSearch, passages_within
from wattos.agents.search_help import RERANKED, SearchHelper
from wattos.agents.turns import BegunTurn
from wattos.knowledge import Hit
from wattos.llm import Grounding
from wattos.tenancy import TenantClock


class KnowledgeSource(KnowledgeSearch, RecordLookup, Protocol):
    """What the runtime asks of the knowledge room."""


class Grounder:
    """Searches for a turn, with a language model's help where the agent asks for it."""

    def __init__(
        self, knowledge: KnowledgeSource, helper: SearchHelper, clock: TenantClock
    ) -> None:
        self._knowledge = knowledge
        self._helper = helper
        self._clock = clock

    async def standalone(self, begun: BegunTurn) -> str:
        """The question with what it leans on in the conversation."""
        if stands_alone(begun.turn.question, begun.language):
            return begun.turn.question
        rewritten = await self._helper.rewrite(begun)
        spec, language = begun.agent.spec, begun.language
        topic = spec.opening_topic.get(language) or spec.opening_topic.get(spec.language, "")
        return rewritten or standalone_question(
            begun.turn.question, begun.turn.history, language, topic
        )

    async def ground(self, begun: BegunTurn, question: str) -> Grounding:
        """Passages and records for the standalone question."""
        tenant_id = begun.turn.tenant_id
        reranks = await self._helper.reranks(begun)
        wanted = RERANKED if reranks else SEARCH_HITS
        own = own_question(question, begun.language, begun.agent.spec.language)
        queries = (*(own.queries if own else ()), question)
        in_turn = len(queries) if own and own.names_house else len(queries) - 1
        hits = await self._search(begun, queries, wanted, in_turn=in_turn)
        if reranks:
            hits = (await self._helper.rerank(begun, question, hits))[:SEARCH_HITS]
        passages = of_its_own_pages(own, passages_within(hits))
        here = await self._clock.local_time(tenant_id)
        return Grounding(
            question=own.wording if own else question,
            language=begun.language,
            style=begun.agent.spec.answering,
            passages=passages,
            records=await records_beside(self._knowledge, tenant_id, passages),
            now=here.now,
            region=here.region,
        )

    async def _search(
        self, begun: BegunTurn, queries: Sequence[str], wanted: int, *, in_turn: int
    ) -> list[Hit]:
        """The best hits of the first `in_turn` queries in turn, then those of the others."""
        allowed = begun.turn.knowledge or begun.agent.spec.knowledge
        found = await asyncio.gather(
            *(
                self._knowledge.search(begun.turn.tenant_id, query, k=wanted, filter=allowed)
                for query in queries
            )
        )
        first = chain.from_iterable(zip_longest(*found[:in_turn]))
        hits = chain(first, *found[in_turn:])
        return list({hit.chunk_id: hit for hit in hits if hit is not None}.values())[:wanted]
