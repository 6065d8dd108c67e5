"""How a widget key's chat looks and what it says first."""

from __future__ import annotations

import re
from typing import Annotated, Literal

import msgspec

from wattos.errors import InvalidInput

Line = Annotated[str, msgspec.Meta(max_length=200)]
Sentence = Annotated[str, msgspec.Meta(max_length=600)]
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


class Appearance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Texts are by language (`de`, `en`, `tr`); what is left out takes WattOS's own words."""

    theme: Literal["auto", "light", "dark"] = "auto"
    accent: str = ""
    """The organisation's colour as `#rrggbb`; the widget keeps its texts legible on it."""
    position: Literal["right", "left"] = "right"
    title: Line = ""
    """The chat's name; empty shows the agent's."""
    greeting: dict[str, Sentence] = {}
    """One greeting for whoever opens the chat; a language without one shows the agent's."""
    disclosure: dict[str, Sentence] = {}
    """Added to the notice that an AI answers, which cannot be switched off."""
    questions: dict[str, Annotated[list[Line], msgspec.Meta(max_length=4)]] = {}
    """Suggested first questions; empty shows some that the agent was seen to answer."""
    privacy_url: Annotated[str, msgspec.Meta(max_length=500)] = ""
    """The organisation's page about personal data, linked from the widget."""


def checked(appearance: Appearance) -> Appearance:
    """The appearance; raises InvalidInput for a colour or address that is none."""
    if appearance.accent and not _COLOUR.fullmatch(appearance.accent):
        raise InvalidInput("This is not a colour.", given=appearance.accent, expected="#rrggbb")
    if appearance.privacy_url and not appearance.privacy_url.startswith(("https://", "http://")):
        raise InvalidInput(
            "This is not a web address.", given=appearance.privacy_url, expected="https://…"
        )
    return appearance
