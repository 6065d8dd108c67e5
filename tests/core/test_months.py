from __future__ import annotations

import re

import pytest

from wattos.months import MONTH_NAMES, MONTH_PATTERN, month_number


@pytest.mark.parametrize("language", sorted(MONTH_NAMES))
def test_month_number_reads_every_name_in_any_case(language: str) -> None:
    names = MONTH_NAMES[language]
    for written in (names, [n.lower() for n in names], [n.upper() for n in names]):
        assert [month_number(name) for name in written] == list(range(1, 13))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("ab 3 KASIM", 11),
        ("3 kasim 2026", 11),
        ("HAZİRAN ayı", 6),
        ("im Jänner", 1),
        ("bis Ende März", 3),
        ("in May", 5),
        ("en geç mayıs", 5),
    ],
)
def test_month_pattern_finds_words_that_month_number_knows(text: str, number: int) -> None:
    match = re.search(rf"\b(?:{MONTH_PATTERN})\b", text, re.IGNORECASE)
    assert match is not None
    assert month_number(match.group()) == number


def test_month_number_refuses_other_words() -> None:
    with pytest.raises(KeyError):
        month_number("montag")
