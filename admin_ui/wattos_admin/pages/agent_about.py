"""What an agent is called, what colleagues read about it, and the voice it speaks with."""

from __future__ import annotations

from uuid import UUID

import msgspec
from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from wattos.agents import Agent, AgentChange, NewCharacter
from wattos_admin.pages.agents import PATH, may_write
from wattos_admin.session import AnyRequest
from wattos_admin.typed_text import typed_text
from wattos_admin.view import HtmlResponse, View


class AgentAboutController(Controller):
    """What holds for every version of an agent, and at once."""

    path = "/agents/{agent_id:uuid}/about"

    @post(guards=[may_write], status_code=200)
    async def keep(
        self, view: NamedDependency[View], agent_id: FromPath[UUID], request: AnyRequest
    ) -> HtmlResponse:
        """Keep name, description and voice."""
        form = await request.form()
        here, agents = f"{PATH}/{agent_id}", view.platform.agents
        name = typed_text(form, "name", 200)
        if not name:
            return view.redirect(here, notice=view._("An agent needs a name."), bad=True)
        agent = await agents.get(view.tenant_id, agent_id)
        change = AgentChange(
            name=name,
            description=typed_text(form, "description", 2000),
            character_id=await _with_voice(view, agent, name, typed_text(form, "voice_id", 200)),
        )
        await agents.change(view.tenant_id, agent_id, change, actor=view.principal.actor)
        return view.redirect(here, notice=view._("The agent was changed."))


async def _with_voice(view: View, agent: Agent, name: str, voice_id: str) -> UUID | None:
    """The agent's character with the voice; made when the agent had none and gets a voice."""
    agents, actor = view.platform.agents, view.principal.actor
    if agent.character_id is None:
        if not voice_id:
            return None
        new = NewCharacter(name=name, voice_id=voice_id)
        return (await agents.create_character(view.tenant_id, new, actor=actor)).id
    found = await agents.character(view.tenant_id, agent.character_id)
    if (found.voice_id or "") != voice_id:
        fields = {one: getattr(found, one) for one in NewCharacter.__struct_fields__}
        new = msgspec.convert({**fields, "voice_id": voice_id or None}, NewCharacter)
        await agents.change_character(view.tenant_id, found.id, new, actor=actor)
    return found.id
