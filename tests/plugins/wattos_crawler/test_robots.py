"""robots.txt and sitemaps, as sites really write them."""

from __future__ import annotations

import pytest

from wattos_crawler.options import ROBOTS_TOKEN
from wattos_crawler.robots import parse_sitemap, read_rules

SITEMAP = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc> https://example.org/a </loc><lastmod>2026-01-01</lastmod></url>
<url><loc>https://example.org/b?x=1&amp;y=2</loc></url></urlset>"""
INDEX = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://example.org/s1.xml</loc></sitemap></sitemapindex>"""
ENTITY = b"""<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>
<urlset><url><loc>https://example.org/&e;</loc></url></urlset>"""


def test_parse_sitemap_gives_its_pages() -> None:
    picture = b"<image:image><image:loc>https://example.org/bild?nr=1</image:loc></image:image>"
    named = b'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" xmlns'
    data = SITEMAP.replace(b"</url>", picture + b"</url>").replace(b"xmlns", named)
    pages = ["https://example.org/a", "https://example.org/b?x=1&y=2"]
    assert parse_sitemap(SITEMAP) == parse_sitemap(data) == (False, pages)


def test_parse_sitemap_tells_an_index() -> None:
    assert parse_sitemap(INDEX) == (True, ["https://example.org/s1.xml"])


def test_parse_sitemap_opens_no_outside_entity() -> None:
    assert parse_sitemap(ENTITY)[1] in ([], ["https://example.org/"])


def test_parse_sitemap_gives_versions_in_other_languages() -> None:
    data = b"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
    xmlns:xhtml="http://www.w3.org/1999/xhtml"><url><loc>https://example.org/de</loc>
    <xhtml:link rel="alternate" hreflang="tr" href="https://example.org/tr"/></url></urlset>"""
    assert parse_sitemap(data)[1] == ["https://example.org/de", "https://example.org/tr"]


def test_parse_sitemap_reads_a_plain_list() -> None:
    data = b"\xef\xbb\xbfhttps://example.org/a\nhttps://example.org/b\n"
    assert parse_sitemap(data) == (False, ["https://example.org/a", "https://example.org/b"])


@pytest.mark.parametrize("data", [b"", b"  ", b"nicht XML", b"\0\1\2", b"<html><p>404</p></html>"])
def test_parse_sitemap_passes_over_what_is_none(data: bytes) -> None:
    assert parse_sitemap(data) == (False, [])


def test_parse_sitemap_reads_a_broken_file_as_far_as_it_goes() -> None:
    assert parse_sitemap(SITEMAP[:180])[1] == ["https://example.org/a"]


@pytest.mark.parametrize(
    ("rules", "open_paths"),
    [
        ("User-agent: WattOS/0.1 # log\nDisallow: /a\n\nUser-agent: *\nDisallow: /", "/b /c"),
        ("user-agent: wattos\nDisallow: /a\n\nUser-agent: WATTOS\nDisallow: /b", "/c"),
        ("User-agent: WattOSbot\nDisallow: /", "/a /b /c"),
        ("User-agent: *\nDisallow: /a\nAllow: /a\nDisallow: /b", "/a /c"),
        ("User-agent: x\nUser-agent: *\nCrawl-delay: 1\nDisallow: /*b$", "/a /c"),
    ],
    ids=["version", "two groups", "another crawler", "tie", "shared group"],
)
def test_rules_hold_for_whom_they_name(rules: str, open_paths: str) -> None:
    read = read_rules(rules)
    free = [p for p in ("/a", "/b", "/c") if read.can_fetch(f"https://a.example{p}", ROBOTS_TOKEN)]
    assert free == open_paths.split()
