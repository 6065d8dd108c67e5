"""How many of the labelled facts of the examples are read as typed records, and how rightly.

    python benchmarks/records.py [--data-dir DIR] [-v]

Reads the examples through the product, unless they are in the data folder from an earlier run, and
compares the stored records of each labelled page with `benchmarks/records/examples.jsonl`. The
labels of a page are all that an editor finds on it; `optional` ones may be missing. A record is
right when its kind fits, its subject or its text names `about`, and its data hold each of `has`.
Every record's text must stand in its document at its place.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from uuid import UUID

import msgspec
from answers import examples, read_questions

from wattos.knowledge import RecordFilter, RecordView
from wattos.platform import Platform
from wattos.records import Closure, Fee, Hours, Product, RecordKind, Requirement

_LABELS = Path(__file__).with_name("records") / "examples.jsonl"


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """A fact that a page states; `page` is a path below `examples/`."""

    page: str
    kind: RecordKind
    about: str
    has: list[str]
    optional: bool = False

    @property
    def tenant(self) -> str:
        return self.page.partition("/")[0]

    def fits(self, record: RecordView) -> bool:
        """Whether a record says what the label says."""
        if record.kind != self.kind:
            return False
        what = record.data.what if isinstance(record.data, Fee) else ""
        if self.about.lower() not in f"{record.subject} {what} {record.text}".lower():
            return False
        told = _told(record)
        return all(_holds(told, each) for each in self.has)


def _holds(told: Sequence[str], wanted: str) -> bool:
    if re.fullmatch(r"[\d.]+", wanted) and len(told) <= 3 and "{" not in told[0]:
        return wanted in told  # an amount, not a piece of one
    return any(wanted.lower() in each.lower() for each in told)


def _told(record: RecordView) -> list[str]:
    """The record's data as short texts that labels can name."""
    data = record.data
    if isinstance(data, Hours):
        told = [
            f"{day} {span.opens:%H:%M}-{span.closes:%H:%M}"
            + (f" {rule.season.first}..{rule.season.last}" if rule.season else "")
            for rule in data.rules
            for day in rule.days
            for span in rule.spans
        ]
        return [*told, "appointment"] if data.by_appointment else told
    if isinstance(data, Closure):
        return [f"{period.first}..{period.last}" for period in data.periods]
    if isinstance(data, Fee):
        return [str(data.amount)]
    if isinstance(data, Product):
        return [str(data.price), data.stock, data.sku]
    if isinstance(data, Requirement):
        return list(data.items)
    return [msgspec.json.encode(data).decode()]


class Tally(msgspec.Struct):
    """What became of a kind's labels and records."""

    found: int = 0
    missed: int = 0
    wrong: int = 0

    @property
    def precision(self) -> float:
        return self.found / max(self.found + self.wrong, 1)

    @property
    def recall(self) -> float:
        return self.found / max(self.found + self.missed, 1)


async def measure(data_dir: Path, *, verbose: bool) -> dict[str, Tally]:
    """The tally by kind over all labelled pages."""
    lines = _LABELS.read_bytes().splitlines()
    labels = [msgspec.json.decode(line, type=Label) for line in lines if line.strip()]
    by_page: defaultdict[str, list[Label]] = defaultdict(list)
    for label in labels:
        by_page[label.page].append(label)
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    async with examples(read_questions("dev"), data_dir) as (platform, tenants):
        for page, expected in by_page.items():
            records = await _records(platform, tenants[expected[0].tenant], page)
            compare(page, expected, records, tallies, verbose=verbose)
    return dict(tallies)


async def _records(platform: Platform, tenant_id: UUID, page: str) -> list[RecordView]:
    """The stored records of a page, each checked to stand where it says."""
    address = page.split("/", 2)[-1]
    documents = await platform.knowledge.documents(tenant_id, limit=200)
    document = next((each for each in documents if each.url.endswith(address)), None)
    if document is None:
        raise SystemExit(f"{page} was not read.")
    text = await platform.knowledge.text(tenant_id, document.id)
    chosen = RecordFilter(document_ids=(document.id,))
    records = await platform.knowledge.records(tenant_id, chosen)
    moved = [record for record in records if record.text != text[record.start : record.end]]
    if moved:
        raise SystemExit(f"{page}: {len(moved)} records do not stand at their place.")
    return records


def compare(
    page: str,
    expected: Sequence[Label],
    records: Sequence[RecordView],
    tallies: dict[str, Tally],
    *,
    verbose: bool,
) -> None:
    """Count a page's records against its labels; each record serves one label."""
    left = list(records)
    for label in expected:
        match = next((record for record in left if label.fits(record)), None)
        if match is not None:
            left.remove(match)
            tallies[label.kind].found += not label.optional
        elif not label.optional:
            tallies[label.kind].missed += 1
            if verbose:
                print(f"missed  {page} {label.kind}: {label.about} {label.has}")
    for record in left:
        tallies[record.kind].wrong += 1
        if verbose:
            print(f"wrong   {page} {record.kind}: {record.subject} {_told(record)}")


def report(tallies: dict[str, Tally]) -> None:
    """Print precision and recall by kind and over all."""
    whole = Tally()
    for kind, tally in sorted(tallies.items()):
        print(_line(kind, tally))
        whole = Tally(
            whole.found + tally.found, whole.missed + tally.missed, whole.wrong + tally.wrong
        )
    print(_line("all", whole))


def _line(kind: str, tally: Tally) -> str:
    return (
        f"{kind:<12} precision {tally.precision:.3f}  recall {tally.recall:.3f}"
        f"  ({tally.found + tally.missed} expected, {tally.wrong} wrong)"
    )


def main() -> int:
    """Exit code 0 when the pages could be compared, whatever the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--data-dir", type=Path, help="kept and used again; default: temporary")
    parser.add_argument("-v", "--verbose", action="store_true", help="list what differs")
    options = parser.parse_args()
    temporary = tempfile.TemporaryDirectory(prefix="wattos-bench-", ignore_cleanup_errors=True)
    with nullcontext(options.data_dir) if options.data_dir else temporary as folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        Path(folder).chmod(0o755)  # as root the servers run as another user
        report(asyncio.run(measure(Path(folder), verbose=options.verbose)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
