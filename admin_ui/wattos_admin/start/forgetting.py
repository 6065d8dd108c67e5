"""Taking the example city away again, with everything that was made from it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import msgspec

from wattos.agents import Agent
from wattos.database import fetch, tenant_scope
from wattos.suggested import SUGGEST_JOB
from wattos.verified import VerifiedFilter
from wattos_admin.catalogue import LANGUAGES, words
from wattos_admin.insights import API
from wattos_admin.page import key_of
from wattos_admin.start.state import ANALYSE, ASK_AROUND, CHECK, COMPARE, FINAL, Source, once

if TYPE_CHECKING:
    from wattos_admin.view import View

EXAMPLE_NAME: Final = key_of("Town of Lindenfurt (fictional)")
_MAKERS: Final = (ANALYSE, ASK_AROUND, CHECK, COMPARE, SUGGEST_JOB)
_MOST_LOOKS: Final = 100
_LOOK_SECONDS: Final = 0.1
_OF_EXAMPLE: Final = "select id from document where starts_with(url, $1 || '/')"


class Forgotten(msgspec.Struct, frozen=True, kw_only=True):
    """How much went: `pages` are deleted, `agents` and verified `answers` archived."""

    pages: int
    agents: int
    answers: int


async def forget_example(view: View, source: Source) -> Forgotten:
    """Delete the city's pages, so that no answer comes from a made-up town, and what rests on them.

    What rests on other pages too is looked at anew in the background. Conversations stay: people
    had them.
    """
    await _stop_makers(view)
    personas = await _documents_of_personas(view)
    async with tenant_scope(view.tenant_id):
        gone = {row["id"] for row in await fetch(_OF_EXAMPLE, source.url.rpartition("/")[0])}
    for document_id in gone:
        await view.platform.knowledge.delete_document(view.tenant_id, document_id)
    async with tenant_scope(view.tenant_id):
        left = {row["id"] for row in await fetch("select id from document")}

    def rests_on_city(documents: set[UUID]) -> bool:
        return bool(documents & gone) and not documents & left

    of_city = {persona for persona, documents in personas.items() if rests_on_city(documents)}
    agents = [one for one in await _made_agents(view) if not left or one.persona_id in of_city]
    reason = view._("It came from the example city, which was taken away.")
    for agent in agents:
        await view.platform.agents.set_state(
            view.tenant_id, agent.id, "archived", reason, actor=view.principal.actor
        )
    answers = [
        answer.id
        async for answer in view.platform.verified.all(
            view.tenant_id, VerifiedFilter(state="active")
        )
        if rests_on_city({source.document_id for source in answer.sources if source.document_id})
    ]
    for answer_id in answers:
        await view.platform.verified.archive(view.tenant_id, answer_id, actor=view.principal.actor)
    await _name_as_before(view, source)
    for kind in (ANALYSE, CHECK) if left else (CHECK,):
        await once(view.platform, view.tenant_id, kind)
    return Forgotten(pages=len(gone), agents=len(agents), answers=len(answers))


async def _stop_makers(view: View) -> None:
    """Stop what still makes something of the city; else an analysis would bring agents after it.

    Waits some seconds; where no worker runs, what is marked as cancelled does not begin any more.
    """
    jobs, tenant_id = view.platform.jobs, view.tenant_id
    for _ in range(_MOST_LOOKS):
        found = [job for kind in _MAKERS for job in await jobs.list(tenant_id, kind=kind, limit=5)]
        going = [job for job in found if job.state not in FINAL]
        if not going:
            return
        for job in going:
            await jobs.cancel(tenant_id, job.id)
        await asyncio.sleep(_LOOK_SECONDS)


async def _documents_of_personas(view: View) -> dict[UUID, set[UUID]]:
    """What each persona was told from, documents and conversations alike."""
    personas: list[dict[str, Any]] = await view.api.get(f"{API}/personas") or []
    return {
        UUID(one["id"]): {UUID(place["document_id"]) for place in one["evidence"]}
        for one in personas
    }


async def _made_agents(view: View) -> list[Agent]:
    """Those that an analysis made and that are in use."""
    agents = await view.platform.agents.list(view.tenant_id)
    return [one for one in agents if one.persona_id is not None and one.state != "archived"]


async def _name_as_before(view: View, source: Source) -> None:
    """Give the organisation its own name again, unless somebody chose another one meanwhile."""
    tenant = await view.platform.tenancy.get(view.tenant_id)
    given = {words(language).gettext(EXAMPLE_NAME) for language in LANGUAGES}
    if tenant.name in given and source.name_before:
        await view.platform.tenancy.update(view.tenant_id, name=source.name_before)
        await view.platform.renew_first_agent(view.tenant_id)
