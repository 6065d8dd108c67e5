"""How well customer intelligence finds known groups: `python benchmarks/insight.py`.

Four sets of requests carry a category that the analysis never sees: the example's help desk, a
transport company (`benchmarks/transport`, 172 messages in German, English and Turkish), a
university's student office (`benchmarks/campus`, 65) and a furniture shop's chats
(`benchmarks/furniture`, 66), all written for this; arguments name those to measure. Each is
analysed beside the organisation's own documents, as in the product. Printed for each: the adjusted
Rand index of the groups against the categories (1 is perfect, 0 is chance; category "other" and
noise are left out), the shares of known requests and of "other" that found a group, the categories
that some group stands for, and how many requests a group's name and description alone identify:
their text is compared with the request (one that is not quoted as evidence, then all of them), and
the nearest should be the request's own group.

Then messages about nothing are thrown in (66 of `benchmarks/noise`, 26 of their own for the two
small sets), greetings, spam and questions from elsewhere, and the same is done again: how many of
them no group took (recall), how much of what was left out is such noise (precision, "other" not
counted), and what became of the index.

The development half of the transport set chose the share of the profiles, that of
`benchmarks/noise` the limit under which a request belongs to nothing; the held-out halves and the
two small sets did neither.
"""

from __future__ import annotations

import asyncio
import csv
import re
import sys
import time
from collections import Counter
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
import numpy as np
from sklearn.metrics import adjusted_rand_score  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]

from wattos.installation import plugin_host
from wattos.knowledge import Embedder
from wattos.settings import load_settings
from wattos_insight.analysis import Analysis, analyse, evidence_of
from wattos_insight.evidence import EvidenceUnit, SourceChunk

ROOT = Path(__file__).parents[1]
BENCHMARKS = ROOT / "benchmarks"
NOISE_TABLE = BENCHMARKS / "noise" / "messages.csv"
SETS = {
    "help desk": (
        ROOT / "examples" / "support" / "tickets.csv",
        ROOT / "examples" / "support" / "handbook",
        NOISE_TABLE,
    ),
    "transport": (
        BENCHMARKS / "transport" / "messages.csv",
        BENCHMARKS / "transport" / "help",
        NOISE_TABLE,
    ),
    **{
        name: (
            BENCHMARKS / name / "messages.csv",
            BENCHMARKS / name / "help",
            BENCHMARKS / name / "noise.csv",
        )
        for name in ("campus", "furniture")
    },
}
OTHER = "other"
TENANT = UUID(int=1)
Row = dict[str, str]


def main() -> None:
    """Analyse the sets, or those that the command line names, and print the figures."""
    for name in sys.argv[1:] or SETS:
        table, documents, noise = SETS[name]
        asyncio.run(measure(name, read(table), read(noise), sorted(documents.glob("*.md"))))


def read(table: Path) -> list[Row]:
    """The requests of a table."""
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


async def measure(name: str, rows: list[Row], noise: list[Row], documents: list[Path]) -> None:
    """Analyse one set, by itself and with noise."""
    settings = load_settings({})
    offered = plugin_host(settings).contributions("register_embedders")
    embedders: dict[str, Embedder] = {c.value.name: c.value for c in offered}
    first, second = embedders[settings.embedder], embedders[settings.second_embedder]
    chunks = [chunk for file in documents for chunk in document_chunks(file)]
    chunks += [chunk for row in (*rows, *noise) for chunk in request_chunks(row)]
    every = await evidence(chunks, first, second)
    known = {document_id(row["id"]): row for row in rows}
    injected = {document_id(row["id"]): row for row in noise}
    units = [unit for unit in every if unit.document_id not in injected]
    started = time.perf_counter()
    found = analyse(units, tenant_id=TENANT, language="de")
    seconds = time.perf_counter() - started
    print(f"\n{name}: {len(rows)} requests, {len(units) - len(rows)} documents")
    show(found, known)
    for words, quoted in (("named correctly", False), ("- with the quoted", True)):
        share, count = await identified(found, first, quoted=quoted)
        print(f"{words:20} {share:.2f} of {count}")
    print(f"analysis seconds     {seconds:.1f}")
    noisy = analyse(every, tenant_id=TENANT, language="de")
    show_noise(noisy, known, injected)


def document_id(name: str) -> UUID:
    """The id of a request's or file's document."""
    return uuid5(NAMESPACE_URL, name)


def request_chunks(row: Row) -> list[SourceChunk]:
    """Request and resolution, where there is one, as two chunks."""
    subject = row["subject"]
    texts: list[tuple[tuple[str, ...], str]] = [((subject,), row["body"])]
    texts.append(((subject, "Lösung"), row.get("resolution", "")))
    return [
        chunk(row["id"], "ticket", subject, row["language"], place, path, text)
        for place, (path, text) in enumerate(texts)
        if text
    ]


def document_chunks(file: Path) -> list[SourceChunk]:
    """The sections of a Markdown file; the first line is its title."""
    first, _, rest = file.read_text("utf-8").partition("\n")
    title = first.removeprefix("# ").strip()
    language = "en" if title.startswith("Access") else "de"
    found: list[SourceChunk] = []
    for place, section in enumerate(re.split(r"\n(?=## )", rest)):
        heading, _, body = section.strip().partition("\n")
        path = (title, heading.removeprefix("## ")) if heading.startswith("## ") else (title,)
        text = body.strip() if len(path) > 1 else section.strip()
        if text:
            found.append(chunk(file.name, "file", title, language, place, path, text))
    return found


def chunk(
    name: str, kind: str, title: str, language: str, place: int, path: tuple[str, ...], text: str
) -> SourceChunk:
    """A chunk as the platform would store it."""
    values = {
        "document_id": document_id(name),
        "chunk_id": uuid5(document_id(name), str(place)),
        "source_kind": kind,
        "url": name,
        "title": title,
        "language": language,
        "heading_path": path,
        "text": text,
    }
    return msgspec.convert(values, SourceChunk)


async def evidence(
    chunks: list[SourceChunk], first: Embedder, second: Embedder
) -> list[EvidenceUnit]:
    """The units as the analysis sees them, with vectors of the installation's embedders."""
    texts = [f"{' › '.join(item.heading_path)}\n{item.text}" for item in chunks]
    vectors = await first.embed_passages(texts)
    units = evidence_of(
        [
            msgspec.structs.replace(item, vector=tuple(vector))
            for item, vector in zip(chunks, vectors, strict=True)
        ]
    )
    overviews = await second.embed_passages([unit.beginning for unit in units])
    return [
        msgspec.structs.replace(unit, overview=tuple(overview))
        for unit, overview in zip(units, overviews, strict=True)
    ]


def show(found: Analysis, rows: dict[UUID, Row]) -> None:
    """Print the groups and the figures."""
    labels = grouped(found)
    covered: set[str] = set()
    for conclusion in found.conclusions:
        asked = [rows[unit.document_id] for unit in conclusion.group.units if unit.asked]
        counts = Counter(row["category"] for row in asked)
        category, count = counts.most_common(1)[0] if counts else ("-", 0)
        covered.add(category)
        target = conclusion.group.target
        print(f"{count:3}/{counts.total():<3} {category:14} {target.stability:.2f} {target.name}")
    halves = sorted({row["half"] for row in rows.values() if "half" in row})
    for half in [None, *halves]:
        print(f"adjusted Rand index  {rand_index(labels, rows, half):.3f} {half or 'all'}")
    known = [key for key, row in rows.items() if row["category"] != OTHER]
    others = [key for key, row in rows.items() if row["category"] == OTHER]
    for words, keys in (("known in a group", known), ("other in a group", others)):
        print(f"{words:20} {sum(key in labels for key in keys) / len(keys):.2f}")
    expected = {rows[key]["category"] for key in known}
    print(f"categories covered   {len(covered & expected)}/{len(expected)}")


def grouped(found: Analysis) -> dict[UUID, int]:
    """The group of each request that has one."""
    return {
        unit.document_id: number
        for number, conclusion in enumerate(found.conclusions)
        for unit in conclusion.group.units
        if unit.asked
    }


def show_noise(found: Analysis, rows: dict[UUID, Row], injected: dict[UUID, Row]) -> None:
    """Print what became of noise and of the rest beside it."""
    labels = grouped(found)
    known = [key for key, row in rows.items() if row["category"] != OTHER]
    lost = sum(key not in labels for key in known)
    print(f"with {len(injected)} messages of noise:")
    for half in (None, "development", "held out"):
        keys = [key for key, row in injected.items() if half in (None, row.get("half"))]
        if not keys:
            continue
        out = sum(key not in labels for key in keys)
        print(
            f"  noise left out     {out / len(keys):.2f} recall,"
            f" {out / max(1, out + lost):.2f} precision, {half or 'all'}"
        )
    own = {key: label for key, label in labels.items() if key in rows}
    print(f"  known in a group   {1 - lost / len(known):.2f}")
    print(f"  adjusted Rand index {rand_index(own, rows, None):.3f}")


def rand_index(labels: dict[UUID, int], rows: dict[UUID, Row], half: str | None) -> float:
    """The index over the grouped requests of known category, of one half or all."""
    keys = [
        key
        for key in labels
        if rows[key]["category"] != OTHER and half in (None, rows[key].get("half"))
    ]
    return float(
        adjusted_rand_score([rows[k]["category"] for k in keys], [labels[k] for k in keys])
    )


async def identified(found: Analysis, embedder: Embedder, *, quoted: bool) -> tuple[float, int]:
    """The share of requests whose nearest name and description is their own group's, of how many.

    Requests that are quoted as evidence are left out, but for `quoted`: the small sets have few
    others.
    """
    groups = [conclusion.group for conclusion in found.conclusions]
    words = [f"{group.target.name}. {group.target.description}" for group in groups]
    said = np.asarray(await embedder.embed_passages(words))
    shown = {item.document_id for group in groups for item in group.target.evidence}
    asked = [
        (number, unit)
        for number, group in enumerate(groups)
        for unit in group.units
        if unit.asked and (quoted or unit.document_id not in shown)
    ]
    texts = await embedder.embed_passages([unit.beginning for _, unit in asked])
    rows = np.asarray(texts)
    closeness = (rows - rows.mean(axis=0)) @ (said - said.mean(axis=0)).T
    nearest = closeness.argmax(axis=1)
    right = [number == place for (number, _), place in zip(asked, nearest, strict=True)]
    return float(np.mean(right)), len(right)


if __name__ == "__main__":
    sys.exit(main())
