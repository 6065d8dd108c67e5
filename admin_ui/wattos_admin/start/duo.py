"""Two agents for the same question, so that the difference is seen."""

from __future__ import annotations

from typing import Any

import msgspec

from wattos_admin.start.state import Start
from wattos_admin.view import View


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """Two published agents and a question that suits one of them."""

    left: tuple[str, str]
    """Slug and name."""
    right: tuple[str, str]
    question: str


async def pair(view: View, start: Start) -> Pair | None:
    """The largest group's agent and the next one that answers in another way.

    None while there are not two.
    """
    agents = await view.platform.agents.list(view.tenant_id, state="published")
    personas: list[dict[str, Any]] = await view.api.get("/api/analytics/personas") or []
    by_persona = {str(agent.persona_id): agent for agent in agents if agent.persona_id}
    present = [persona for persona in personas if persona["id"] in by_persona]
    if len(present) < 2:
        return None
    first, *others = present
    other = next((one for one in others if _manner(one) != _manner(first)), others[0])
    asked: list[str] = [claim["text"] for one in (first, other) for claim in one["questions"]]
    known = start.suggestions.questions if start.suggestions else []
    left, right = by_persona[first["id"]], by_persona[other["id"]]
    return Pair(
        left=(left.slug, left.name),
        right=(right.slug, right.name),
        question=next(iter([*asked, *known]), ""),
    )


def _manner(persona: dict[str, Any]) -> Any:
    """How a persona's agent answers: length, plain language, what comes first."""
    return persona["tone"]["answering"]
