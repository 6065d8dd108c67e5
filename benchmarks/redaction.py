"""How well personal data are found in the labelled German, English and Turkish texts, by type.

    python benchmarks/redaction.py --set test [-v]

The texts of `benchmarks/redaction/<set>.txt` hold personal data and lookalikes that are none. A
found span is right when its type is the labelled one and it shares more than half of the characters
that the two cover together; the column "exact" counts only spans with the very same offsets. The
milliseconds are those of one text of 1,500 characters, a long passage.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from wattos.installation import plugin_host
from wattos.knowledge import PersonalSpan, Redactor
from wattos.plugins import TenantPlugins
from wattos.registries import Registries
from wattos.settings import load_settings

_FOLDER = Path(__file__).with_name("redaction")
_LABEL = re.compile(r"\{([A-Z_]+)\|([^}]*)\}")
_HARD = ("PERSON", "ADDRESS")
_PASSAGE = 1500


class Labelled(msgspec.Struct, frozen=True):
    """A text of the set with what is personal in it."""

    language: str
    text: str
    spans: tuple[PersonalSpan, ...]


class Count(msgspec.Struct):
    """Labels and finds of a type; `right` by overlap, `exact` by equal offsets."""

    labelled: int = 0
    found: int = 0
    right: int = 0
    exact: int = 0

    def f1(self, right: int) -> float:
        """The harmonic mean of precision and recall; 1 where there is nothing to find or miss."""
        total = self.labelled + self.found
        return 2 * right / total if total else 1.0


def read_set(path: Path) -> list[Labelled]:
    """The texts of a file of `language | text {TYPE|value} …` lines."""
    lines = path.read_text("utf-8").splitlines()
    return [read_line(line) for line in lines if line.strip() and not line.startswith("#")]


def read_line(line: str) -> Labelled:
    """One labelled text; `\\n` in it stands for a line break."""
    language, _, marked = line.partition(" | ")
    marked = marked.replace("\\n", "\n")
    text, spans, position = "", list[PersonalSpan](), 0
    for label in _LABEL.finditer(marked):
        text += marked[position : label.start()]
        span = {"start": len(text), "end": len(text) + len(label[2]), "type": label[1]}
        spans.append(msgspec.convert(span, PersonalSpan))
        text += label[2]
        position = label.end()
    return Labelled(language, text + marked[position:], tuple(spans))


def same(found: PersonalSpan, label: PersonalSpan) -> bool:
    """Whether a found span is the labelled one: same type, more than half in common."""
    shared = min(found.end, label.end) - max(found.start, label.start)
    covered = max(found.end, label.end) - min(found.start, label.start)
    return found.type == label.type and 2 * shared > covered


def measure(redactor: Redactor, texts: Sequence[Labelled], *, verbose: bool) -> dict[str, Count]:
    """Counts by type over the set."""
    counts: dict[str, Count] = {}
    for item in texts:
        found = redactor.find(item.text, item.language)
        for span in item.spans:
            count = counts.setdefault(span.type, Count())
            count.labelled += 1
            count.right += any(same(other, span) for other in found)
            count.exact += span in found
        for kind, number in Counter(span.type for span in found).items():
            counts.setdefault(kind, Count()).found += number
        if verbose:
            for line in _differences(item, found):
                print(line)
    return counts


def _differences(item: Labelled, found: Sequence[PersonalSpan]) -> Iterator[str]:
    for mark, spans, others in (("missed", item.spans, found), ("wrong", found, item.spans)):
        for span in spans:
            if not any(same(other, span) for other in others):
                value = item.text[span.start : span.end]
                yield f"{mark:>7} {span.type} {value!r} in {item.text!r}"


def milliseconds(redactor: Redactor, texts: Sequence[Labelled]) -> float:
    """The time that one long passage takes, on average over 50."""
    passage = "\n".join(item.text for item in texts)[: 50 * _PASSAGE]
    passages = [passage[i : i + _PASSAGE] for i in range(0, len(passage), _PASSAGE)]
    started = time.perf_counter()
    for text in passages:
        redactor.find(text, "de")
    return (time.perf_counter() - started) / len(passages) * 1000


def total(counts: dict[str, Count], kinds: Sequence[str]) -> Count:
    """The sum over some types."""
    chosen = [counts[kind] for kind in kinds if kind in counts]
    return Count(
        labelled=sum(c.labelled for c in chosen),
        found=sum(c.found for c in chosen),
        right=sum(c.right for c in chosen),
        exact=sum(c.exact for c in chosen),
    )


def main() -> None:
    """Measure a set and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--set", default="test", choices=("dev", "test"))
    parser.add_argument("-v", "--verbose", action="store_true", help="show every difference")
    arguments = parser.parse_args()
    texts = read_set(_FOLDER / f"{arguments.set}.txt")
    settings = load_settings()
    host = plugin_host(settings)
    redactors = Registries(host, TenantPlugins(host), settings).redactors()
    if not redactors:
        sys.exit("No redactor is loaded: is wattos_redaction in plugin_manifest.toml?")
    redactor = redactors[0]
    redactor.find("Start", "de")  # builds the engine
    counts = measure(redactor, texts, verbose=arguments.verbose)
    kinds = sorted(counts)
    rows = {kind: counts[kind] for kind in kinds}
    rows["pattern types"] = total(counts, [kind for kind in kinds if kind not in _HARD])
    rows["names, addresses"] = total(counts, _HARD)
    print(f"{'type':<18}{'labelled':>9}{'found':>7}{'F1':>8}{'exact':>8}")
    for name, count in rows.items():
        f1, exact = count.f1(count.right), count.f1(count.exact)
        print(f"{name:<18}{count.labelled:>9}{count.found:>7}{f1:>8.3f}{exact:>8.3f}")
    print(f"{len(texts)} texts, {milliseconds(redactor, texts):.1f} ms a passage of {_PASSAGE}")


if __name__ == "__main__":
    main()
