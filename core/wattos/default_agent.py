"""The agent that every tenant begins with: it answers from all of the tenant's knowledge."""

from __future__ import annotations

from wattos.agents import Agents, AgentSpec, NewAgent
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
    language = tenant.language if tenant.language in _NAMES else "en"
    agent = await agents.create(
        tenant.id,
        NewAgent(
            slug=DEFAULT_AGENT_SLUG,
            name=_NAMES[language],
            spec=AgentSpec(
                instructions=_INSTRUCTIONS[language].format(name=tenant.name),
                language=language,
                tools=("contact",),
                greeting=_GREETING,
            ),
        ),
    )
    await agents.publish(tenant.id, agent.id)
