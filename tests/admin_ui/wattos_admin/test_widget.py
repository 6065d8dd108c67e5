"""The chat over the organisation's own page."""

from __future__ import annotations

from wattos_admin.start.widget import snippet, still

PAGE = b"""<html><head><meta http-equiv="refresh" content="0;url=//evil"><base href="/x">
<script>steal()</script><link rel="stylesheet" href="/style.css"></head>
<body><iframe src="https://ads.example"></iframe><h1>Rathaus</h1></body></html>"""


def test_strangers_page_is_shown_without_what_acts() -> None:
    html = still(PAGE, "https://www.stadt.example/start/")
    for gone in ("steal", "iframe", "refresh", 'href="/x"'):
        assert gone not in html
    assert '<base href="https://www.stadt.example/x" target="_blank">' in html
    assert "/style.css" in html
    assert "<h1>Rathaus</h1>" in html


def test_old_page_keeps_its_letters() -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"><p>Schön'
    for body, declared in ((page.encode("iso-8859-1"), None), ("<p>Schön".encode(), "no-such")):
        assert "Schön" in still(body, "https://www.stadt.example/", declared)


def test_snippet_holds_the_address_and_the_key() -> None:
    line = snippet("https://chat.example", "wk_1")
    assert line == (
        '<script src="https://chat.example/web/widget.js" data-key="wk_1" async></script>'
    )
