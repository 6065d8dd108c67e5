from __future__ import annotations

import pytest

from wattos.knowledge.coverage import coverage

TOGETHER = "Das Freibad öffnet im Mai. Der Eintritt ins Freibad kostet fünf Euro. Es gibt Eis."
SCATTERED = "Das Freibad öffnet. Im Mai regnet es. Eis kostet viel. Es gibt Wind. Eintritt frei."
OTHER = "Die Bücherei ist montags geschlossen. Dienstags liest jemand vor."


def test_coverage_prefers_words_that_stand_together() -> None:
    together, scattered, other = coverage(
        "Was kostet der Eintritt ins Freibad?", [TOGETHER, SCATTERED, OTHER], "de"
    )
    assert together > scattered > other == 0.0


def test_coverage_counts_a_heading_with_each_sentence_below_it() -> None:
    bare, headed = coverage("Was kostet das Freibad?", [OTHER, f"Freibad\n{OTHER}"], "de")
    assert (bare, headed > 0) == (0.0, True)


def test_coverage_reads_inflected_words_and_other_spellings() -> None:
    found = coverage("strasse gesperrt", ["Die Straßen sind gesperrt.", OTHER], "de")
    assert found == pytest.approx([1.0, 0.0])


@pytest.mark.parametrize("passage", ["", "\n", "Titel\n"])
def test_coverage_of_nothing_is_nothing(passage: str) -> None:
    assert coverage("???", [passage], "de") == [0.0]
    assert coverage("Freibad", [passage], "de") == [0.0]


def test_coverage_needs_no_passages() -> None:
    assert coverage("Freibad", [], "de") == []
