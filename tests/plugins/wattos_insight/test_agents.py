from __future__ import annotations

import pytest

from wattos_insight.agents import agent_name


@pytest.mark.parametrize(
    ("topic", "language", "name"),
    [
        ("Software und Lizenzen", "en", "Auskunft: Software und Lizenzen"),
        ("Software and licences", "en", "Advice: Software and licences"),
        ("Laptop", "en", "Advice: Laptop"),
        ("Aide aux familles et aux écoles", "de", "Auskunft: Aide aux familles et aux écoles"),
    ],
)
def test_agent_is_named_in_one_language(topic: str, language: str, name: str) -> None:
    assert agent_name(topic, language) == name
