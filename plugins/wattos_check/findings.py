"""Making findings: a stable key, a bounded number of places."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, Final

from wattos_check.schemas import Evidence, Finding, Kind, Severity

MOST_SHOWN: Final = 20


def finding(
    kind: Kind,
    severity: Severity,
    evidence: Sequence[Evidence],
    *,
    de: str,
    en: str,
    about: Sequence[str] = (),
    count: int | None = None,
    **detail: Any,
) -> Finding:
    """A finding whose key is made of its kind and of what it is `about` (else its places)."""
    subject = about or [f"{place.url} {place.quote}" for place in evidence]
    key = hashlib.sha256("\n".join([kind, *subject]).encode("utf-8", "replace")).hexdigest()[:16]
    return Finding(
        key=key,
        kind=kind,
        severity=severity,
        sentence={"de": de, "en": en},
        evidence=list(evidence[:MOST_SHOWN]),
        count=len(evidence) if count is None else count,
        detail=detail,
    )


def shorten(text: str, most: int = 120) -> str:
    """A text for a sentence: on one line, cut at a word."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + " …"
