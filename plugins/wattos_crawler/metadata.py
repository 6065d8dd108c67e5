"""What a page tells about itself beside its text; kept as the metadata of its document.

| key | holds |
|---|---|
| `description`, `author`, `site_name`, `page_title` | texts, where the page has them |
| `published`, `modified` | dates as the page states them, ISO 8601 where they could be read |
| `declared_language` | the page's own `lang` |
| `alternates` | language → address of the page's version in it (hreflang) |
| `canonical` | the address that the page names as its own |
| `structured_data` | the page's JSON-LD objects, `@graph` and lists taken apart |
| `links` | `{"url", "text"}` of every web address that the page links to |
| `images`, `images_without_alt` | number of images; addresses of those without a text |
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from lxml.html import HtmlElement

from wattos_crawler.page import Facts, squeeze
from wattos_crawler.urls import normalise

_NAMED: Final = {
    "description": ("description", "og:description", "dc.description"),
    "author": ("author", "dc.creator"),
    "site_name": ("og:site_name", "application-name"),
    "published": ("article:published_time", "dc.date", "dc.date.issued", "date", "dcterms.created"),
    "modified": ("article:modified_time", "last-modified", "dc.date.modified", "dcterms.modified"),
}
_STATED: Final = re.compile(
    r"(?:letzte\s+(?:änderung|aktualisierung|bearbeitung)|zuletzt\s+(?:geändert|aktualisiert)"
    r"|aktualisiert\s+am|geändert\s+am|stand|last\s+(?:updated?|modified|changed?)|updated\s+on"
    r"|son\s+güncelleme)\s*(?:am|on|:|tarihi)*\s*:?\s*(\d{1,2}\.\s?\d{1,2}\.\s?\d{4}|\d{4}-\d\d-\d\d"
    r"|\d{1,2}\.?\s+[A-Za-zäöüçğışÇĞİŞ]{3,10}\s+\d{4})",
    re.I,
)
_GERMAN_DATE: Final = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_MOST_DATA: Final = 200_000
_MOST_OBJECTS: Final = 100
_MOST_IMAGES: Final = 20
_LONGEST: Final = 1000


def page_metadata(tree: HtmlElement, facts: Facts, url: str) -> dict[str, Any]:
    """The metadata of a parsed page that was fetched from `url`; only keys that hold something."""
    named = _named_values(tree)
    found: dict[str, Any] = {
        key: next((named[name] for name in names if named.get(name)), "")
        for key, names in _NAMED.items()
    }
    titles = [squeeze(str(node.text_content())) for node in tree.xpath("//head/title")]
    found["page_title"] = next(filter(None, titles), "")
    found["declared_language"] = facts.language
    found["canonical"] = facts.canonical
    found["structured_data"] = list(structured_data(tree))
    _read_dates(found, tree)
    found["alternates"] = _alternates(tree, url)
    found["links"] = [{"url": link.url, "text": link.text} for link in facts.links]
    found |= _images(tree, url)
    return {key: _storable(value) for key, value in found.items() if value}


def structured_data(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """The JSON-LD objects of a page; what cannot be read is passed over, as browsers do."""
    count = 0
    for script in tree.xpath("//script[@type]"):
        if str(script.get("type")).partition(";")[0].strip().lower() != "application/ld+json":
            continue
        text = str(script.text or "").strip().removeprefix("<![CDATA[").removesuffix("]]>")
        try:
            content: Any = json.loads(text, strict=False) if len(text) <= _MOST_DATA else None
        except (ValueError, RecursionError):
            continue
        for entry in _objects(content):
            if (count := count + 1) > _MOST_OBJECTS:
                return
            yield entry


def _objects(content: Any) -> Iterator[dict[str, Any]]:
    if isinstance(content, list):
        for entry in content:  # pyright: ignore[reportUnknownVariableType] - JSON from outside
            yield from _objects(entry)
    elif isinstance(content, dict):
        graph: Any = content.get("@graph")  # pyright: ignore[reportUnknownVariableType,reportUnknownMemberType] - see above
        if isinstance(graph, list):
            yield from _objects(graph)
        else:
            yield {str(key): value for key, value in content.items()}  # pyright: ignore[reportUnknownVariableType,reportUnknownMemberType,reportUnknownArgumentType] - see above


def _named_values(tree: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in tree.xpath("//meta[@content]"):
        name = meta.get("property") or meta.get("name") or meta.get("http-equiv") or ""
        value = squeeze(str(meta.get("content")))[:_LONGEST]
        found.setdefault(str(name).strip().lower(), value)
    return found


def _read_dates(found: dict[str, Any], tree: HtmlElement) -> None:
    """Fill in dates from JSON-LD and from the page's own words, such as "Letzte Änderung: …"."""
    for key, name in (("published", "datePublished"), ("modified", "dateModified")):
        stated = [
            data[name] for data in found["structured_data"] if isinstance(data.get(name), str)
        ]
        found[key] = iso_date(found[key] or next(iter(stated), ""))
    if not found["modified"]:
        body = next(iter(tree.xpath("//body")), tree)
        match = _STATED.search(squeeze(" ".join(str(t) for t in body.itertext())))
        found["modified"] = iso_date(match[1]) if match else ""
    if not found["published"]:
        times = tree.xpath("//time[@pubdate or contains(@itemprop,'datePublished')]/@datetime")
        found["published"] = iso_date(str(times[0])) if times else ""


def iso_date(text: str) -> str:
    """A German date as `2026-02-12`; everything else as it is."""
    match = _GERMAN_DATE.fullmatch(text.strip())
    if match is None:
        return text.strip()
    return f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}"


def _alternates(tree: HtmlElement, url: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for link in tree.xpath("//link[@rel='alternate' and @hreflang and @href]"):
        if target := normalise(str(link.get("href")), url):
            found.setdefault(str(link.get("hreflang")).lower(), target)
    return found


def _images(tree: HtmlElement, url: str) -> dict[str, Any]:
    images = tree.xpath("//body//img[@src]")
    bare = [image for image in images if image.get("alt") is None and not _is_decoration(image)]
    named = [normalise(str(image.get("src")), url) for image in bare[:_MOST_IMAGES]]
    return {"images": len(images), "images_without_alt": [name for name in named if name]}


def _is_decoration(image: HtmlElement) -> bool:
    """Whether an image is hidden from readers, or a counting pixel."""
    hidden = image.get("aria-hidden") == "true" or image.get("role") in ("presentation", "none")
    return hidden or (image.get("width") == "1" and image.get("height") == "1")


def _storable(value: Any) -> Any:
    """The value without what Postgres's JSON cannot hold: NUL and lone surrogates."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_storable(str(k)): _storable(v) for k, v in value.items()}  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType] - JSON from outside
    if isinstance(value, list):
        return [_storable(entry) for entry in value]  # pyright: ignore[reportUnknownVariableType] - see above
    return value if value == value and abs(value or 0) != float("inf") else None
