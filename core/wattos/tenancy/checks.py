"""What a slug, a name and a language may look like."""

from __future__ import annotations

import re

from wattos.errors import InvalidInput

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_LANGUAGE = re.compile(r"(?:de|en|tr)(?:-[A-Za-z0-9]{2,8})?")
MAX_NAME = 200


def check_slug(slug: str) -> str:
    """`slug` itself; raises InvalidInput unless it could be a host name's label (RFC 1123)."""
    if not _SLUG.fullmatch(slug):
        raise InvalidInput(
            "The tenant's slug cannot be used in addresses.",
            given=repr(slug[:80]),
            expected="1 to 63 small letters, digits and inner hyphens, such as `musterstadt`",
        )
    return slug


def check_name(name: str, what: str) -> str:
    """`name` without outer spaces; raises InvalidInput when it is empty, long or unprintable."""
    stripped = name.strip()
    if not stripped or len(stripped) > MAX_NAME or not stripped.isprintable():
        raise InvalidInput(
            f"The name of the {what} cannot be used.",
            expected=f"1 to {MAX_NAME} printable characters",
        )
    return stripped


def check_language(language: str) -> str:
    """`language` itself, a tag such as `de` or `en-GB` (BCP 47).

    Raises InvalidInput for one that the platform's own words do not exist in.
    """
    if not _LANGUAGE.fullmatch(language):
        raise InvalidInput(
            "The platform does not speak this language.",
            given=repr(language[:40]),
            expected="`de`, `en` or `tr`, or one of them with a region such as `de-AT`",
        )
    return language
