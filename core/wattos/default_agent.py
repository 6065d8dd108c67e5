"""The agent that every tenant begins with: it answers from all of the tenant's knowledge."""

from __future__ import annotations

from wattos.agents import AgentChange, Agents, AgentSpec, NewAgent
from wattos.errors import NotFound
from wattos.tenancy import Tenant

DEFAULT_AGENT_SLUG = "assistant"

_NAMES = {"de": "Auskunft", "en": "Information", "tr": "Danışma"}
_INSTRUCTIONS = {
    "de": "Beantworte Fragen an {name} kurz, freundlich und nur aus den Quellen.",
    "en": "Answer questions to {name} briefly, kindly and from the sources only.",
    "tr": "{name} kurumuna yöneltilen soruları kısa, nazik ve yalnızca kaynaklardan yanıtla.",
}
_GREETING = {
    "de": "Guten Tag! Was möchten Sie wissen?",
    "en": "Hello! What would you like to know?",
    "tr": "Merhaba! Neyi öğrenmek istersiniz?",
}


async def create_default_agent(agents: Agents, tenant: Tenant) -> None:
    """Make and publish the tenant's first agent."""
    spec = _spec(tenant)
    new = NewAgent(slug=DEFAULT_AGENT_SLUG, name=_NAMES[spec.language], spec=spec)
    agent = await agents.create(tenant.id, new)
    await agents.publish(tenant.id, agent.id)


async def renew_default_agent(agents: Agents, tenant: Tenant) -> None:
    """Let the first agent speak the tenant's language and name, unless somebody changed it."""
    try:
        agent = await agents.by_slug(tenant.id, DEFAULT_AGENT_SLUG)
    except NotFound:
        return
    latest = await agents.version(tenant.id, agent.id, agent.latest_version)
    wanted = _spec(tenant)
    answers = agent.state == "published" and agent.published_version == agent.latest_version
    if not answers or latest.spec == wanted or not _is_as_made(latest.spec):
        return
    await agents.add_version(tenant.id, agent.id, wanted)
    await agents.publish(tenant.id, agent.id)
    if agent.name in _NAMES.values():
        await agents.change(tenant.id, agent.id, AgentChange(name=_NAMES[wanted.language]))


def _spec(tenant: Tenant) -> AgentSpec:
    language = tenant.language if tenant.language in _NAMES else "en"
    return AgentSpec(
        instructions=_INSTRUCTIONS[language].format(name=tenant.name),
        language=language,
        tools=("contact",),
        greeting=_GREETING,
    )


def _is_as_made(spec: AgentSpec) -> bool:
    """Whether a spec was made here, for whatever name the tenant had then."""
    before, _, after = _INSTRUCTIONS.get(spec.language, "").partition("{name}")
    made = AgentSpec(
        instructions=spec.instructions,
        language=spec.language,
        tools=("contact",),
        greeting=_GREETING,
    )
    told = spec.instructions.startswith(before) and spec.instructions.endswith(after)
    return told and bool(after) and spec == made
