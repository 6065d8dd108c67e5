"""How soon a website answers while it is being read, and how soon all of it does.

    python benchmarks/growing.py [--pages 300] [--data-dir DIR]

Crawls a made-up town (`generated_site.py`, always the same) from a server on loopback. From the
start of the crawl on, the questions of the first ten pages are asked as turns until each is right
(its fact in the answer, its page cited): "first ten". Then it is noted when every page can be found
by its words and when by meaning, too, and a question for every page is searched for. Goals on two
cores: the first ten within 20 seconds, all 300 within 6 minutes.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from ipaddress import ip_network
from pathlib import Path
from uuid import UUID

import msgspec
from generated_site import Fact, write_site

from wattos.cli.output import Progress
from wattos.cli.sources import crawl_site
from wattos.default_agent import DEFAULT_AGENT_SLUG
from wattos.events import TurnCompleted
from wattos.examples import serve_site
from wattos.knowledge import Knowledge
from wattos.platform import Platform, open_platform
from wattos.settings import load_settings

_FIRST = 10
_ASKED_AT_END = 30


async def measure(pages: int, data_dir: Path, site_dir: Path) -> None:
    """Crawl, ask, print."""
    facts = write_site(site_dir, pages)
    settings = msgspec.structs.replace(
        load_settings({**os.environ, "WATTOS_DATA_DIR": str(data_dir)}),
        allowed_networks=(ip_network("127.0.0.0/8"),),
    )
    async with open_platform(settings) as platform:
        await platform.runtime.warm()
        await platform.knowledge.warm()
        tenant = (await platform.create_tenant(f"growing-{os.getpid()}")).id
        with serve_site(site_dir) as site:
            started = time.perf_counter()
            crawl = asyncio.create_task(_crawl(platform, tenant, f"{site}/index.html", pages))
            watch = asyncio.create_task(_words_read(platform.knowledge, tenant, pages, started))
            await _first_ten(platform, tenant, facts[:_FIRST], started)
            await crawl
            seconds = time.perf_counter() - started
        with suppress(asyncio.CancelledError):
            watch.cancel()
            await watch
        counts = await platform.knowledge.counts(tenant)
        _say(seconds, f"{counts.ready} of {counts.documents} pages ready, {counts.chunks} passages")
        await _all_pages(platform, tenant, facts)


async def _crawl(platform: Platform, tenant: UUID, start: str, pages: int) -> None:
    await crawl_site(platform, tenant, start, {"max_pages": pages}, Progress(lambda *_: None))


async def _words_read(knowledge: Knowledge, tenant: UUID, pages: int, started: float) -> None:
    """Print now and then what a visitor would be told, and when all words can be found."""
    next_line = 0.0
    while True:
        await asyncio.sleep(0.5)
        seconds, reading = time.perf_counter() - started, await knowledge.reading(tenant)
        counts = await knowledge.counts(tenant)
        if seconds >= next_line:
            _say(seconds, f"read {reading.read} of {reading.total}, {counts.ready} by meaning, too")
            next_line += 20
        if reading.read >= pages:
            _say(seconds, f"all {pages} pages can be found by their words")
            return


async def _first_ten(
    platform: Platform, tenant: UUID, facts: Sequence[Fact], started: float
) -> None:
    """Ask, two visitors at a time, as soon as that many pages are read; again until right."""
    while (await platform.knowledge.reading(tenant)).read < len(facts):  # noqa: ASYNC110 - as clients do
        await asyncio.sleep(0.1)
    _say(time.perf_counter() - started, f"{len(facts)} pages are read")
    left, visitors = list(facts), asyncio.Semaphore(2)

    async def ask(fact: Fact) -> bool:
        async with visitors:
            answer = await _ask(platform, tenant, fact)
        if right := _right(answer, fact):
            read = answer.reading
            note = f" (told {read.read} of {read.total})" if read else ""
            _say(time.perf_counter() - started, f"right: {fact.question}{note}")
        return right

    while left and not (await platform.knowledge.reading(tenant)).complete:
        answered = await asyncio.gather(*(ask(fact) for fact in left))
        left = [fact for fact, right in zip(left, answered, strict=True) if not right]
    ended = f"unanswered: {[fact.question for fact in left]}" if left else "all of them answer"
    _say(time.perf_counter() - started, f"the first {len(facts)} pages, {ended}")


async def _ask(platform: Platform, tenant: UUID, fact: Fact) -> TurnCompleted:
    return await platform.conversations.ask(tenant, fact.question, agent_slug=DEFAULT_AGENT_SLUG)


def _right(answer: TurnCompleted, fact: Fact) -> bool:
    cited = any(citation.url.endswith(fact.path) for citation in answer.citations)
    return cited and fact.text in answer.text


async def _all_pages(platform: Platform, tenant: UUID, facts: Sequence[Fact]) -> None:
    found = 0
    for fact in facts:
        hits = await platform.knowledge.search(tenant, fact.question, k=3)
        found += any(hit.url.endswith(fact.path) for hit in hits)
    print(f"found among the first three: {found} of {len(facts)}")
    asked = facts[:: max(len(facts) // _ASKED_AT_END, 1)]
    right = [_right(await _ask(platform, tenant, fact), fact) for fact in asked]
    print(f"answered rightly at the end: {sum(right)} of {len(asked)} asked")


def _say(seconds: float, words: str) -> None:
    print(f"{seconds:6.1f} s  {words}", flush=True)


def main() -> int:
    """Exit code 0 when the site could be read, whatever the times were."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--data-dir", type=Path, help="kept; default: temporary")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="wattos-bench-", ignore_cleanup_errors=True) as folder:
        site, data = Path(folder) / "site", options.data_dir or Path(folder) / "data"
        Path(folder).chmod(0o755)  # as root the servers run as another user
        site.mkdir()
        data.mkdir(parents=True, exist_ok=True, mode=0o755)
        asyncio.run(measure(options.pages, data, site))
    return 0


if __name__ == "__main__":
    sys.exit(main())
