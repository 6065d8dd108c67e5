"""How well customer intelligence finds known groups: `python benchmarks/insight.py`.

The example's tickets carry a category that the analysis never sees. Printed are the adjusted Rand
index of the groups against it (1 is perfect, 0 is chance; tickets of category "other" and noise are
left out), the share of tickets that found a group, the share of categories that some group stands
for, and the seconds of the analysis without embedding.
"""

from __future__ import annotations

import asyncio
import csv
import sys
import time
from collections import Counter
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
from sklearn.metrics import adjusted_rand_score  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]

from wattos.installation import plugin_host
from wattos.knowledge import Embedder
from wattos.settings import load_settings
from wattos_insight.analysis import Analysis, analyse, evidence_of
from wattos_insight.evidence import EvidenceUnit, SourceChunk

TICKETS = Path(__file__).parents[1] / "examples" / "support" / "tickets.csv"
OTHER = "other"
TENANT = UUID(int=1)


def main() -> None:
    """Analyse the tickets and print the figures."""
    with TICKETS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    units = asyncio.run(evidence([chunk for row in rows for chunk in chunks_of(row)]))
    started = time.perf_counter()
    found = analyse(units, tenant_id=TENANT, language="de")
    seconds = time.perf_counter() - started
    show(found, {document_id(row): row["category"] for row in rows}, seconds)


def document_id(row: dict[str, str]) -> UUID:
    """The id of a ticket's document."""
    return uuid5(NAMESPACE_URL, row["id"])


def chunks_of(row: dict[str, str]) -> list[SourceChunk]:
    """Request and resolution of a ticket as two chunks."""
    parts = [((row["subject"],), row["body"]), ((row["subject"], "Lösung"), row["resolution"])]
    return [
        SourceChunk(
            document_id=document_id(row),
            chunk_id=uuid5(document_id(row), str(position)),
            source_kind="ticket",
            url=f"tickets.csv#{row['id']}",
            title=row["subject"],
            language=row["language"],
            heading_path=path,
            text=text,
        )
        for position, (path, text) in enumerate(parts)
        if text
    ]


async def evidence(chunks: list[SourceChunk]) -> list[EvidenceUnit]:
    """The tickets as the analysis sees them, with vectors of the installation's embedders."""
    settings = load_settings({})
    offered = plugin_host(settings).contributions("register_embedders")
    embedders: dict[str, Embedder] = {c.value.name: c.value for c in offered}
    texts = [f"{' › '.join(chunk.heading_path)}\n{chunk.text}" for chunk in chunks]
    vectors = await embedders[settings.embedder].embed_passages(texts)
    units = evidence_of(
        [
            msgspec.structs.replace(chunk, vector=tuple(vector))
            for chunk, vector in zip(chunks, vectors, strict=True)
        ]
    )
    second = embedders[settings.second_embedder]
    overviews = await second.embed_passages([unit.beginning for unit in units])
    return [
        msgspec.structs.replace(unit, overview=tuple(overview))
        for unit, overview in zip(units, overviews, strict=True)
    ]


def show(found: Analysis, categories: dict[UUID, str], seconds: float) -> None:
    """Print the groups and the figures."""
    labels = {
        unit.document_id: number
        for number, conclusion in enumerate(found.conclusions)
        for unit in conclusion.group.units
    }
    known = [ticket for ticket in labels if categories[ticket] != OTHER]
    index = adjusted_rand_score([categories[t] for t in known], [labels[t] for t in known])
    covered: set[str] = set()
    for conclusion in found.conclusions:
        counts = Counter(categories[unit.document_id] for unit in conclusion.group.units)
        category, count = counts.most_common(1)[0]
        covered.add(category)
        print(f"{count}/{counts.total():<3} {category:14} {conclusion.group.target.name}")
    expected = set(categories.values()) - {OTHER}
    print(f"adjusted Rand index  {index:.3f}")
    print(f"tickets in a group   {len(labels) / len(categories):.2f}")
    print(f"categories covered   {len(covered & expected)}/{len(expected)}")
    print(f"analysis seconds     {seconds:.1f}")


if __name__ == "__main__":
    sys.exit(main())
