from __future__ import annotations

import pytest

from wattos.conversations.plain_text import plain_text


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("**Bold** and *soft* `code` [1].", "Bold and soft code [1]."),
        ("# Title\n\nText.\n\nMore.", "Title\n\nText.\n\nMore."),
        ("See [the page](https://a.example/x).", "See the page (https://a.example/x)."),
        ("<https://a.example> and <a@b.example>", "https://a.example and a@b.example"),
        ("- one\n- two\n  - deep\n\nEnd", "- one\n- two\n  - deep\n\nEnd"),
        ("3. three\n4. four", "3. three\n4. four"),
        ("24. Dezember zu [1]\n\n31. Dezember zu [1]", "24. Dezember zu [1]\n31. Dezember zu [1]"),
        ("1. one\n   1. deep\n1. two", "1. one\n  1. deep\n2. two"),
        ("one\ntwo  \nthree", "one\ntwo\nthree"),
        ("|a|b|\n|-|-|\n|c|*d*|\n\nEnd", "a | b\nc | d\n\nEnd"),
        ("```py\nx = 1\n\ny = 2\n```", "x = 1\n\ny = 2"),
        ("5 < 6 & 7 > 3 <b>", "5 < 6 & 7 > 3 <b>"),
        (r"1\. not a list, \*not soft\*", "1. not a list, *not soft*"),
        ("", ""),
    ],
)
def test_markdown_becomes_what_a_reader_would_type(markdown: str, plain: str) -> None:
    assert plain_text(markdown) == plain
