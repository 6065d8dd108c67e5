"""One spelling for each address, and which addresses belong to a crawl."""

from __future__ import annotations

import pytest

from wattos_crawler.urls import Scope, identity, looks_like_media, normalise

BASE = "https://www.example.org/a/b.html?x=1"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("c.html", "https://www.example.org/a/c.html"),
        ("../c.html#part", "https://www.example.org/c.html"),
        ("//other.example/x", "https://other.example/x"),
        ("?y=2", "https://www.example.org/a/b.html?y=2"),
        ("#top", "https://www.example.org/a/b.html?x=1"),
        ("HTTPS://WWW.Example.ORG:443/A", "https://www.example.org/A"),
        ("http://example.org:80", "http://example.org/"),
        ("http://example.org:8080/a", "http://example.org:8080/a"),
        ("http://example.org./a", "http://example.org/a"),
        ("/a/./b/../c/", "https://www.example.org/a/c/"),
        ("/../../x", "https://www.example.org/x"),
        ("/%7Euser/%c3%bc", "https://www.example.org/~user/%C3%BC"),
        ("/straße", "https://www.example.org/stra%C3%9Fe"),
        ("/a%2fb", "https://www.example.org/a%2Fb"),
        ("/a?utm_source=x&id=7&PHPSESSID=1", "https://www.example.org/a?id=7"),
        ("/a?seite", "https://www.example.org/a?seite"),
        ("/a;jsessionid=ABC?x=1", "https://www.example.org/a?x=1"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        (r"..\rathaus\amt.html", "https://www.example.org/rathaus/amt.html"),
        ("/artikel?sid=123", "https://www.example.org/artikel?sid=123"),
        ("/artikel?sid=3f2a9c8d7e6b5a4c", "https://www.example.org/artikel"),
        ("/suche?q=M\udcfcll", "https://www.example.org/suche?q=M%FCll"),
        ("  /spaces  ", "https://www.example.org/spaces"),
        ("http://[2001:DB8::1]:81/", "http://[2001:db8::1]:81/"),
    ],
)
def test_normalise_gives_one_spelling(given: str, expected: str) -> None:
    assert normalise(given, BASE) == expected
    assert normalise(expected) == expected


@pytest.mark.parametrize(
    "given",
    [
        "mailto:a@example.org",
        "tel:+491",
        "javascript:print()",
        "data:text/html,x",
        "ftp://example.org/",
        "http://",
        "http://[broken/",
        "https://example.org/\ud800",
        "http://example.org:port/",
        "https://example.org/" + "a" * 2000,
    ],
)
def test_normalise_refuses_what_is_no_web_address(given: str) -> None:
    assert normalise(given, BASE) is None


def test_identity_ignores_scheme_www_and_order_of_parameters() -> None:
    assert identity("http://www.example.org/a?b=1&a=2") == identity("https://example.org/a?a=2&b=1")
    assert identity("https://example.org/a") != identity("https://example.org/a?b=1")


def test_looks_like_media_knows_endings_but_not_documents() -> None:
    assert looks_like_media("https://example.org/wappen.GIF?v=2")
    assert looks_like_media("https://example.org/site.css")
    assert not looks_like_media("https://example.org/satzung.pdf")
    assert not looks_like_media("https://example.org/antrag.docx")
    assert not looks_like_media("https://example.org/index.php")


def test_scope_holds_the_start_with_and_without_www() -> None:
    scope = Scope.of("https://www.example.org/start")
    assert scope.contains("https://example.org/x")
    assert scope.contains("http://www.example.org/y")
    assert not scope.contains("https://shop.example.org/")
    assert not scope.contains("https://example.org.evil.example/")
    assert not scope.contains("https://example.org:8080/")


def test_scope_holds_allowed_domains_with_their_subdomains() -> None:
    scope = Scope.of("https://example.org/", ("*.partner.example", "http://127.0.0.1:81/x"))
    assert scope.contains("https://partner.example/")
    assert scope.contains("https://docs.partner.example/a")
    assert scope.contains("http://127.0.0.1:81/a")
    assert not scope.contains("http://127.0.0.1:82/a")
    assert not scope.contains("https://notpartner.example/")


def test_scope_widens_to_where_the_start_led() -> None:
    scope = Scope.of("https://example.org/").including("https://stadt.example/")
    assert scope.contains("https://www.stadt.example/a")
    assert scope.contains("https://example.org/a")
