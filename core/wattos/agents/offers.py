"""What an agent offers when it cannot answer, and how it recognises that the offer is taken up."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from wattos.agents.runs import Offer
from wattos.agents.schemas import AgentTurn
from wattos.agents.tools import Intake, Tool
from wattos.agents.wording import say
from wattos.events import Suggestion


class Offers:
    """The offer of the first tool that makes one; two offers at once would be a questionnaire."""

    def __init__(self, tools: Sequence[Tool], language: str) -> None:
        tool = next((t for t in tools if t.offer_on_abstain and t.intake), None)
        self.tool_name = tool.name if tool else None
        self.text = say(tool.offer_on_abstain or {}, language) if tool else ""
        self.suggestions: tuple[Suggestion, ...] = ()
        if tool is not None:
            label = say(tool.offer_label or {"en": tool.name}, language)
            self.suggestions = (Suggestion(action=f"tool:{tool.name}", label=label),)


def replied_arguments(
    offer: Offer | None, tools: Sequence[Tool], turn: AgentTurn, language: str
) -> tuple[Tool, msgspec.Struct] | None:
    """The offered tool with its arguments, when this message holds them."""
    if offer is None:
        return None
    tool = next((tool for tool in tools if tool.name == offer.tool), None)
    if tool is None or tool.intake is None:
        return None
    intake = Intake(question=offer.question, language=language, history=turn.history)
    arguments = tool.intake(turn.question, intake)
    return None if arguments is None else (tool, arguments)
