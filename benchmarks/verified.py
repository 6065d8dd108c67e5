"""How reliably a question finds the verified answer that was written for it, and no other.

    python benchmarks/verified.py [--set dev|test] [-v]

Reads `benchmarks/verified/<set>.txt`: pairs of a question and a stored question, marked as the same
or another, in German, English and Turkish and across them. Two measures, without a key:

- pairs: is each pair told rightly? Precision is what matters: a verified answer given to another
  question is wrong with an editor's authority, a missed one is answered from the sources.
- found: all stored questions of the set are kept in one tenant of a throwaway installation; each
  question is asked once and must get a stored question it is the same as, or nothing.

Beside them the best that a threshold on the cosine of the two questions could do.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from wattos.platform import Platform, open_platform
from wattos.settings import load_settings
from wattos.verified import VerifiedContent, compare, profile_of

_PAIRS = Path(__file__).with_name("verified")
_NEGATIVE, _POSITIVE = "!", "="


class Pair(msgspec.Struct, frozen=True):
    """A line of a set."""

    same: bool
    asked_language: str
    stored_language: str
    asked: str
    stored: str

    @property
    def across(self) -> bool:
        """Whether the two are in different languages."""
        return self.asked_language != self.stored_language


class Counts(msgspec.Struct):
    """Right and wrong verdicts."""

    right: int = 0
    false: int = 0
    missed: int = 0

    def add(self, *, wanted: bool, given: bool, correct: bool = True) -> None:
        """Count one verdict; one that is given must also be the correct one."""
        self.right += given and wanted and correct
        self.false += given and not (wanted and correct)
        self.missed += wanted and not given

    def __str__(self) -> str:
        given, wanted = self.right + self.false, self.right + self.missed
        precision, recall = self.right / max(given, 1), self.right / max(wanted, 1)
        found = f"{self.right} of {wanted} found, {self.false} false"
        return f"precision {precision:.3f}  recall {recall:.3f}  ({found})"


def read_pairs(name: str) -> list[Pair]:
    """The pairs of a set."""
    lines = (_PAIRS / f"{name}.txt").read_text("utf-8").splitlines()
    return [_pair(line) for line in lines if line[:1] in (_NEGATIVE, _POSITIVE)]


def _pair(line: str) -> Pair:
    mark, languages, questions = line.split(" ", 2)
    asked, stored = (part.strip() for part in questions.split(" | "))
    asked_language, stored_language = languages.split("/")
    return Pair(mark == _POSITIVE, asked_language, stored_language, asked, stored)


async def measure_pairs(platform: Platform, pairs: Sequence[Pair], *, verbose: bool) -> None:
    """Print how many pairs are told rightly, by whether they cross languages."""
    words = platform.knowledge.second_embedder_for()
    counts = {False: Counts(), True: Counts()}
    for pair in pairs:
        asked = profile_of(pair.asked, pair.asked_language)
        stored = profile_of(pair.stored, pair.stored_language)
        verdict = await compare(asked, stored, words)
        counts[pair.across].add(wanted=pair.same, given=verdict.score > 0)
        if verbose and pair.same != (verdict.score > 0):
            why = verdict.reason or f"{verdict.score:.2f}"
            print(f"  {'missed' if pair.same else 'FALSE'}: {pair.asked} | {pair.stored} ({why})")
    print(f"pairs, one language:    {counts[False]}")
    print(f"pairs, across languages: {counts[True]}")


async def measure_found(platform: Platform, pairs: Sequence[Pair], *, verbose: bool) -> None:
    """Print how often a question finds its stored question among all of the set."""
    tenant = await platform.create_tenant("verified")
    stored: dict[str, str] = {pair.stored: pair.stored_language for pair in pairs}
    for question, language in stored.items():
        content = VerifiedContent(question=question, answer="…", language=language)
        await platform.verified.create(tenant.id, content)
    alike = _classes(pairs)
    counts = Counts()
    for question, language in {pair.asked: pair.asked_language for pair in pairs}.items():
        right = alike[question] & stored.keys()
        match = await platform.verified.find(tenant.id, question, language=language)
        correct = match is not None and match.phrasing in right
        counts.add(wanted=bool(right), given=match is not None, correct=correct)
        if verbose and match is not None and not correct:
            print(f"  FALSE: {question} | {match.phrasing} ({match.score})")
    print(f"found among {len(stored)}:       {counts}")


def _classes(pairs: Sequence[Pair]) -> dict[str, set[str]]:
    """By question all that mean the same, themselves included: what is alike is alike in turn."""
    alike: dict[str, set[str]] = {}
    for pair in pairs:
        one = alike.setdefault(pair.asked, {pair.asked})
        other = alike.setdefault(pair.stored, {pair.stored})
        if pair.same and one is not other:
            one |= other
            alike.update(dict.fromkeys(one, one))
    return alike


async def measure_cosine(platform: Platform, pairs: Sequence[Pair]) -> None:
    """Print what the best threshold on the questions' cosine would reach."""
    embedder = platform.knowledge.embedder
    scored = [
        (_dot(await embedder.embed_query(p.asked), await embedder.embed_query(p.stored)), p.same)
        for p in pairs
    ]
    best = max((_cut(scored, threshold) for threshold, _ in scored), key=_f1)
    print(f"best cosine threshold:  {best}")


def _cut(scored: Iterable[tuple[float, bool]], threshold: float) -> Counts:
    counts = Counts()
    for cosine, same in scored:
        counts.add(wanted=same, given=cosine >= threshold)
    return counts


def _f1(counts: Counts) -> float:
    return 2 * counts.right / max(2 * counts.right + counts.false + counts.missed, 1)


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


async def main(name: str, folder: str, *, verbose: bool) -> None:
    """Measure a set in an installation of its own."""
    pairs = read_pairs(name)
    print(f"{len(pairs)} pairs, {sum(pair.same for pair in pairs)} of them the same")
    settings = load_settings({**os.environ, "WATTOS_DATA_DIR": folder})
    async with open_platform(settings) as platform:
        await measure_pairs(platform, pairs, verbose=verbose)
        await measure_found(platform, pairs, verbose=verbose)
        await measure_cosine(platform, pairs)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--set", default="test", choices=("dev", "test"))
    parser.add_argument("-v", "--verbose", action="store_true", help="show what went wrong")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="wattos-verified-") as made:
        Path(made).chmod(0o755)  # as root the servers run as another user
        asyncio.run(main(options.set, made, verbose=options.verbose))
