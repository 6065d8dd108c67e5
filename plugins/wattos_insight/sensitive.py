"""What a group or persona must never be: origin, religion, health and the other special categories.

GDPR Article 9 names them. Pages about such matters exist and are read, but people are described
by what they need. A phrase that touches a special category is put neutrally where that is possible
(the office for foreigners becomes residence), and is not used where it is not.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources
from typing import Final

import msgspec

from wattos_insight.text import lower

_NEUTRAL: Final = {
    "de": (
        (r"ausländer\w*|migrations\w+|asyl\w*|staatsangehörig\w*|einbürger\w*", "Aufenthalt"),
        (r"integration\w*( und (?=sprachkurse?))?", ""),
        (r"pflege\w*|schwerbehinder\w*|behinder\w*", "Hilfe im Alltag"),
    ),
    "en": (
        (
            r"foreigners?('|’)?( office| authority)?|immigration( office)?|citizenship",
            "residence",
        ),
        (r"disab\w+( \w+)?|care (advice|support)", "everyday support"),
    ),
    "tr": ((r"yabancılar( dairesi)?|göçmen\w*|vatandaşlı\w*", "ikamet işleri"),),
}


@lru_cache(maxsize=1)
def _sensitive() -> re.Pattern[str]:
    raw = resources.files("wattos_insight").joinpath("sensitive.toml").read_bytes()
    categories = msgspec.toml.decode(raw, type=dict[str, list[str]])
    return re.compile("|".join(f"(?:{word})" for words in categories.values() for word in words))


def is_sensitive(text: str) -> bool:
    """Whether `text` speaks of a special category of personal data."""
    return bool(_sensitive().search(lower(text)))


def neutral(text: str, language: str) -> str | None:
    """`text` put without a special category, or None where that is not possible."""
    if not is_sensitive(text):
        return text
    for pattern, replacement in _NEUTRAL.get(language, ()):
        if re.search(pattern, lower(text)):
            rest = re.sub(pattern, replacement, text, flags=re.IGNORECASE).strip(" ,-–")
            candidate = rest if replacement == "" or rest == replacement else replacement
            return candidate if candidate and not is_sensitive(candidate) else None
    return None
