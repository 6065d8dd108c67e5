from __future__ import annotations

import pytest

from wattos.knowledge import sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Das ist es. Und das?  Ja!", ["Das ist es.", "Und das?", "Ja!"]),
        ("Bringen Sie z. B. den Pass mit. Danke.", ["Bringen Sie z. B. den Pass mit.", "Danke."]),
        ("Ab dem 1. März gilt § 3 Abs. 2 neu.", ["Ab dem 1. März gilt § 3 Abs. 2 neu."]),
        ("Er wurde 1998. Dann kam sie.", ["Er wurde 1998.", "Dann kam sie."]),
        ("Dr. Maier, Tel. 0123. Zimmer 4", ["Dr. Maier, Tel. 0123.", "Zimmer 4"]),
        ("„Kommen Sie.“ Das sagte sie.", ["„Kommen Sie.“", "Das sagte sie."]),
        ("Eine Zeile\nNoch eine", ["Eine Zeile", "Noch eine"]),
        ("Çöp ne zaman? Salı günü.", ["Çöp ne zaman?", "Salı günü."]),
        ("  ", []),
    ],
)
def test_sentence_spans_cut_where_a_reader_would(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_sentence_spans_cover_everything_but_white_space() -> None:
    text = "Eins. Zwei z. B. drei?\n\nVier… Fünf! sechs. 7. Acht."
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())
