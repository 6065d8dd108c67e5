"""Bars that lead to the neighbours of a page."""

from __future__ import annotations

import pytest

from wattos_ingestion.formats.html import parse
from wattos_ingestion.source import Source

HEAD = '<head><link rel="prev" href="1.html"><link rel="next" href="3.html"></head>'
TABLE = """<div><table><tr><th colspan=3>Beete anlegen</th></tr><tr><td><a href="1.html">Boden
lockern</a></td><th>Kapitel 4. Der Garten</th><td><a href="3.html">Samen</a></td></tr></table></div>
"""
LIST = '<ul><li><a href="1.html"><b>Zurück</b>Erde</a></li><li><a href="3.html">Samen</a></li></ul>'
TEXINFO = """<p>Next: <a rel="next" href="b.html">Samen</a>, Up: <a rel="up" href="/">Garten</a>
[<a rel="contents" href="/#c">Contents</a>]</p>"""


def text_of(body: str, head: str = "") -> str:
    html = f"<html>{head}<body>{body}</body></html>"
    return parse(Source(data=html.encode(), url="2.html")).text


@pytest.mark.parametrize(
    ("bar", "head"),
    [
        (TABLE, HEAD),
        (LIST, HEAD),
        (TEXINFO, ""),
        ('<p><a href="#">&uarr; Back to Top</a></p>', ""),
        ('<p><a href="a">&lt;&lt;&lt; Zurück</a> | <a href="b">Weiter &gt;&gt;&gt;</a></p>', ""),
        ('<div><a href="a">Önceki sayfa</a> <a href="b">Sonraki sayfa</a></div>', ""),
    ],
)
def test_bar_to_the_neighbours_is_no_text(bar: str, head: str) -> None:
    page = f"{bar}<h1>Beete</h1><p>Die Erde muss feucht sein.</p>{bar}"
    assert text_of(page, head) == "Beete\n\nDie Erde muss feucht sein."


@pytest.mark.parametrize(
    "body",
    [
        '<p>Danach geht es mit den <a href="3.html">Samen</a> weiter, siehe auch den Kalender.</p>',
        '<p>Das Fest beginnt um 14 Uhr. <a href="fest">weiter</a></p>',
        '<table><tr><td>Sommerfest</td><td><a href="fest">weiter</a></td></tr></table>',
        '<ul><li><a href="3.html">Samen</a></li><li><a href="4.html">Ernte</a></li></ul>',
        '<div><h2>Boden lockern</h2><a href="1.html">Zurück</a> <a href="3.html">Weiter</a></div>',
    ],
)
def test_link_in_content_stays_with_it(body: str) -> None:
    page = text_of(body, HEAD)
    for word in ("Samen", "14 Uhr", "Sommerfest", "Ernte", "Boden lockern"):
        assert (word in page) == (word in body)


@pytest.mark.parametrize(
    ("head", "is_manual"),
    [
        ('<meta name="Generator" content="DocBook XSL Stylesheets V1.79">', True),
        ('<link rel="up" href="b"><link rel="next" href="c">', True),
        ('<meta name="generator" content="TYPO3 CMS"><link rel="next" href="c">', False),
    ],
)
def test_page_of_a_manual_is_told(head: str, is_manual: bool) -> None:
    page = f"<html><head>{head}</head><body><h1>Buchen</h1><p>Eins.</p></body></html>"
    metadata = parse(Source(data=page.encode(), url="a.html")).metadata
    assert metadata.get("part_of_a_manual", False) is is_manual
