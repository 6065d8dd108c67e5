"""What the operator says about crawling, read from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from wattos.errors import ConfigurationError

_PREFIX: Final = "WATTOS_CRAWLER_"


class CrawlerSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`WATTOS_CRAWLER_<NAME>` in the environment; times in seconds."""

    user_agent: Annotated[str, Meta(min_length=1, max_length=300, pattern=r"^[ -~]+$")] = (
        "Mozilla/5.0 (compatible; WattOS/0.1)"
    )
    """How the crawler introduces itself; robots.txt knows it as `WattOS` whatever stands here."""
    delay: Annotated[float, Meta(ge=0, le=60)] = 0.05
    """Least time between the starts of two requests to one host, where a crawl does not say it.

    Half of the time that a host takes to answer is kept in any case.
    """
    longest_delay: Annotated[float, Meta(gt=0, le=600)] = 30.0
    """Most that a site's Crawl-delay can ask for."""
    per_host: Annotated[int, Meta(ge=1, le=16)] = 4
    """Requests to one host at a time, where a crawl does not say it."""
    max_pages: Annotated[int, Meta(ge=1)] = 100_000
    """Most pages that any crawl takes."""
    timeout: Annotated[float, Meta(gt=0, le=300)] = 20.0
    """Longest time for one answer, where a crawl does not say it."""


def load_crawler_settings(environ: Mapping[str, str] | None = None) -> CrawlerSettings:
    """The settings in `environ` (default: the process's); raises `ConfigurationError`."""
    source = os.environ if environ is None else environ
    given = {
        field.name: source[_PREFIX + field.name.upper()].strip()
        for field in msgspec.structs.fields(CrawlerSettings)
        if source.get(_PREFIX + field.name.upper(), "").strip()
    }
    try:
        return msgspec.convert(given, CrawlerSettings, strict=False)
    except msgspec.ValidationError as error:
        raise ConfigurationError(
            "A setting of the crawler cannot be used.",
            given=str(error),
            hint=f"Correct the variable {_PREFIX}… of that name.",
        ) from None
