"""Words for what machines write otherwise."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from wattos_admin.formats import (
    address,
    clocks_of,
    day,
    hidden,
    markdown,
    moment,
    plain,
    shortened,
    timestamp,
)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://www.stadt.example/bad/", "www.stadt.example/bad"),
        ("https://stadt.example/%C3%84mter.html", "stadt.example/Ämter.html"),
        ("http://localhost:8800/admin/example-site/bad.html", "/bad.html"),
        ("handbuch.pdf", "handbuch.pdf"),
    ],
)
def test_address_is_said_without_what_nobody_says(url: str, said: str) -> None:
    assert address(url) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Kurz.", "Kurz."),
        ("Das Bad öffnet um neun.", "Das Bad öffnet…"),
        ("Das Bad, sagt Anna, ist zu.", "Das Bad, sagt…"),
        ("Donaudampfschifffahrt", "Donaudampfschif…"),
    ],
)
def test_long_text_ends_between_words_with_one_mark(text: str, said: str) -> None:
    assert shortened(text, 16) == said
    assert shortened("abcdef", 3, killwords=True, end="") == "abc"


def test_line_of_a_list_shows_no_marks_of_markdown() -> None:
    assert plain("## Nein\n\n- eine **Kegelbahn** gibt es *nicht*, 2 * 3") == (
        "Nein\n\neine Kegelbahn gibt es nicht, 2 * 3"
    )


def test_personal_data_left_out_are_named_in_words() -> None:
    assert hidden("Ruf [PHONE_1] an, [OTHER_2]", "de") == "Ruf [Telefonnummer] an, [ausgelassen]"
    assert hidden("call [PHONE_1]", "en") == "call [phone number]"


def test_items_keep_the_numbers_they_were_written_with() -> None:
    shown = str(markdown("24. Dezember zu\n\n31. Dezember zu\n\n---\n1. eins\n1. zwei"))
    assert re.findall(r'<li( value="\d+")?>', shown) == [
        ' value="24"', ' value="31"', ' value="1"', "",
    ]  # fmt: skip


def test_times_are_said_as_the_tenants_clocks_show_them() -> None:
    late = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    assert moment(late, "en") == "30 Nov 2026, 23:30"
    with clocks_of(ZoneInfo("Europe/Berlin")):
        assert moment(late, "de") == "1. Dez. 2026, 00:30"
        assert day(late, "en") == "1 Dec 2026"
    assert timestamp(late, ZoneInfo("Europe/Berlin")) == "2026-12-01 00:30"
    assert day(late, "en") == "30 Nov 2026"
