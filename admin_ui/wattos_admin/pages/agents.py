"""Agents: who answers, how, and in which version."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from wattos.access import requires
from wattos.agents import Agent, AgentSpec, NewAgent
from wattos.errors import InvalidInput
from wattos.knowledge import KnowledgeFilter
from wattos_admin.formats import timestamp
from wattos_admin.listing import Listing, ListQuery, arranged, choices, csv_file
from wattos_admin.page import ROOT, Found, Page, key_of
from wattos_admin.pages.knowledge import KIND_WORDS
from wattos_admin.session import AnyRequest
from wattos_admin.start.widget import KEYS
from wattos_admin.typed_text import typed_text
from wattos_admin.view import HtmlResponse, View

PATH = f"{ROOT}/agents"
STATE_WORDS = {
    "draft": key_of("Draft"),
    "published": key_of("Answers"),
    "archived": key_of("Archived"),
}
SPOKEN = ("de", "en", "tr")
SORTS: dict[str, Callable[[Agent], Any]] = {
    "created_at": lambda one: one.created_at,
    "name": lambda one: one.name,
    "version": lambda one: one.published_version,
}
may_read, may_write = requires("agent:read"), requires("agent:write")


class AgentController(Controller):
    """Agents and their versions."""

    path = "/agents"

    @get(guards=[may_read])
    async def show_list(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """Every agent with its state."""
        query = ListQuery.of(
            request, sorts=tuple(SORTS), default_sort="created_at", filters=("state",)
        )
        agents = arranged(
            await view.platform.agents.list(view.tenant_id),
            query,
            text=lambda one: f"{one.name} {one.description}",
            sorts=SORTS,
            keeps={"state": lambda one: (one.state,)},
        )
        if query.export:
            return _export(view, agents)
        states = choices("state", view._("Every state"), STATE_WORDS, view._)
        listing = Listing.part_of(agents, query, (states,))
        return await view.page("agents/list.html", list=listing, states=STATE_WORDS)

    @post(guards=[may_write], status_code=200)
    async def create(self, view: NamedDependency[View], request: AnyRequest) -> HtmlResponse:
        """Make an agent as a draft."""
        name = typed_text(await request.form(), "name", 200)
        language = (await view.platform.tenancy.get(view.tenant_id)).language
        agent = await view.platform.agents.create(
            view.tenant_id,
            NewAgent(name=name, spec=AgentSpec(language=language, tools=("contact",))),
            actor=view.principal.actor,
        )
        return view.redirect(f"{PATH}/{agent.id}", notice=view._("A draft was made."))

    @get("/{agent_id:uuid}", guards=[may_read])
    async def show(self, view: NamedDependency[View], agent_id: FromPath[UUID]) -> HtmlResponse:
        """One agent: what it says of itself, its versions, and a place to try it."""
        agent = await view.platform.agents.get(view.tenant_id, agent_id)
        versions = await view.platform.agents.versions(view.tenant_id, agent_id)
        character = None
        if agent.character_id is not None:
            character = await view.platform.agents.character(view.tenant_id, agent.character_id)
        return await view.page(
            "agents/agent.html",
            agent=agent,
            versions=versions,
            spec=versions[0].spec,
            states=STATE_WORDS,
            spoken=SPOKEN,
            kinds=KIND_WORDS,
            character=character,
            chat=await _chat_of(view, agent_id),
        )

    @post("/{agent_id:uuid}/versions", guards=[may_write], status_code=200)
    async def save(
        self, view: NamedDependency[View], agent_id: FromPath[UUID], request: AnyRequest
    ) -> HtmlResponse:
        """Keep what was written as a new version; it answers once it is published."""
        agents, tenant_id = view.platform.agents, view.tenant_id
        newest = (await agents.versions(tenant_id, agent_id))[0].spec
        spec = _changed(newest, dict(await request.form()))
        here = f"{PATH}/{agent_id}"
        if spec == newest:
            return view.redirect(here, notice=view._("Nothing was changed."))
        version = await agents.add_version(tenant_id, agent_id, spec, actor=view.principal.actor)
        notice = view._("Version %(number)s is kept as a draft.", number=version.version)
        return view.redirect(here, notice=notice)

    @post("/{agent_id:uuid}/publish/{version:int}", guards=[may_write], status_code=200)
    async def publish(
        self, view: NamedDependency[View], agent_id: FromPath[UUID], version: FromPath[int]
    ) -> HtmlResponse:
        """Let a version answer; the one before can be brought back."""
        before = await view.platform.agents.get(view.tenant_id, agent_id)
        await view.platform.agents.publish(
            view.tenant_id, agent_id, version, actor=view.principal.actor
        )
        here = f"{PATH}/{agent_id}"
        back = before.published_version
        return view.redirect(
            here,
            notice=view._("Version %(number)s answers from now on.", number=version),
            undo=f"{here}/publish/{back}" if back else None,
        )

    @post("/{agent_id:uuid}/state/{wanted:str}", guards=[may_write], status_code=200)
    async def set_state(
        self, view: NamedDependency[View], agent_id: FromPath[UUID], wanted: FromPath[str]
    ) -> HtmlResponse:
        """Archive an agent or bring it back; both can be undone."""
        if wanted not in STATE_WORDS:
            raise InvalidInput("There is no such state.", expected=", ".join(STATE_WORDS))
        before = await view.platform.agents.get(view.tenant_id, agent_id)
        chosen: Any = wanted
        await view.platform.agents.set_state(
            view.tenant_id, agent_id, chosen, actor=view.principal.actor
        )
        here = f"{PATH}/{agent_id}"
        return view.redirect(
            here, notice=view._(STATE_WORDS[wanted]), undo=f"{here}/state/{before.state}"
        )


def _export(view: View, agents: list[Agent]) -> HtmlResponse:
    headings = [view._("Name"), view._("Description"), view._("State"), view._("Version"),
                view._("Made")]  # fmt: skip
    return csv_file(
        "agents",
        headings,
        (
            (
                *(one.name, one.description, view._(STATE_WORDS[one.state])),
                *(one.published_version, timestamp(one.created_at, view.zone)),
            )
            for one in agents
        ),
    )


async def _chat_of(view: View, agent_id: UUID) -> str | None:
    """The open chat on websites in which the agent answers; None where there is none."""
    if not view.principal.may("widget_key:read"):
        return None
    keys: list[dict[str, Any]] = await view.api.get(KEYS) or []
    return next((k["id"] for k in keys if k["active"] and k["agent_id"] == str(agent_id)), None)


def _changed(spec: AgentSpec, form: dict[str, Any]) -> AgentSpec:
    """The spec with what the form says; what it does not show stays."""

    def text(name: str) -> str:
        return typed_text(form, name, 8000)

    kinds: Any = tuple(kind for kind in KIND_WORDS if text(f"kind_{kind}") == "yes")
    knowledge = msgspec.structs.replace(
        spec.knowledge or KnowledgeFilter(),
        source_kinds=kinds if 0 < len(kinds) < len(KIND_WORDS) else None,
    )
    greeting = {code: text(f"greeting_{code}") for code in SPOKEN}
    return msgspec.structs.replace(
        spec,
        instructions=text("instructions"),
        tone=text("tone"),
        style=text("style"),
        language=text("language") if text("language") in SPOKEN else spec.language,
        model=(text("model") or None) if "model" in form else spec.model,
        knowledge=None if knowledge == KnowledgeFilter() else knowledge,
        greeting={**spec.greeting, **{code: words for code, words in greeting.items() if words}},
    )


def _several(found: Found) -> bool:
    return found.agents or found.documents


PAGE = Page(
    path=PATH,
    name=key_of("Agents"),
    icon="robot",
    permission="agent:read",
    order=50,
    shown=_several,
    controller=AgentController,
)
