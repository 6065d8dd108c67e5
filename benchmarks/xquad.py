"""Retrieval on XQuAD (Artetxe et al. 2020): question to paragraph, MRR@10, through the product.

    python benchmarks/xquad.py FOLDER [--data-dir DIR] [--quarter 0|1]

FOLDER holds `xquad.de.json`, `xquad.en.json` and `xquad.tr.json`. Every paragraph is one document;
there is a tenant a language and one that mixes the three. A hit counts when it comes from the
question's paragraph (in the mixed tenant: from any language's copy of it). Questions are the same
in all languages, so `tr → de` asks Turkish questions on the German paragraphs. `--quarter` counts
only every second article, which is how weights are chosen on one half and reported on the other.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path
from statistics import fmean, quantiles
from uuid import UUID

import msgspec

from wattos.errors import NotFound
from wattos.knowledge import Hit, NewDocument
from wattos.platform import Platform, open_platform
from wattos.settings import load_settings

LANGUAGES = ("de", "en", "tr")
PAIRS = (("de", "de"), ("en", "en"), ("tr", "tr"), ("tr", "de"), ("de", "en"), ("de", "mixed"))
TARGETS = (0.97, 0.98, 0.955, 0.80, 0.90, 0.96)
_BEST = 10


class Paragraph(msgspec.Struct, frozen=True):
    """A paragraph and the questions it answers; `article` is its place in the file."""

    number: int
    article: int
    text: str
    questions: tuple[str, ...]


def main() -> None:
    """Read, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--quarter", type=int, choices=(0, 1))
    options = parser.parse_args()
    temporary = tempfile.TemporaryDirectory(prefix="wattos-bench-", ignore_cleanup_errors=True)
    with nullcontext(options.data_dir) if options.data_dir else temporary as folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        Path(folder).chmod(0o755)  # as root the servers run as another user
        os.environ["WATTOS_DATA_DIR"] = str(folder)
        asyncio.run(measure(options.folder, options.quarter))


async def measure(folder: Path, quarter: int | None) -> None:
    """Fill the tenants that are new and print a line for each pair of languages."""
    texts = {language: read_paragraphs(folder, language) for language in LANGUAGES}
    async with open_platform(load_settings(os.environ)) as platform:
        tenants = {name: await _tenant(platform, name, texts) for name in (*LANGUAGES, "mixed")}
        for (asked, searched), target in zip(PAIRS, TARGETS, strict=True):
            paragraphs = [p for p in texts[asked] if quarter is None or p.article % 2 == quarter]
            ranks, seconds = await _ask(platform, tenants[searched], paragraphs)
            median, late = quantiles(seconds, n=100)[49], quantiles(seconds, n=100)[94]
            print(
                f"{asked} → {searched:5} MRR@10 {fmean(ranks):.4f} (goal {target:.3f}) "
                f"of {len(ranks)} questions, search p50 {median * 1000:.0f} ms "
                f"p95 {late * 1000:.0f} ms",
                flush=True,
            )


def read_paragraphs(folder: Path, language: str) -> list[Paragraph]:
    """The paragraphs of one language in the order of the file."""
    data = msgspec.json.decode((folder / f"xquad.{language}.json").read_bytes())["data"]
    found = [(at, p) for at, article in enumerate(data) for p in article["paragraphs"]]
    return [
        Paragraph(number, article, p["context"], tuple(qa["question"] for qa in p["qas"]))
        for number, (article, p) in enumerate(found)
    ]


async def _tenant(platform: Platform, name: str, texts: dict[str, list[Paragraph]]) -> UUID:
    slug = f"xquad-{name}"
    try:
        return await platform.tenancy.resolve(slug)
    except NotFound:
        tenant = (await platform.create_tenant(slug)).id
    space = await platform.knowledge.ensure_space(tenant)
    for language in LANGUAGES if name == "mixed" else (name,):
        for paragraph in texts[language]:
            new = NewDocument(
                space_id=space,
                source_kind="file",
                url=f"{language}/{paragraph.number}.txt",
                data=paragraph.text.encode(),
            )
            await platform.knowledge.add(tenant, new)
    started = time.perf_counter()
    report = await platform.knowledge.process(tenant)
    speed = report.chunks / (time.perf_counter() - started)
    print(f"{name}: {report.chunks} passages, {speed:.1f} a second", file=sys.stderr, flush=True)
    return tenant


async def _ask(
    platform: Platform, tenant: UUID, paragraphs: list[Paragraph]
) -> tuple[list[float], list[float]]:
    """Reciprocal ranks and seconds of every question."""
    ranks: list[float] = []
    seconds: list[float] = []
    for paragraph in paragraphs:
        for question in paragraph.questions:
            started = time.perf_counter()
            hits = await platform.knowledge.search(tenant, question, k=3 * _BEST)
            seconds.append(time.perf_counter() - started)
            ranks.append(_reciprocal_rank(hits, paragraph.number))
    return ranks, seconds


def _reciprocal_rank(hits: list[Hit], number: int) -> float:
    """1 / rank of the paragraph among the first ten different paragraphs, else 0."""
    found = list(dict.fromkeys(Path(hit.url).stem for hit in hits))[:_BEST]
    return 1 / (found.index(str(number)) + 1) if str(number) in found else 0.0


if __name__ == "__main__":
    main()
