"""The words of the report's page."""

from __future__ import annotations

from wattos_insight.report_page import page_texts


def test_every_text_of_the_page_is_written_in_both_languages() -> None:
    texts = page_texts()
    assert texts.de.keys() == texts.en.keys()
    assert all(texts.de.values())
    assert all(texts.en.values())
