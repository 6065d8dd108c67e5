"""One agent a persona: made or brought up to date, then tested before people meet it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from wattos.agents import Agent, AgentChange, AgentSpec, NewAgent, NewCharacter
from wattos.errors import Conflict, NotFound
from wattos.knowledge import KnowledgeFilter, detect_language
from wattos_insight.conclusions import Generation
from wattos_insight.schemas import GeneratedAgent, Persona, SmokeTest
from wattos_insight.wording import LANGUAGES, say

if TYPE_CHECKING:
    from wattos.platform import Platform
    from wattos.tenancy import Tenant

_TOOLS: Final = ("contact",)
"""Tools an agent gets where the tenant has them."""
_GOALS: Final = 3
_LOST_SUPPORT: Final = frozenset(say("lost_support", code) for code in LANGUAGES)
"""Why an analysis archives an agent; people give a reason of their own, or none."""


class AgentMaker:
    """Makes the agents of one tenant; `languages` are the organisation's, most used first."""

    def __init__(self, platform: Platform, tenant: Tenant, languages: Sequence[str]) -> None:
        self._agents = platform.agents
        self._registries = platform.registries
        self._tenant = tenant
        self._languages = tuple(languages)

    async def make(self, generation: Generation) -> tuple[Agent, int]:
        """The persona's agent and the version to test; a changed spec makes a new version.

        Its name follows the group's, unless people gave it one of their own.
        """
        spec = await self._spec(generation)
        agent = await self._existing(generation)
        if agent is None:
            agent = await self._create(generation, spec)
            return agent, agent.latest_version
        if agent.state == "archived" and agent.state_reason in _LOST_SUPPORT:  # its group is back
            agent = await self._agents.set_state(self._tenant.id, agent.id, "draft")
        latest = (await self._agents.versions(self._tenant.id, agent.id))[0]
        name = agent_name(_topic(generation), generation.persona.language)
        if agent.name != name and _is_generated(agent, latest.spec):
            change = AgentChange(name=name)
            agent = await self._agents.change(self._tenant.id, agent.id, change)
        if latest.spec != spec:
            latest = await self._agents.add_version(self._tenant.id, agent.id, spec)
        return agent, latest.version

    async def settle(
        self, generation: Generation, agent: Agent, version: int, test: SmokeTest
    ) -> GeneratedAgent:
        """Publish an agent that passed; one that failed stays a draft with the reason.

        One that people archived stays archived.
        """
        if agent.state == "archived":
            return generated(generation, agent, await self._version_spec(agent, version), test)
        if test.passed:
            agent = await self._agents.publish(self._tenant.id, agent.id, version)
        elif agent.state != "published":
            agent = await self._agents.set_state(self._tenant.id, agent.id, "draft", test.reason)
        return generated(generation, agent, await self._version_spec(agent, version), test)

    async def _version_spec(self, agent: Agent, version: int) -> AgentSpec:
        versions = await self._agents.versions(self._tenant.id, agent.id)
        return next(v.spec for v in versions if v.version == version)

    async def _existing(self, generation: Generation) -> Agent | None:
        if generation.agent_id is None:
            return None
        try:
            return await self._agents.get(self._tenant.id, generation.agent_id)
        except NotFound:
            return None

    async def _create(self, generation: Generation, spec: AgentSpec) -> Agent:
        persona = generation.persona
        character = await self._agents.create_character(
            self._tenant.id,
            NewCharacter(
                name=agent_name(_topic(generation), generation.persona.language),
                tone=persona.tone.style,
                greeting=dict(spec.greeting),
                language=spec.language,
            ),
        )
        new = NewAgent(
            slug=generation.group.key,
            name=agent_name(_topic(generation), generation.persona.language),
            description=generation.group.description,
            spec=spec,
            character_id=character.id,
            persona_id=persona.id,
        )
        try:
            return await self._agents.create(self._tenant.id, new)
        except Conflict:  # somebody else's agent has the slug: the room finds a free one
            return await self._agents.create(self._tenant.id, msgspec.structs.replace(new, slug=""))

    async def _spec(self, generation: Generation) -> AgentSpec:
        persona, group = generation.persona, generation.group
        language = self._tenant.language
        offered = {tool.name for tool in await self._registries.tools(self._tenant.id)}
        goals = "; ".join(goal.text[:1].lower() + goal.text[1:] for goal in persona.goals[:_GOALS])
        return AgentSpec(
            instructions=say(
                "instructions",
                language,
                organisation=self._tenant.name,
                group=group.name,
                asks=say("asks", language, goals=goals) if goals else "",
                first=say("first", language, titles=", ".join(persona.knows_first[:_GOALS]))
                if persona.knows_first
                else "",
            ),
            language=persona.language,
            languages=tuple(dict.fromkeys([persona.language, *self._languages])),
            answering=persona.tone.answering,
            tools=tuple(tool for tool in _TOOLS if tool in offered),
            knowledge=KnowledgeFilter(source_kinds=group.source_kinds),
            opening_topic=dict(persona.opening_topic),
            greeting={
                code: say(_greeting(persona), code, topic=_topic(generation)) for code in LANGUAGES
            },
        )


def agent_name(topic: str, language: str) -> str:
    """What an agent is called, in one language throughout.

    That is the persona's, `language`, unless the topic is in another one: of a group that asks in
    two, the topic's words are often those of the organisation's own pages.
    """
    found = detect_language(topic, language)
    return say("agent_name", found if found in LANGUAGES else language, topic=topic)


def generated(
    generation: Generation, agent: Agent, spec: AgentSpec, test: SmokeTest
) -> GeneratedAgent:
    """The agent as the analysis reports it."""
    return GeneratedAgent(
        id=agent.id,
        slug=agent.slug,
        name=agent.name,
        persona_id=generation.persona.id,
        language=spec.language,
        languages=spec.languages,
        tools=spec.tools,
        state=agent.state,
        state_reason=agent.state_reason,
        smoke_test=test,
    )


def _greeting(persona: Persona) -> str:
    return "greeting_informal" if persona.tone.answering.address == "informal" else "greeting"


def _topic(generation: Generation) -> str:
    """What the agent is about: in an editor's words for the group, where there are any."""
    group, persona = generation.group, generation.persona
    return group.name if "name" in group.edited else persona.topic or group.name


def _is_generated(agent: Agent, spec: AgentSpec) -> bool:
    """Whether an agent still has the name that it was made with: its greeting names the same."""
    prefixes = (say("agent_name", code, topic="") for code in LANGUAGES)
    topics = [agent.name.removeprefix(p) for p in prefixes if agent.name.startswith(p)]
    return any(
        say(greeting, code, topic=topic) == spec.greeting.get(code)
        for topic in topics
        for greeting in ("greeting", "greeting_informal")
        for code in LANGUAGES
    )
