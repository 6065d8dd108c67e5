"""Two agents for the same question, so that the difference is seen."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import msgspec

from wattos.database import tenant_scope
from wattos.llm import AnswerStyle
from wattos_admin.insights import FIRST_WORDS, LENGTH_WORDS
from wattos_admin.page import key_of
from wattos_admin.start.comparing import Compared
from wattos_admin.start.state import COMPARE, Start
from wattos_admin.view import View

_PLAIN: Final = key_of("One short sentence a line")
_NOTHING_FIRST: Final = key_of("In the order of the source")


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One of the agents, and in words how it answers otherwise than the other one."""

    slug: str
    name: str
    manner: list[str] = []


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """Two published agents and a question to which their answers differ."""

    left: Side
    right: Side
    question: str


async def pair(view: View, start: Start) -> Pair | None:
    """The agents that were seen to differ most; begins to look for them where nobody has yet.

    None while there are not two, or not two that answer the same question.
    """
    if start.compared is not None:
        return await _told(view, start.compared)
    if start.comparing is None:
        personas: list[dict[str, Any]] = await view.api.get("/api/analytics/personas") or []
        if len(personas) > 1:
            asked = {one["id"]: [claim["text"] for claim in one["questions"]] for one in personas}
            async with tenant_scope(view.tenant_id):
                await view.platform.jobs.enqueue(COMPARE, {"asked": asked}, key=COMPARE)
    return None


async def sides(view: View, slugs: list[str]) -> list[Side]:
    """Two agents with what sets each apart from the other; NotFound for a slug that is none."""
    agents = [await view.platform.agents.by_slug(view.tenant_id, slug) for slug in slugs]
    styles = [await _style(view, agent.id, agent.published_version or 1) for agent in agents]
    told = manners(*styles) if len(styles) == 2 else [[] for _ in styles]
    return [
        Side(slug=agent.slug, name=agent.name, manner=[view._(key) for key in keys])
        for agent, keys in zip(agents, told, strict=True)
    ]


def manners(left: AnswerStyle, right: AnswerStyle) -> list[list[str]]:
    """For each style the words for what the other one does not share."""
    told: list[list[str]] = []
    for one, other in ((left, right), (right, left)):
        words: list[str] = []
        if one.length != other.length:
            words.append(LENGTH_WORDS[one.length])
        if one.first[:1] != other.first[:1]:
            words.append(FIRST_WORDS[one.first[0]] if one.first else _NOTHING_FIRST)
        if one.plain and not other.plain:
            words.append(_PLAIN)
        told.append(words)
    return told


async def _told(view: View, compared: Compared) -> Pair | None:
    slugs = [compared.left, compared.right]
    published = {
        agent.slug for agent in await view.platform.agents.list(view.tenant_id, state="published")
    }
    if not published.issuperset(slugs):
        return None
    left, right = await sides(view, slugs)
    return Pair(left=left, right=right, question=compared.question)


async def _style(view: View, agent_id: UUID, version: int) -> AnswerStyle:
    return (await view.platform.agents.version(view.tenant_id, agent_id, version)).spec.answering
