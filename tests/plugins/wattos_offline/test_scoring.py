from __future__ import annotations

import pytest

from tests.plugins.wattos_offline.passages import passage
from wattos_offline.question import understand
from wattos_offline.scoring import WEIGHTS, rank_units

BERTH = passage("Ja, wenn ein Liegeplatz frei ist.", "Fragen", "Kann ich ein Boot mitbringen?")


def test_yes_under_a_heading_that_asks_something_else_is_ranked_behind() -> None:
    other = passage("Einen Liegeplatz frei hat der Verein selten.", "Liegeplätze", number=2)
    found = rank_units(understand("Ist noch ein Liegeplatz frei?", "de"), [BERTH, other])
    assert found[0].unit.passage == 1


def test_yes_under_the_heading_that_was_asked_is_ranked_first() -> None:
    other = passage("Wer ein Boot mitbringen will, meldet sich.", "Liegeplätze", number=2)
    found = rank_units(understand("Kann ich ein Boot mitbringen?", "de"), [BERTH, other])
    assert found[0].unit.passage == 0


@pytest.mark.parametrize(
    ("question", "sold"),
    [
        ("Habt ihr grünen Tee?", "Grüntee"),
        ("Habt ihr rote Bete?", "Rotebete"),
        ("Habt ihr Kräuter-Tee?", "Kräutertee"),
        ("Habt ihr Grüntee?", "grüner Tee"),
        ("Gibt es Kaltwasser?", "kaltes Wasser"),
    ],
)
def test_neighbours_mean_the_compound_that_they_make(question: str, sold: str) -> None:
    page = passage(f"Es gibt bei uns Brot und Käse.\n\nEs gibt bei uns {sold} im Regal.", "Laden")
    (best, *_) = rank_units(understand(question, "de"), [page])
    assert sold in best.unit.text
    assert min(best.own) == 1.0


def test_who_the_mayor_is_is_the_lord_mayor_too() -> None:
    council = passage(
        "Oberbürgermeisterin ist Hanna Berg. Erster Bürgermeister ist Otto Tal.", "Rat"
    )
    ranked = rank_units(understand("Wer ist der Bürgermeister?", "de"), [council])
    assert [each.own for each in ranked] == [(1.0,), (1.0,)]
    (best, other) = rank_units(understand("Wer ist erster Bürgermeister?", "de"), [council])
    assert min(best.own) > min(other.own)


@pytest.mark.parametrize(
    ("denied", "first"),
    [("We do not ship to England.", "Austria | €9.90"), ("We do not ship to Austria.", None)],
)
def test_denial_of_others_is_ranked_behind_the_row_of_what_is_asked(
    denied: str, first: str | None
) -> None:
    page = passage(
        f"{denied}\n\nAustria | €9.90\nGermany | €4.90",
        "Countries",
        language="en",
        rows=("Country: Austria, Cost: €9.90", "Country: Germany, Cost: €4.90"),
    )
    (best, *_) = rank_units(understand("Do you ship to Austria?", "en"), [page])
    assert best.unit.text == (first or denied)


def test_denial_keeps_its_place_where_a_row_only_mentions_what_is_asked() -> None:
    page = passage(
        "Am 24. Dezember ist nicht geöffnet.\n\n17.01. | Neujahrsempfang im Rathaus\n18.01. | Rat",
        "Kalender",
    )
    ranked = rank_units(understand("Ist das Rathaus zu?", "de"), [page])
    (denial,) = (each for each in ranked if each.features["polarity"])
    assert denial.score == pytest.approx(
        sum(WEIGHTS.get(name, 0.0) * value for name, value in denial.features.items())
    )


def test_number_of_the_heading_names_no_row() -> None:
    fees = passage(
        "1 Kind | 389 €\n2 Kinder | 289 €\n3 Kinder | 196 €",
        "Elternbeiträge",
        "Kinder unter 3 Jahren",
        rows=("Familie: 1 Kind, Platz: 389 €", "Familie: 2 Kinder, Platz: 289 €",
              "Familie: 3 Kinder, Platz: 196 €"),
    )  # fmt: skip
    ranked = rank_units(understand("Was kostet ein Kitaplatz unter drei Jahren?", "de"), [fees])
    assert [each.singled_out for each in ranked] == pytest.approx([0.0] * 3)


def test_one_case_is_no_answer_to_a_whole_matter() -> None:
    case = passage("Codes ausgestellt.", "WLAN", "Antwort", source_kind="ticket")
    handbook = passage("Das Netz für Besuch heißt Gast.", "WLAN", number=2)
    assert [
        each.unit.passage for each in rank_units(understand("wlan", "de"), [case, handbook])
    ] == [1]
