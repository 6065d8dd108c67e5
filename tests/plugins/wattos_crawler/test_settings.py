"""What the operator says about crawling."""

from __future__ import annotations

import pytest

from wattos.errors import ConfigurationError
from wattos_crawler.options import read_options
from wattos_crawler.settings import CrawlerSettings, load_crawler_settings


def test_settings_come_from_the_environment() -> None:
    settings = load_crawler_settings(
        {"WATTOS_CRAWLER_DELAY": "1.5", "WATTOS_CRAWLER_USER_AGENT": "Bot/1 (+https://x.example)"}
    )
    assert (settings.delay, settings.user_agent) == (1.5, "Bot/1 (+https://x.example)")
    assert settings.per_host == CrawlerSettings().per_host


@pytest.mark.parametrize(
    ("name", "value"), [("DELAY", "bald"), ("PER_HOST", "0"), ("USER_AGENT", "a\r\nb: c")]
)
def test_settings_that_cannot_be_used_are_named(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=name.lower()):
        load_crawler_settings({f"WATTOS_CRAWLER_{name}": value})


def test_options_take_from_the_settings_what_a_crawl_does_not_say() -> None:
    settings = CrawlerSettings(delay=2.0, per_host=1, max_pages=50)
    options = read_options({"url": "x.example", "per_host": 2, "max_pages": 900}, settings)
    assert (options.delay, options.per_host, options.max_pages) == (2.0, 2, 50)
