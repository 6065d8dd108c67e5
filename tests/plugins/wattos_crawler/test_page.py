"""What a page says about itself."""

from __future__ import annotations

import pytest

from wattos_crawler.fetch import NotTaken
from wattos_crawler.page import Facts, parse_page, read_facts
from wattos_crawler.urls import looks_like_media

PAST = "Wed, 25 Jun 2025 15:00:00 GMT"
URL = "https://www.example.org/a/seite.html"


def facts(html: str, headers: dict[str, str] | None = None) -> Facts:
    return read_facts(parse_page(html), URL, headers or {})


def followed(found: Facts) -> tuple[str, ...]:
    """The links that a crawl goes on to."""
    return tuple(link.url for link in found.links if link.follow and not looks_like_media(link.url))


def test_read_facts_resolves_links_and_leaves_out_what_is_no_page() -> None:
    found = facts(
        '<a href="b.html">b</a><a href="b.html#x">b again</a><a href="/c?utm_source=m">c</a>'
        '<a href="mailto:a@b.example">m</a><a href="bild.png">i</a><a href="x.pdf">p</a>'
        '<a rel="nofollow" href="/werbung">w</a><iframe src="/karte"></iframe>'
        '<meta http-equiv="Refresh" content="0; URL=/neu">'
    )
    assert followed(found) == (
        "https://www.example.org/a/b.html",
        "https://www.example.org/c",
        "https://www.example.org/a/x.pdf",
        "https://www.example.org/karte",
        "https://www.example.org/neu",
    )


def test_read_facts_heeds_the_base_element() -> None:
    found = facts('<head><base href="/unten/"></head><a href="x">x</a>')
    assert followed(found) == ("https://www.example.org/unten/x",)


@pytest.mark.parametrize(
    ("html", "headers", "index", "follow"),
    [
        ("<p>x", {}, True, True),
        ('<meta name="robots" content="noindex, follow"><p>x', {}, False, True),
        ('<meta name="ROBOTS" content="NOINDEX,NOFOLLOW"><p>x', {}, False, False),
        ('<meta name="robots" content="none"><p>x', {}, False, False),
        ('<meta name="wattos" content="noindex"><p>x', {}, False, True),
        ('<meta name="googlebot" content="noindex"><p>x', {}, True, True),
        ("<p>x", {"x-robots-tag": "noindex"}, False, True),
        ("<p>x", {"x-robots-tag": "nofollow, wattos: noindex"}, False, False),
        ("<p>x", {"x-robots-tag": "googlebot: noindex, nofollow"}, True, True),
        ("<p>x", {"x-robots-tag": "googlebot: noindex\nnofollow"}, True, False),
        ("<p>x", {"x-robots-tag": "max-snippet: 20, noindex"}, False, True),
        ("<p>x", {"x-robots-tag": f"unavailable_after: {PAST}"}, False, True),
        ("<p>x", {"x-robots-tag": f"unavailable_after: {PAST}, nofollow"}, False, False),
        ("<p>x", {"x-robots-tag": f"googlebot: unavailable_after: {PAST}"}, True, True),
        ("<p>x", {"x-robots-tag": "unavailable_after: 2999-12-31"}, True, True),
        ('<meta name="robots" content="unavailable_after: 2020-09-21">', {}, False, True),
        ('<meta name="robots" content="unavailable_after: soon">', {}, True, True),
    ],
)
def test_read_facts_heeds_robots_wishes(
    html: str, headers: dict[str, str], index: bool, follow: bool
) -> None:
    found = facts(f'{html}<a href="/b">b</a>', headers)
    assert (found.index, found.follow) == (index, follow)
    assert bool(followed(found)) is follow


def test_read_facts_knows_a_page_that_will_not_stay() -> None:
    until = {"x-robots-tag": "unavailable_after: 31 Dec 2999 15:00:00 GMT"}
    assert facts("<p>x", until).expires
    assert not facts("<p>x").expires


@pytest.mark.parametrize(
    ("html", "target"),
    [
        ("<meta http-equiv=Refresh content=\"0; URL='/neu'\">", "https://www.example.org/neu"),
        ('<meta http-equiv="refresh" content="0;/neu">', "https://www.example.org/neu"),
        ('<meta http-equiv="refresh" content="300; url=/neu">', None),
        ('<meta http-equiv="refresh" content="0; url=seite.html#x">', None),
        ('<noscript><meta http-equiv="refresh" content="0; url=/ohne"></noscript>', None),
        ('<meta http-equiv="refresh" content="0; url=javascript:x()">', None),
        ('<meta http-equiv="refresh" content="0">', None),
    ],
)
def test_read_facts_tells_where_a_page_sends_its_readers(html: str, target: str | None) -> None:
    assert facts(f"<head>{html}</head><p>Einen Augenblick").moves_to == target


@pytest.mark.parametrize(
    ("html", "missing"),
    [
        ("<title>Seite nicht gefunden | Stadt X</title><h1>Hoppla</h1>", True),
        ("<title>Stadt X</title><h1>Fehler 404: Die Seite fehlt</h1>", True),
        ("<title>404 Not Found</title><h1>404 Not Found</h1>", True),
        ("<h1>Die gewünschte Seite wurde leider nicht gefunden.</h1>", True),
        ("<h1>Aradığınız sayfa bulunamadı</h1>", True),
        ("<h1>Seite nicht gefunden</h1><main>" + "Lange Rede. " * 200 + "</main>", False),
        (
            "<title>Was tun, wenn die Seite nicht gefunden wird?</title><h1>Hilfe</h1>",
            False,
        ),
        ("<h1>Zimmer 404</h1>", False),
        ("<h1>Fundbüro: nichts gefunden?</h1>", False),
    ],
)
def test_read_facts_tells_an_error_page_that_was_answered_as_a_page(
    html: str, missing: bool
) -> None:
    assert facts(html).is_missing is missing


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<title>Reisepass | Stadt X</title><h1>Reisepass</h1>", "Reisepass"),
        ("<title>Bauantrag | Stadt X</title><h1>Bauen: Antrag</h1>", "Bauantrag"),
        ("<title>X - Urkunde</title><h2>Urkunde</h2>", "Urkunde"),
        ("<h1>Nur\n  Überschrift</h1>", "Nur Überschrift"),
        ("<p>nichts", ""),
        ("<svg><title>Icon</title></svg><h1>Echt</h1>", "Echt"),
    ],
)
def test_read_facts_finds_a_plain_title(html: str, title: str) -> None:
    assert facts(html).title == title


def test_read_facts_reads_canonical_from_link_and_header() -> None:
    assert facts('<link rel="canonical" href="/b">').canonical == "https://www.example.org/b"
    header = {"link": '</c>; rel="canonical"'}
    assert facts("<p>x", header).canonical == "https://www.example.org/c"
    assert facts("<p>x").canonical is None


@pytest.mark.parametrize(
    ("html", "needed"),
    [
        ('<div id="root"></div><script src="/app.js"></script>', True),
        ("<noscript>Bitte JavaScript einschalten</noscript><script>x()</script>", True),
        ("<script>document.write('x')</script>", True),
        ('<div id="app">' + "Text " * 100 + "</div><script src=/a.js></script>", False),
        ('<div id="root"></div>', False),
        ("<p>Kurz, aber echt.</p><script>count()</script>", False),
    ],
)
def test_read_facts_tells_an_empty_shell_for_scripts(html: str, needed: bool) -> None:
    assert facts(f"<html><body>{html}</body></html>").needs_scripts is needed


@pytest.mark.parametrize("html", ["", "   ", "<!-- nur ein Kommentar -->"])
def test_parse_page_says_when_there_is_nothing(html: str) -> None:
    with pytest.raises(NotTaken) as caught:
        parse_page(html)
    assert caught.value.reason == "empty"


@pytest.mark.parametrize(
    "html",
    [
        "<p>offen<div><table><tr><td>Text",
        "</div></p>Text<a href='kaputt",
        '<?xml version="1.0" encoding="iso-8859-1"?><html><body>Text</body></html>',
        "<html><body>Text\ud800 und mehr</body></html>",
        "<p>Text</p>" + "<div>" * 5000 + "tief" + "</div>" * 5000,
    ],
)
def test_parse_page_reads_broken_pages(html: str) -> None:
    assert "Text" in parse_page(html).text_content()
