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
    """The agents of the two largest groups; None while there are not two."""
    agents = await view.platform.agents.list(view.tenant_id, state="published")
    personas: list[dict[str, Any]] = await view.api.get("/api/analytics/personas") or []
    by_persona = {str(agent.persona_id): agent for agent in agents if agent.persona_id}
    chosen = [by_persona[p["id"]] for p in personas if p["id"] in by_persona]
    if len(chosen) < 2:
        return None
    asked: list[str] = [
        claim["text"] for persona in personas for claim in persona.get("questions", [])
    ]
    known = start.suggestions.questions if start.suggestions else []
    return Pair(
        left=(chosen[0].slug, chosen[0].name),
        right=(chosen[1].slug, chosen[1].name),
        question=next(iter([*known, *asked]), ""),
    )
