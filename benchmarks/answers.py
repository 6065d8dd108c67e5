"""How many of the questions on the examples are answered rightly, with a source, without a key.

    python benchmarks/answers.py --set test [--data-dir DIR] [-v]
    python benchmarks/answers.py --set spoken-test [--retrieval]

Reads the examples through the product (crawl, ingest) into tenants of their own, unless they are in
the data folder from an earlier run, and asks every question of the set as one turn of the tenant's
first agent; a question's `history` is asked before it in the same conversation. `examples` are
whole questions, `spoken` ones are as people type them.

An answerable question is right when its answer has one spelling of each `must_contain` group and
one of at most three cited sources is a gold one; an unanswerable one when the answer abstains.

`--retrieval` asks nothing: it searches with the question's own words (history left out, for it is
the answerer that reads it) and prints where the first gold source stands, as MRR@10.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext
from functools import partial
from ipaddress import ip_network
from pathlib import Path
from statistics import fmean, quantiles
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import msgspec

from wattos.cli.demo import example_sources
from wattos.cli.output import Progress, progress_bar
from wattos.cli.sources import crawl_site, files_in, ingest_files
from wattos.default_agent import DEFAULT_AGENT_SLUG
from wattos.errors import NotFound
from wattos.events import TurnCompleted
from wattos.examples import Example, read_example, serve_site
from wattos.platform import Platform, open_platform
from wattos.settings import load_settings

_QUESTIONS = Path(__file__).with_name("questions")
_SETS = {
    "dev": "examples.dev",
    "test": "examples.test",
    "spoken-dev": "spoken.dev",
    "spoken-test": "spoken.test",
    "near-dev": "nearmiss.dev",
    "fresh-dev": "fresh.dev",
    "fresh-valid": "fresh.valid",
    "fresh-test": "fresh.test",
    "visitors-dev": "visitors.dev",
    "visitors-test": "visitors.test",
    "callers-dev": "callers.dev",
    "callers-test": "callers.test",
}
_SITE_PORT = 8811
_MOST_SOURCES = 3


class Asked(msgspec.Struct, frozen=True):
    """A line of a question set; see `examples/README.md`."""

    id: str
    tenant: str
    question: str
    language: str
    answerable: bool
    gold_urls: list[str]
    must_contain: list[list[str]]
    history: list[str] = []


class Outcome(msgspec.Struct, frozen=True):
    """What became of a question; `seconds` is the whole turn."""

    asked: Asked
    answer: TurnCompleted
    seconds: float

    @property
    def sources(self) -> list[str]:
        """The cited addresses without duplicates, in order."""
        return list(dict.fromkeys(citation.url for citation in self.answer.citations))

    @property
    def has_fact(self) -> bool:
        return holds_fact(self.asked, self.answer.text)

    @property
    def has_source(self) -> bool:
        return cites_gold(self.asked, self.sources)

    @property
    def right(self) -> bool:
        if not self.asked.answerable:
            return self.answer.abstained
        return not self.answer.abstained and self.has_fact and self.has_source


def holds_fact(asked: Asked, text: str) -> bool:
    """Whether a text has one spelling of each group."""
    plain = _plain(text)
    return all(any(_plain(spelling) in plain for spelling in group) for group in asked.must_contain)


def cites_gold(asked: Asked, sources: Sequence[str]) -> bool:
    """Whether a gold source is among the first three of different addresses."""
    return any(is_gold(asked, source) for source in _pages(sources)[:_MOST_SOURCES])


def is_gold(asked: Asked, source: str) -> bool:
    """Whether an address (without its fragment) is one of the question's gold sources."""
    return any(source.endswith(gold) for gold in asked.gold_urls)


def _pages(sources: Iterable[str]) -> list[str]:
    """Addresses without their fragments."""
    return [urlsplit(source)._replace(fragment="").geturl() for source in sources]


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def read_questions(name: str) -> list[Asked]:
    """The lines of a question set."""
    lines = (_QUESTIONS / f"{_SETS[name]}.jsonl").read_bytes().splitlines()
    return [msgspec.json.decode(line, type=Asked) for line in lines if line.strip()]


@asynccontextmanager
async def examples(
    questions: Sequence[Asked], data_dir: Path
) -> AsyncGenerator[tuple[Platform, dict[str, UUID]]]:
    """The platform and the examples' tenants; what the folder lacks is read first."""
    settings = msgspec.structs.replace(
        load_settings({**os.environ, "WATTOS_DATA_DIR": str(data_dir)}),
        allowed_networks=(ip_network("127.0.0.0/8"),),
    )
    async with open_platform(settings) as platform:
        yield platform, {name: await _tenant(platform, name) for name in _tenant_names(questions)}


async def measure(questions: Sequence[Asked], data_dir: Path) -> list[Outcome]:
    """Ask every question of a set."""
    async with examples(questions, data_dir) as (platform, tenants):
        await platform.runtime.warm()
        return [await _outcome(platform, tenants[asked.tenant], asked) for asked in questions]


async def _outcome(platform: Platform, tenant_id: UUID, asked: Asked) -> Outcome:
    ask = partial(platform.conversations.ask, tenant_id, agent_slug=DEFAULT_AGENT_SLUG)
    conversation = str(uuid4())
    for earlier in asked.history:
        await ask(earlier, conversation=conversation)
    started = time.perf_counter()
    answer = await ask(asked.question, conversation=conversation)
    return Outcome(asked, answer, time.perf_counter() - started)


async def find(questions: Sequence[Asked], data_dir: Path) -> list[tuple[Asked, float]]:
    """Every answerable question without history, with 1 / rank of its first gold source."""
    alone = [asked for asked in questions if asked.answerable and not asked.history]
    async with examples(alone, data_dir) as (platform, tenants):
        return [(asked, await _reciprocal(platform, tenants, asked)) for asked in alone]


async def _reciprocal(platform: Platform, tenants: Mapping[str, UUID], asked: Asked) -> float:
    hits = await platform.knowledge.search(tenants[asked.tenant], asked.question, k=30)
    pages = list(dict.fromkeys(_pages(hit.url for hit in hits)))[:10]
    return next((1 / rank for rank, page in enumerate(pages, 1) if is_gold(asked, page)), 0.0)


def report_retrieval(found: Sequence[tuple[Asked, float]], *, verbose: bool) -> None:
    """Print MRR@10 over different pages, by example and language."""
    print(f"retrieval                {_mrr([rank for _, rank in found])}")
    for label in ("tenant", "language"):
        for value in sorted({getattr(asked, label) for asked, _ in found}):
            ranks = [rank for asked, rank in found if getattr(asked, label) == value]
            print(f"  {label} {value:<14} {_mrr(ranks)}")
    for asked, rank in found:
        if verbose and rank < 1:
            print(f"{rank:.2f} {asked.id}: {asked.question}")


def _mrr(ranks: Sequence[float]) -> str:
    return f"MRR@10 {fmean(ranks):.3f} of {len(ranks)}"


def _tenant_names(questions: Iterable[Asked]) -> list[str]:
    return sorted({asked.tenant for asked in questions})


async def _tenant(platform: Platform, name: str) -> UUID:
    """The tenant of an example; one that is new reads its example first."""
    slug = f"bench-{name}"
    try:
        return await platform.tenancy.resolve(slug)
    except NotFound:
        tenant = await platform.create_tenant(slug)
    with progress_bar(f"Reading {name}") as progress:
        await _read(platform, tenant.id, read_example(name), progress)
    return tenant.id


async def _read(platform: Platform, tenant_id: UUID, example: Example, progress: Progress) -> None:
    if example.kind != "website":
        paths = [Path(source) for source in example_sources(example, "")]
        await ingest_files(platform, tenant_id, files_in(paths), "default", progress)
        return
    with serve_site(example.folder / example.site, _SITE_PORT) as site:
        for start in example_sources(example, site):
            await crawl_site(platform, tenant_id, start, {"max_pages": 200}, progress)


def report(outcomes: Sequence[Outcome], *, verbose: bool) -> None:
    """Print the figures, and with `verbose` every question that went wrong."""
    answerable = [outcome for outcome in outcomes if outcome.asked.answerable]
    unanswerable = [outcome for outcome in outcomes if not outcome.asked.answerable]
    answered = [outcome for outcome in answerable if not outcome.answer.abstained]
    print(f"right                    {_share(outcomes, [o for o in outcomes if o.right])}")
    for label, key in (("tenant", "tenant"), ("language", "language")):
        groups: defaultdict[str, list[Outcome]] = defaultdict(list)
        for outcome in outcomes:
            groups[getattr(outcome.asked, key)].append(outcome)
        for value, group in sorted(groups.items()):
            right = [outcome for outcome in group if outcome.right]
            print(f"  {label} {value:<14} {_share(group, right)}")
    print(f"answerable and right     {_share(answerable, [o for o in answerable if o.right])}")
    print(f"gold source among cited  {_share(answered, [o for o in answered if o.has_source])}")
    print(f"unanswerable and refused {_share(unanswerable, [o for o in unanswerable if o.right])}")
    print(f"answerable but refused   {_share(answerable, _refused(answerable))}")
    words = [len(outcome.answer.text.split()) for outcome in answered]
    print(f"words an answer          {sum(words) / max(len(words), 1):.0f}")
    _print_times("whole turn", [outcome.seconds * 1000 for outcome in outcomes])
    for stage in ("retrieve_ms", "model_ms"):
        _print_times(stage, [outcome.answer.timings.get(stage, 0.0) for outcome in outcomes])
    for outcome in outcomes:
        if verbose and not outcome.right:
            _print_failure(outcome)


def _refused(outcomes: Iterable[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.answer.abstained]


def _share(whole: Sequence[Outcome], part: Sequence[Outcome]) -> str:
    return f"{len(part)} of {len(whole)} ({len(part) / max(len(whole), 1):.1%})"


def _print_times(label: str, milliseconds: Sequence[float]) -> None:
    cuts = quantiles(milliseconds, n=20, method="inclusive")
    print(f"{label:<24} p50 {cuts[9]:.0f} ms, p95 {cuts[18]:.0f} ms")


def _print_failure(outcome: Outcome) -> None:
    asked = outcome.asked
    expected = asked.must_contain if asked.answerable else "no answer"
    print(f"\n{asked.id}: {asked.question}\n  expected {expected} from {asked.gold_urls}")
    print(f"  said ({', '.join(outcome.sources) or 'no source'}):")
    print("    " + outcome.answer.text.replace("\n", "\n    "))


def main() -> int:
    """Exit code 0 when the questions could be asked, whatever the answers were worth."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--set", choices=_SETS, default="test", dest="name")
    parser.add_argument("--data-dir", type=Path, help="kept and used again; default: temporary")
    parser.add_argument("-v", "--verbose", action="store_true", help="list what went wrong")
    parser.add_argument("--retrieval", action="store_true", help="search only, print MRR@10")
    options = parser.parse_args()
    questions = read_questions(options.name)
    temporary = tempfile.TemporaryDirectory(prefix="wattos-bench-", ignore_cleanup_errors=True)
    with nullcontext(options.data_dir) if options.data_dir else temporary as folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        Path(folder).chmod(0o755)  # as root the servers run as another user
        if options.retrieval:
            found = asyncio.run(find(questions, Path(folder)))
            report_retrieval(found, verbose=options.verbose)
        else:
            outcomes = asyncio.run(measure(questions, Path(folder)))
            report(outcomes, verbose=options.verbose)
    return 0


if __name__ == "__main__":
    sys.exit(main())
