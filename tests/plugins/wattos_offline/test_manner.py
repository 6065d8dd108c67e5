"""The same question in different manners."""

from __future__ import annotations

from tests.plugins.wattos_offline.passages import passage
from wattos.llm import AnswerStyle
from wattos_offline.composition import choose, compose
from wattos_offline.manner import in_order
from wattos_offline.question import understand
from wattos_offline.scoring import rank_units
from wattos_offline.units import units_of

POOL = passage(
    "Das Hallenbad hat eine Sauna und drei Becken. Das Hallenbad öffnet täglich um 9:00 Uhr. "
    "Der Eintritt ins Hallenbad kostet 4,50 Euro.",
    "Hallenbad",
)


def answer(style: AnswerStyle) -> str:
    question = understand("Was kostet das Hallenbad und wann öffnet es?", "de")
    chosen = choose(question, rank_units(question, [POOL]), [POOL], style)
    parts = compose(question.language, chosen, [POOL], style)
    return "\n\n".join(part.text for part in parts)


def test_short_answer_quotes_less() -> None:
    prices = passage(
        "Das Hallenbad kostet Erwachsene 4,50 Euro. Das Hallenbad kostet Kinder 2,80 Euro. "
        "Das Hallenbad kostet Gruppen 30,00 Euro. Das Hallenbad kostet Vereine 60,00 Euro.",
        "Hallenbad",
    )
    question = understand("Was kostet das Hallenbad?", "de")
    ranked = rank_units(question, [prices])
    lengths = [
        sum(unit.shown.count("Euro") for unit in choose(question, ranked, [prices], style))
        for style in (AnswerStyle(length="short"), AnswerStyle(), AnswerStyle(length="full"))
    ]
    assert lengths == [2, 3, 4]


def test_facts_that_come_first_are_quoted_first() -> None:
    cost, hours = answer(AnswerStyle(first=("cost",))), answer(AnswerStyle(first=("hours",)))
    assert cost.index("Euro") < cost.index("Uhr")
    assert hours.index("Uhr") < hours.index("Euro")


def test_plain_answer_has_a_line_a_sentence() -> None:
    assert "\n" not in answer(AnswerStyle())
    assert len(answer(AnswerStyle(plain=True)).splitlines()) > 1


def test_order_without_wishes_is_that_of_the_source() -> None:
    units = units_of([POOL])
    assert in_order(units[::-1], AnswerStyle()) == sorted(units, key=lambda unit: unit.start)
