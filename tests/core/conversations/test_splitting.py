from __future__ import annotations

import pytest

from wattos.conversations.splitting import split_text

PARAGRAPHS = "First paragraph here.\n\nSecond paragraph there.\n\nThird one."


def test_text_within_the_limit_stays_whole() -> None:
    assert split_text(PARAGRAPHS, None) == [PARAGRAPHS]
    assert split_text(PARAGRAPHS, len(PARAGRAPHS)) == [PARAGRAPHS]
    assert split_text("  \n ", 10) == []


def test_cut_falls_between_paragraphs() -> None:
    assert split_text(PARAGRAPHS, 50) == [
        "First paragraph here.\n\nSecond paragraph there.",
        "Third one.",
    ]


def test_cut_falls_behind_a_sentence_and_not_behind_an_abbreviation() -> None:
    text = "Das Amt öffnet um 8 Uhr. Bringen Sie z. B. Ihren Ausweis mit. Danach gern Tee."
    assert split_text(text, 45) == [
        "Das Amt öffnet um 8 Uhr.",
        "Bringen Sie z. B. Ihren Ausweis mit.",
        "Danach gern Tee.",
    ]


def test_short_first_paragraph_does_not_make_a_message_of_its_own() -> None:
    text = "Yes.\n\n" + "One sentence here. " * 10
    assert split_text(text, 60)[0].startswith("Yes.\n\nOne sentence here.")


def test_long_sentence_is_cut_between_words() -> None:
    text = "word " * 30
    pieces = split_text(text, 22)
    assert all(piece == "word word word word" for piece in pieces[:-1])


def test_long_word_is_cut_but_never_inside_a_character() -> None:
    family = "👨‍👩‍👧"
    pieces = split_text(family * 20, 7)
    assert "".join(pieces) == family * 20
    assert all(not piece.startswith("‍") and not piece.endswith("‍") for piece in pieces)
    decomposed = "é" * 30
    assert all(not piece.startswith("́") for piece in split_text(decomposed, 7))


def test_code_block_that_is_cut_is_closed_and_opened_again() -> None:
    text = "See:\n\n```\n" + "\n".join(f"line {n}" for n in range(40)) + "\n```\n\nDone."
    pieces = split_text(text, 100)
    assert len(pieces) > 3
    assert all(piece.count("```") % 2 == 0 for piece in pieces)
    assert all(len(piece) <= 100 for piece in pieces)
    assert [n for n in range(40) if sum(f"line {n}\n" in f"{p}\n" for p in pieces) != 1] == []


@pytest.mark.parametrize("limit", [20, 33, 64, 160])
def test_nothing_is_lost_and_no_piece_is_too_long(limit: int) -> None:
    text = "\n\n".join(
        f"Absatz {n}: Das Amt hat am Dienstag, den {n}. März, bis 18 Uhr offen! Danach nicht."
        f"\n- Punkt eins von {n}\n- Donaudampfschifffahrtsgesellschaftskapitänsmütze"
        for n in range(1, 9)
    )
    pieces = split_text(text, limit)
    assert all(0 < len(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())
