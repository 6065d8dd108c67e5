"""How much of a page's text that matters is kept, and how much of the rest comes along.

    python benchmarks/extraction.py [-v]

Every labelled page goes the product's way: the crawler cuts out the main content, the document
reader makes text of it. `benchmarks/extraction/labels.jsonl` labels pages of the examples by hand,
text block by text block (`keep` and `drop`); the pages in `benchmarks/extraction/pages`, made like
sites of common building kits, carry their labels in the attribute `data-label`.

Kept: characters of the blocks to keep whose whole text is there, of all such characters (wanted:
at least 0.95). Leaked: the same of the blocks to drop (wanted: at most 0.05). White space does not
count. A block that also stands in the text to keep counts as leaked only where it comes once more.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

import msgspec
from lxml import html as lxml_html

from wattos_crawler.charset import decode
from wattos_crawler.fetch import Answer
from wattos_crawler.page import squeeze
from wattos_crawler.reading import read_page
from wattos_ingestion.formats.html import parse
from wattos_ingestion.source import Source

_ROOT = Path(__file__).resolve().parents[1]
_FOLDER = Path(__file__).with_name("extraction")


class Labelled(msgspec.Struct, frozen=True):
    """A page with its text blocks, in order."""

    page: str
    keep: list[str]
    drop: list[str]


class Measured(msgspec.Struct):
    """Characters of blocks: found and all."""

    kept: int = 0
    to_keep: int = 0
    leaked: int = 0
    to_drop: int = 0

    def add(self, other: Measured) -> None:
        """Add another page's."""
        self.kept += other.kept
        self.to_keep += other.to_keep
        self.leaked += other.leaked
        self.to_drop += other.to_drop

    def __str__(self) -> str:
        kept = self.kept / (self.to_keep or 1)
        return f"kept {kept:.3f}  leaked {self.leaked / (self.to_drop or 1):.3f}"


def labelled_pages() -> list[Labelled]:
    """Every labelled page."""
    lines = (_FOLDER / "labels.jsonl").read_bytes().splitlines()
    pages = [msgspec.json.decode(line, type=Labelled) for line in lines if line.strip()]
    for path in sorted((_FOLDER / "pages").glob("*.html")):
        tree = lxml_html.document_fromstring(decode(path.read_bytes()))
        blocks = {
            label: [
                squeeze(" ".join(str(t) for t in node.itertext()))
                for node in tree.xpath(f"//*[@data-label='{label}']")
            ]
            for label in ("keep", "drop")
        }
        pages.append(Labelled(str(path.relative_to(_ROOT)), blocks["keep"], blocks["drop"]))
    return pages


def extracted(page: str) -> str:
    """A page's text as the knowledge room stores it, with the column headings of its tables.

    Headings are stored with each row and searched with it; they are no part of the quoted text.
    """
    body = (_ROOT / page).read_bytes()
    url = f"https://www.example.org/{page}"
    answer = Answer(url=url, status=200, headers={}, body=body, media_type="text/html")
    read = read_page(decode(body), answer)
    parsed = parse(Source(data=read.content.html, url=url, media_type="text/html"))
    headers = dict.fromkeys(heading for block in parsed.blocks for heading in block.header)
    return "\n".join((parsed.text, *headers))


def measure(labelled: Labelled, *, tell: bool) -> Measured:
    """What became of a page's blocks; `tell` names those that went wrong."""
    text = _bare(extracted(labelled.page))
    wanted = "\n".join(map(_bare, labelled.keep))
    found = Measured()
    for block in labelled.keep:
        there = _bare(block) in text
        found.to_keep += len(_bare(block))
        found.kept += there * len(_bare(block))
        if tell and not there:
            print(f"    lost    {block[:100]}")
    for block, times in Counter(map(_bare, labelled.drop)).items():
        extra = min(max(text.count(block) - wanted.count(block), 0), times)
        found.to_drop += times * len(block)
        found.leaked += extra * len(block)
        if tell and extra:
            print(f"    leaked  {block[:100]}")
    return found


def _bare(text: str) -> str:
    return "".join(text.split())


def main() -> None:
    """Print both figures for every set, and fail where a bound is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("-v", action="store_true", help="name every block that went wrong")
    tell = parser.parse_args().v
    sums = {"examples": Measured(), "building kits": Measured()}
    pages = labelled_pages()
    for labelled in pages:
        found = measure(labelled, tell=tell)
        kind = "examples" if labelled.page.startswith("examples/") else "building kits"
        sums[kind].add(found)
        if tell:
            print(f"  {labelled.page}: {found}")
    whole = Measured()
    for name, found in sums.items():
        whole.add(found)
        print(f"{name}: {found}")
    print(f"{len(pages)} pages: {whole}")
    missed = whole.kept < 0.95 * whole.to_keep or whole.leaked > 0.05 * whole.to_drop
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
