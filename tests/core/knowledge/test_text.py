from __future__ import annotations

import pytest

from wattos.knowledge import clean_line, clean_paragraph, strip_forbidden
from wattos.knowledge.text import fold


def test_strip_forbidden_drops_what_cannot_be_stored() -> None:
    assert strip_forbidden("a\x00b\ud800c\ufeffd\u00ade\x1ff") == "abcdef"


def test_strip_forbidden_result_can_be_encoded() -> None:
    assert strip_forbidden("\udfff\x00ok").encode("utf-8") == b"ok"


def test_clean_line_is_one_line() -> None:
    assert clean_line("  Hund\u00a0 \n anmelden\t") == "Hund anmelden"


def test_clean_paragraph_keeps_line_breaks() -> None:
    assert clean_paragraph("eins  zwei \r\n  drei ") == "eins zwei\ndrei"


@pytest.mark.parametrize(
    ("word", "language", "folded"),
    [
        ("Gebühren", "de", "gebuhren"),
        ("Straße", "de", "strasse"),
        ("İstanbul", "tr", "istanbul"),
        ("ISPARTA", "tr", "isparta"),
        ("çöp", "tr", "cop"),
        ("Café", "fr", "cafe"),
    ],
)
def test_fold_gives_the_form_people_type(word: str, language: str, folded: str) -> None:
    assert fold(word, language) == folded
