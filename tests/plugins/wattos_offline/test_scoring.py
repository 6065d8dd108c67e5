from __future__ import annotations

from tests.plugins.wattos_offline.passages import passage
from wattos_offline.question import understand
from wattos_offline.scoring import rank_units

BERTH = passage("Ja, wenn ein Liegeplatz frei ist.", "Fragen", "Kann ich ein Boot mitbringen?")


def test_yes_under_a_heading_that_asks_something_else_is_ranked_behind() -> None:
    other = passage("Einen Liegeplatz frei hat der Verein selten.", "Liegeplätze", number=2)
    found = rank_units(understand("Ist noch ein Liegeplatz frei?", "de"), [BERTH, other])
    assert found[0].unit.passage == 1


def test_yes_under_the_heading_that_was_asked_is_ranked_first() -> None:
    other = passage("Wer ein Boot mitbringen will, meldet sich.", "Liegeplätze", number=2)
    found = rank_units(understand("Kann ich ein Boot mitbringen?", "de"), [BERTH, other])
    assert found[0].unit.passage == 0
