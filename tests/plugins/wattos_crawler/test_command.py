"""`crawl URL`, typed into a chat."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from tests.plugins.wattos_crawler.site import page, serve
from wattos.access import Principal
from wattos.conversations import CommandContext
from wattos.database import new_id
from wattos.errors import InvalidInput
from wattos.events import ProgressUpdated, TurnEvent
from wattos.platform import Platform
from wattos_crawler.command import crawl_command, parse_arguments, summary
from wattos_crawler.crawl import cannot_start
from wattos_crawler.schemas import Outcome


async def test_command_crawls_with_progress_and_sums_up(platform: Platform, tenant: UUID) -> None:
    events: list[TurnEvent] = []

    async def emit(event: TurnEvent) -> None:
        events.append(event)

    user = await platform.access.create_user(
        tenant, email="chefin@example.org", password="correct horse battery", roles=["owner"]
    )
    async with serve({"/": page("Start", "/a", "/weg"), "/a": page("A")}) as site:
        context = CommandContext(
            tenant_id=tenant,
            principal=Principal(tenant_id=tenant, kind="user", id=str(user.id)),
            conversation_id=new_id(),
            turn_id=new_id(),
            arguments=f"{site.url()} --max-pages 5",
            language="de",
            emit=emit,
        )
        answer = await crawl_command(platform.jobs).run(context)
        assert answer.startswith(f"**2 Dokumente** aus {site.url()} eingelesen.")
        assert "1 × Die Seite gibt es nicht (mehr)." in answer
    assert isinstance(events[-1], ProgressUpdated)
    assert events[-1].message.startswith("Lese ")
    assert events[-1].done == events[-1].total


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("example.org", {"url": "example.org", "allowed_domains": []}),
        ("<https://example.org/>", {"url": "https://example.org/", "allowed_domains": []}),
        (
            "https://example.org --depth 2 --max-pages=9 --allow-domain a.example --space 'neu'",
            {
                "url": "https://example.org",
                "max_depth": "2",
                "max_pages": "9",
                "allowed_domains": ["a.example"],
                "space": "neu",
            },
        ),
    ],
)
def test_parse_arguments_reads_options(text: str, expected: dict[str, Any]) -> None:
    assert parse_arguments(text) == expected


@pytest.mark.parametrize("text", ["", "--depth 2", "x --what 1", "x --depth", "x 'offen"])
def test_parse_arguments_says_what_is_wrong(text: str) -> None:
    with pytest.raises(InvalidInput, match="crawl URL") as refused:
        parse_arguments(text)
    assert all("crawl URL" in refused.value.told[language] for language in ("de", "en", "tr"))


def test_summary_counts_reasons_in_the_language() -> None:
    pages = [{"reason": "robots"}, {"reason": "robots"}, {"reason": None}]
    text = summary({"documents": 1, "pages": pages}, "https://x.example/", "en")
    assert text == (
        "Read **1 documents** from https://x.example/.\n"
        "- 2 × The site's robots.txt excludes this page."
    )


@pytest.mark.parametrize(
    ("outcome", "message", "hint"),
    [
        (
            Outcome(state="failed", reason="timeout", detail="20 s"),
            "The crawl cannot start: The site did not answer in time. (20 s)",
            "Open the address in a browser and check its spelling.",
        ),
        (
            Outcome(state="failed", reason="refused", detail="Open the network."),
            "The crawl cannot start: This address lies in a closed network.",
            "Open the network.",
        ),
    ],
    ids=["silent", "closed"],
)
def test_crawl_that_cannot_start_says_what_to_do(outcome: Outcome, message: str, hint: str) -> None:
    error = cannot_start("https://a.example/", outcome)
    assert (error.message, error.hint) == (message, hint)
