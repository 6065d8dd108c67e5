"""What authors ask of crawlers: the directives of `<meta name="robots">` and X-Robots-Tag."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import msgspec

CRAWLERS: Final = frozenset({"robots", "wattos"})
"""The names that mean us."""
_WITH_VALUE: Final = frozenset({"max-snippet", "max-image-preview", "max-video-preview"})
_EXPIRY: Final = re.compile(
    r"unavailable_after\s*:\s*(?P<when>(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,\s*)?[^,]+)", re.I
)


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """What a page or a file asks for; `expires` says that it will not stay as it is."""

    index: bool = True
    follow: bool = True
    expires: bool = False


def read_wishes(headers: Mapping[str, str], metas: Iterable[str], now: datetime) -> Wishes:
    """The wishes of an answer: its header lines (a repeated one has lines) and the texts of its
    `<meta>`.

    In a header a crawler's name holds for the rest of its line: `googlebot: noindex, nofollow`.
    What was available until a moment that has passed is not to be indexed.
    """
    said: set[str] = set()
    for line in headers.get("x-robots-tag", "").splitlines():
        said |= _said(line, now)
    for text in metas:
        said |= _said(text, now)
    return Wishes(
        index=not said & {"noindex", "none"},
        follow=not said & {"nofollow", "none"},
        expires="expires" in said,
    )


def _said(line: str, now: datetime) -> set[str]:
    """The directives of a line that are meant for us."""

    def dated(match: re.Match[str]) -> str:
        moment = _moment(match["when"])
        return "expires" if moment is None or moment > now else "noindex"

    found: set[str] = set()
    agent = "robots"
    for part in _EXPIRY.sub(dated, line).lower().split(","):
        name, colon, wish = part.partition(":")
        if colon and name.strip() in _WITH_VALUE:
            continue
        agent = name.strip() if colon else agent
        if agent in CRAWLERS:
            found.add((wish if colon else name).strip())
    return found


def _moment(text: str) -> datetime | None:
    """A date as mails and HTTP have it or as ISO 8601 does; None for what is neither."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text.strip())
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        except ValueError:
            continue
    return None
