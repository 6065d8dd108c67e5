"""The words of the report's page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from wattos.database import new_id
from wattos_insight.report_page import page_texts, render
from wattos_insight.report_schemas import Report


def test_every_text_of_the_page_is_written_in_both_languages() -> None:
    texts = page_texts()
    assert texts.de.keys() == texts.en.keys()
    assert all(texts.de.values())
    assert all(texts.en.values())


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "of the groups are in German"), ("de", None)],
)
def test_page_says_in_which_language_the_groups_are_named(language: str, told: str | None) -> None:
    report = Report(
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
    page = render(report, language)
    assert told is None or told in page
    assert ("of the groups are in" in page or "der Gruppen sind auf" in page) is (told is not None)
