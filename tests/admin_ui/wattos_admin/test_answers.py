"""Answers as HTML."""

from __future__ import annotations

from wattos.events import Citation
from wattos_admin.answers import with_markers


def test_quote_says_the_language_of_its_source() -> None:
    sources = [Citation(url="", title="Bad", language="de"), Citation(url="", title="Pool")]
    shown = with_markers("Here:\n\n> Ab neun. [1]\n\nAnd:\n\n> <b>At nine</b>. [2]", "a", sources)
    assert '<blockquote lang="de">\n<p>Ab neun.' in shown
    assert "<blockquote>\n<p>&lt;b&gt;At nine" in shown
