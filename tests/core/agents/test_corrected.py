"""A corrected answer keeps the sources that still say it."""

from __future__ import annotations

import msgspec
import pytest

from wattos.agents import without_unsupporting
from wattos.events import Citation
from wattos.verified import VerifiedContent

PASS = Citation(
    url="https://stadt.example/pass",
    title="Reisepass",
    quote="Ein Reisepass kostet 60 Euro. Den Antrag stellen Sie im Bürgerbüro.",
)
HOURS = Citation(
    url="https://stadt.example/buero",
    title="Bürgerbüro",
    quote="Das Bürgerbüro hat montags von 8 bis 12 Uhr offen. Ein Termin ist nicht nötig.",
)
BOTH = "Ein Reisepass kostet 60 Euro [1]. Das Bürgerbüro hat montags von 8 bis 12 Uhr offen [2]."


def corrected(
    answer: str, before: str = "Ein Reisepass kostet 60 Euro [1].", *sources: Citation
) -> VerifiedContent:
    content = VerifiedContent(
        question="Was kostet ein Reisepass?",
        answer=answer,
        language="de",
        sources=list(sources or (PASS,)),
    )
    return without_unsupporting(content, before)


@pytest.mark.parametrize(
    "answer",
    [
        "Ein Reisepass kostet 60 Euro.",
        "60 Euro kostet ein Reisepass, den Antrag stellen Sie im Bürgerbüro [1].",
        "Ein neuer Reisepass kostet 60 €, der Antrag wird im Bürgerbüro gestellt.",
    ],
)
def test_passage_that_says_the_corrected_text_stays(answer: str) -> None:
    assert corrected(answer).sources == [PASS]


@pytest.mark.parametrize(
    "answer",
    [
        "Ein Reisepass kostet 70 Euro [1].",
        "Ein Reisepass kostet nicht 60 Euro.",
        "Ein Reisepass kostet 60 Euro, ausgestellt wird er im Stadthaus.",
        "Das weiß die Meldestelle im Stadthaus.",
        "A passport is issued by the registry.",
    ],
)
def test_passage_that_does_not_say_the_corrected_text_goes(answer: str) -> None:
    kept = corrected(answer)
    assert (kept.sources, "[" in kept.answer) == ([], False)


def test_source_goes_with_the_sentence_that_named_it_and_numbers_follow() -> None:
    dearer = BOTH.replace("60", "70")
    kept = corrected(dearer, BOTH, PASS, HOURS)
    assert kept.sources == [HOURS]
    assert kept.answer == (
        "Ein Reisepass kostet 70 Euro. Das Bürgerbüro hat montags von 8 bis 12 Uhr offen [1]."
    )
    shorter = corrected("Ein Reisepass kostet 60 Euro [1].", BOTH, PASS, HOURS)
    assert shorter.sources == [PASS]


def test_of_passages_behind_a_list_goes_the_one_whose_item_was_corrected() -> None:
    rows = [
        msgspec.structs.replace(PASS, quote=f"{what} | {price} €")
        for what, price in (("Reisepass ab 24 Jahren", "70"), ("Vorläufiger Reisepass", "26"))
    ]
    before = "Reisepass:\n- Reisepass ab 24 Jahren: 70 €\n- Vorläufiger Reisepass: 26 € [1] [2]"
    kept = corrected(before.replace("70", "75"), before, *rows)
    assert kept.sources == rows[1:]
    assert kept.answer.endswith("26 € [1]")


def test_negation_that_the_passage_has_may_be_added() -> None:
    answer = "Ein Termin ist nicht nötig."
    assert corrected(answer, "Ein Termin ist nötig.", HOURS).sources == [HOURS]
    assert corrected("Ein Termin ist nötig.", answer, HOURS).sources == []


def test_link_that_an_editor_gave_stays() -> None:
    link = Citation(url="https://stadt.example/aktuell", title="Aktuelles")
    assert corrected("Ein Reisepass kostet 70 Euro.", BOTH, link).sources == [link]
