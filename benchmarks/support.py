"""How often a language model's sentence is wrongly called unsupported, and how often rightly.

    python benchmarks/support.py [--set dev|test] [-v]

Reads `benchmarks/support/<set>.txt`: passages of our own in German, English and Turkish, below
each of them sentences that put it in other words and sentences with something it does not say (a
wrong amount or time, a number, name or address that is not there, another matter). Needs neither a
key nor a database. The check was made with `dev` in view; `test` was written afterwards.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from uuid import UUID

from wattos.agents.sentence_check import SentenceCheck
from wattos.llm import Passage

_SETS = Path(__file__).with_name("support")
_NOBODY = UUID(int=0)


def check_of(line: str) -> SentenceCheck:
    """The check against one passage, from a line "[de] Title. Text"."""
    language, text = re.fullmatch(r"\[(\w\w)\] (.*)", line).groups()  # type: ignore[union-attr]
    passage = Passage(
        document_id=_NOBODY,
        chunk_id=_NOBODY,
        title="",
        url="",
        text=text,
        start=0,
        end=len(text),
        language=language,
    )
    return SentenceCheck([passage], language, asked="")


def main() -> None:
    """Judge every sentence and print both rates."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("-v", action="store_true", help="print each wrong verdict")
    parser.add_argument("--set", choices=("dev", "test"), default="test")
    given = parser.parse_args()
    check: SentenceCheck | None = None
    verdicts: dict[str, list[bool]] = {"=": [], "!": []}
    for line in (_SETS / f"{given.set}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            check = check_of(line)
        elif check is not None and line[:1] in verdicts:
            supported = check.supports(line[2:])
            verdicts[line[0]].append(not supported)
            if given.v and supported != (line[0] == "="):
                print(line)
    false, found = verdicts["="], verdicts["!"]
    print(f"supported sentences marked: {sum(false)} of {len(false)} ({_rate(false):.3f})")
    print(f"unsupported sentences found: {sum(found)} of {len(found)} ({_rate(found):.3f})")


def _rate(verdicts: list[bool]) -> float:
    return sum(verdicts) / len(verdicts)


if __name__ == "__main__":
    main()
