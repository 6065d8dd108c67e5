"""What an agent offers when it cannot answer, and what the next message makes of the offer.

This needs no language model: the offer is the tool's own text, the reply is read by the tool's
intake, and a plain yes or no by a few words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from wattos.agents.runs import Offer
from wattos.agents.schemas import AgentTurn
from wattos.agents.tools import Intake, Tool
from wattos.agents.wording import YES_PLEASE, say
from wattos.events import Suggestion

_YES = frozenset(
    {"ja", "jo", "gern", "gerne", "bitte", "ok", "okay", "yes", "yeah", "yep", "sure", "please"}
    | {"evet", "tamam", "olur"}
)
_NO = frozenset({"nein", "nee", "nö", "no", "nope", "hayır", "yok"})
_SHORT_REPLY_WORDS = 6
_WORD = re.compile(r"[^\W\d_]+")


class Taken(msgspec.Struct, frozen=True):
    """The reply holds what the tool needs."""

    tool: Tool
    arguments: msgspec.Struct


class Agreed(msgspec.Struct, frozen=True):
    """The reply says yes, but what the tool needs is still missing."""

    tool: Tool


class Declined(msgspec.Struct, frozen=True):
    """The reply says no."""


def offering_tool(tools: Sequence[Tool]) -> Tool | None:
    """The tool to offer: the first that can, because two offers at once are a questionnaire."""
    return next((tool for tool in tools if tool.offer_on_abstain and tool.intake), None)


def offer_text(tool: Tool, language: str) -> str:
    """The tool's offer in the person's language."""
    return say(tool.offer_on_abstain or {}, language)


def offer_suggestion(tool: Tool, language: str) -> Suggestion:
    """The offer as a button; its text is a yes."""
    label = say(tool.offer_label or {"en": tool.name}, language)
    return Suggestion(action=f"tool:{tool.name}", label=label, text=say(YES_PLEASE, language))


def read_reply(
    offer: Offer | None, tools: Sequence[Tool], turn: AgentTurn, language: str
) -> Taken | Agreed | Declined | None:
    """What this message says to the pending offer; None when it is about something else."""
    tool = next((tool for tool in tools if offer and tool.name == offer.tool), None)
    if offer is None or tool is None or tool.intake is None:
        return None
    intake = Intake(question=offer.question, language=language, history=turn.history)
    arguments = tool.intake(turn.question, intake)
    if arguments is not None:
        return Taken(tool, arguments)
    words = [word.lower() for word in _WORD.findall(turn.question)]
    if not words or len(words) > _SHORT_REPLY_WORDS or "?" in turn.question:
        return None
    if words[0] in _NO:
        return Declined()
    return Agreed(tool) if words[0] in _YES else None
