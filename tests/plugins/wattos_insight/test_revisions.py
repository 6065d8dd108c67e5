"""People's edits laid over what the analysis says."""

from __future__ import annotations

from typing import Any

import pytest

from wattos.errors import InvalidInput, NotFound
from wattos_insight.revisions import (
    checked,
    decided,
    differences,
    edited,
    overlaid,
    require_editable,
)

QUOTE = {"document_id": "d1", "chunk_id": "c1", "url": "u", "quote": "Der Platz ist knapp."}


def persona(name: str, *goals: str) -> dict[str, Any]:
    claims = [{"text": goal, "evidence": [QUOTE]} for goal in goals]
    return {"name": name, "goals": claims, "evidence": [QUOTE]}


def test_edit_stays_when_the_analysis_changes_its_mind() -> None:
    edits = edited(persona("Elternteil"), {}, "name", "Mütter und Väter")
    shown = overlaid(persona("Familie"), edits)
    assert shown["name"] == "Mütter und Väter"
    assert shown["edited"] == ["name"]


def test_difference_shows_only_after_the_analysis_changed() -> None:
    edits = edited(persona("Elternteil"), {}, "name", "Mütter und Väter")
    assert differences(persona("Elternteil"), edits) == []
    (found,) = differences(persona("Familie"), edits)
    assert (found.current, found.proposed) == ("Mütter und Väter", "Familie")


def test_accepting_takes_the_words_of_the_analysis() -> None:
    edits = edited(persona("Elternteil"), {}, "name", "Mütter und Väter")
    assert decided(persona("Familie"), edits, "name", "accept") == {}


def test_rejecting_keeps_the_words_until_the_next_change() -> None:
    edits = edited(persona("Elternteil"), {}, "name", "Mütter und Väter")
    edits = decided(persona("Familie"), edits, "name", "reject")
    assert differences(persona("Familie"), edits) == []
    assert differences(persona("Haushalt"), edits)[0].proposed == "Haushalt"


def test_deciding_without_a_difference_is_refused() -> None:
    with pytest.raises(NotFound, match="no difference"):
        decided(persona("Elternteil"), {}, "name", "accept")


def test_edited_list_keeps_the_evidence_of_the_claims_it_still_makes() -> None:
    content = persona("Elternteil", "einen Platz finden", "Kosten kennen")
    edits = edited(content, {}, "goals", ["einen Platz finden", "selbst ergänzt"])
    kept, added = overlaid(content, edits)["goals"]
    assert kept["evidence"] == [QUOTE]
    assert added == {"text": "selbst ergänzt", "evidence": []}


def test_edit_whose_evidence_left_the_sources_is_marked() -> None:
    edits = edited(persona("Elternteil"), {}, "name", "Mütter und Väter")
    there = checked(edits, {"d1": "Vorher. Der Platz ist knapp. Nachher."})
    gone = checked(edits, {"d1": "Jetzt steht hier etwas anderes."})
    assert not there["name"].lost
    assert overlaid(persona("Elternteil"), gone)["lost"] == ["name"]
    assert differences(persona("Elternteil"), gone)[0].lost


def test_writing_what_the_analysis_says_takes_the_edit_back() -> None:
    content = persona("Elternteil")
    edits = edited(content, {}, "name", "Mütter und Väter")
    assert edited(content, edits, "name", "Elternteil") == {}


def test_computed_fields_cannot_be_edited() -> None:
    with pytest.raises(InvalidInput, match="cannot be edited"):
        require_editable("target_group", "share")
