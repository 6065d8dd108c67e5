"""The words of the report's page."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Literal

import msgspec
import pytest

from tests.plugins.wattos_insight.corpus import TENANT, chunks_of, units
from wattos.database import new_id
from wattos_insight.evidence import SourceChunk
from wattos_insight.groups import form_groups
from wattos_insight.personas import persona_of
from wattos_insight.report_page import page_texts, render
from wattos_insight.report_schemas import Report, ReportGroup
from wattos_insight.schemas import (
    Covered,
    Evidence,
    Persona,
    TargetGroup,
    Ungrouped,
    UngroupedReason,
)

EMPTY = Report(
    tenant="Lindenfurt",
    language="de",
    analysis_id=new_id(),
    created_at=datetime(2026, 11, 22, tzinfo=UTC),
    state="succeeded",
    counts={},
    criterion={"de": "Wie gewählt wurde", "en": "How it was chosen"},
    trials=[],
    groups=[],
    lost=[],
    gaps=[],
    sections=[],
)


def test_every_text_of_the_page_is_written_in_both_languages() -> None:
    texts = page_texts()
    assert texts.de.keys() == texts.en.keys()
    assert all(texts.de.values())
    assert all(texts.en.values())


def test_page_reads_in_its_own_language_and_keeps_what_people_wrote() -> None:
    (group,) = form_groups(units(_requests()), tenant_id=TENANT, language="de", known={}).groups
    persona = persona_of(group, group.units)
    page = render(_report(group.target, persona), "en")
    assert "People who need help with “Karte”" in page
    assert "<li>Get on quickly with “Karte”</li>" in page
    assert f'lang="de">{group.target.name}</p>' in page
    edited = msgspec.structs.replace(group.target, name="Wer eine Karte sucht", edited=("name",))
    page = render(_report(edited, persona), "en")
    assert "<h3>Wer eine Karte sucht</h3>" in page
    assert "People who need help" not in page


def test_page_shows_where_a_trouble_was_told() -> None:
    (group,) = form_groups(units(_requests()), tenant_id=TENANT, language="de", known={}).groups
    page = render(_report(group.target, persona_of(group, group.units)), "de")
    assert "<li>Mit etwas Beschädigtem dazustehen<br>" in page
    assert "„Die Karte 0 ist zerbrochen.“" in page


def test_bars_are_drawn_against_the_longest_and_places_are_links() -> None:
    (group,) = form_groups(units(_requests()), tenant_id=TENANT, language="de", known={}).groups
    small = msgspec.structs.replace(group.target, share=0.2)
    evidence = msgspec.structs.replace(small.evidence[0], url="https://town.example/karte")
    report = _report(
        msgspec.structs.replace(small, evidence=(evidence,)), persona_of(group, group.units)
    )
    page = render(msgspec.structs.replace(report, counts={"noise": 3}, noise_share=0.8), "de")
    assert re.findall(r'<i style="width: (\d+)%', page) == ["25", "100"]
    assert '<a href="https://town.example/karte"' in page
    assert 'href="t.csv' not in page


def _requests() -> list[SourceChunk]:
    texts = [f"Die Karte {number} ist zerbrochen." for number in range(3)]
    return [
        chunk
        for text in texts
        for chunk in chunks_of(f"t.csv#{text}", "Karte", text, kind="ticket")
    ]


def _report(group: TargetGroup, persona: Persona) -> Report:
    item = ReportGroup(group=group, persona=persona, agent=None, passages=[], gaps=[])
    return msgspec.structs.replace(EMPTY, groups=[item])


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "The sources are in German"), ("de", None)],
)
def test_page_says_in_which_language_the_sources_are(language: str, told: str | None) -> None:
    page = render(EMPTY, language)
    assert told is None or told in page
    assert ("The sources are in" in page or "Die Quellen sind auf" in page) is (told is not None)


def test_page_lists_what_has_no_group_with_its_reason() -> None:
    def left(title: str, reason: UngroupedReason, quote: str = "") -> Ungrouped:
        place = Evidence(
            document_id=new_id(), chunk_id=new_id(), url="https://town.example/a", quote=quote
        )
        return Ungrouped(title=title, kind="page", language="de", reason=reason, evidence=place)

    entries = [left(f"Seite {number}", "alone") for number in range(42)]
    entries += [left("Impressum", "required"), left("", "astray", "Hallo!"), left("", "astray")]
    report = msgspec.structs.replace(
        EMPTY, ungrouped=entries, covered=Covered(units=46, of=59, share=0.88)
    )
    page = render(report, "de")
    assert "In einer Gruppe sind 46 von 59 Quellen (88 % des Gewichts aller Belege)." in page
    assert "dieses Anliegen, oder sie gehören nicht deutlich zusammen. (42)" in page
    assert "Seite 39" in page
    assert "Seite 40" not in page
    assert "und 2 weitere, alle in den Daten des Berichts (JSON)" in page
    assert "Impressum" in page
    assert "„Hallo!“" in page
    assert "(Wortlaut nicht gezeigt)" in page
    assert 'id="ungrouped"' not in render(EMPTY, "en")


@pytest.mark.parametrize("weak", ["splits", "mixes"])
def test_page_says_why_a_group_is_weak(weak: Literal["splits", "mixes"]) -> None:
    (group,) = form_groups(units(_requests()), tenant_id=TENANT, language="de", known={}).groups
    persona = persona_of(group, group.units)
    assert "Kept, but weak" not in render(_report(group.target, persona), "en")
    page = render(_report(msgspec.structs.replace(group.target, weak=weak), persona), "en")
    assert page_texts().en[f"weak_{weak}"] in page
