"""From rows of the database to what callers hold."""

from __future__ import annotations

import re
import unicodedata
from typing import TypeVar

import asyncpg
import msgspec

Struct = TypeVar("Struct", bound=msgspec.Struct)

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ı": "i"})
_SLUG_LENGTH = 60

AGENT_COLUMNS = (
    "id, slug, name, description, character_id, persona_id, state, state_reason, "
    "published_version, model, created_at, (select max(version) from agent_version v "
    "where v.agent_id = agent.id) as latest_version"
)


def struct_from(row: asyncpg.Record, struct: type[Struct], *json_columns: str) -> Struct:
    """The struct in a row whose columns are its fields; `json_columns` hold JSON text."""
    values = dict(row)
    for column in json_columns:
        values[column] = msgspec.json.decode(values[column])
    return msgspec.convert(values, struct)


def slug_of(name: str) -> str:
    """A name in letters, digits and dashes, as addresses carry it; "agent" when nothing is left."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(_GERMAN))
    ascii_only = plain.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:_SLUG_LENGTH].strip("-") or "agent"
