"""What a crawl may do, as given by a command, a request or another plugin."""

from __future__ import annotations

from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from wattos.errors import InvalidInput
from wattos_crawler.settings import CrawlerSettings, load_crawler_settings
from wattos_crawler.urls import normalise

ROBOTS_TOKEN: Final = "WattOS"  # noqa: S105 - the name in robots.txt, no secret


class CrawlOptions(msgspec.Struct, frozen=True, kw_only=True):
    """The limits of one crawl; sizes in bytes, times in seconds."""

    url: str
    max_depth: Annotated[int, Meta(ge=0, le=50)] = 5
    """Clicks away from the start page; pages of the sitemap count as one click."""
    max_pages: Annotated[int, Meta(ge=1, le=100_000)] = 500
    """Pages and files that are taken; duplicates and failures do not count."""
    allowed_domains: tuple[str, ...] = ()
    """Further domains (with their subdomains) whose pages are taken too."""
    space: Annotated[str, Meta(min_length=1, max_length=100)] = "default"
    """Slug of the knowledge space; made if new."""
    include: tuple[str, ...] = ()
    """Patterns of the addresses to visit; empty for all. The start is always visited."""
    exclude: tuple[str, ...] = ()
    """Patterns of the addresses to leave out."""
    languages: tuple[str, ...] = ()
    """Languages of the pages to take, by their own `lang`; empty for all."""
    max_bytes: Annotated[int, Meta(ge=1000)] = 20_000_000
    """Largest page or file, after decompression."""
    per_host: Annotated[int, Meta(ge=1, le=16)] = 4
    """Requests to one host at a time."""
    delay: Annotated[float, Meta(ge=0, le=60)] = 0.05
    """Least time between the starts of two requests to one host; robots.txt may ask for more."""
    timeout: Annotated[float, Meta(gt=0, le=300)] = 20.0
    """Longest time for one answer."""


def read_options(payload: dict[str, Any], settings: CrawlerSettings | None = None) -> CrawlOptions:
    """Build the options from loose data; None stands for "not given".

    What is not given comes from the installation's settings; their `max_pages` also bounds what
    is given.

    Raises:
        InvalidInput: a value is out of range, or the URL is not a web address.
    """
    usual = settings or load_crawler_settings()
    given: dict[str, Any] = {
        "delay": usual.delay,
        "per_host": usual.per_host,
        "timeout": usual.timeout,
        **{name: value for name, value in payload.items() if value is not None},
    }
    try:
        options = msgspec.convert(given, CrawlOptions, strict=False)
    except msgspec.ValidationError as error:
        raise InvalidInput("The crawl's options cannot be used.", given=str(error)) from None
    start = start_of(options.url)
    if start is None:
        raise InvalidInput(
            "The start of a crawl is not a web address.",
            given=options.url[:200],
            expected="an address such as https://www.example.org/",
        )
    pages = min(options.max_pages, usual.max_pages)
    return msgspec.structs.replace(options, url=start, max_pages=pages)


def start_of(url: str) -> str | None:
    """Where a crawl of what somebody typed begins; None for what is no address."""
    return normalise(url if "://" in url else f"https://{url}")
