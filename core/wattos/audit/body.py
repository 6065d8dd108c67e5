"""The hashed body of an audit entry: what may stand in it and how it becomes bytes."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from wattos.errors import InvalidInput

GENESIS = "0" * 64
"""The previous hash of a tenant's first entry."""

MAX_TEXT = 200
"""Characters of one text in `detail`: enough for ids and states, too few for people's words."""

_PERSONAL = re.compile(
    "address|birthday|comment|content|credentials?|email|iban|ip|jwt|login|mail|message|mobile"
    "|name|passphrase|passw(?:or)?d|phone|question|secret|street|surname|telephone|text|token"
    "|username"
)
_HARMLESS_ENDINGS = ("_id", "_ids", "_count", "_kind", "_hash")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_SECRET = re.compile(r"\b(?:wts_|wtr_|sk-|eyJ[A-Za-z0-9_-]{8,}\.)")


def clean_detail(detail: Mapping[str, object] | None) -> dict[str, object]:
    """`detail` as it will be stored and hashed: ids, states and counts.

    UUIDs become text. Raises InvalidInput for keys or values that look personal or secret, for
    floats (their text form does not survive storage unchanged) and for long texts: the chain
    cannot be edited, so nothing may enter it that a person could ask to have erased.
    """
    return {_clean_key(key): _clean_value(key, value) for key, value in (detail or {}).items()}


def entry_hash(
    *,
    tenant_id: UUID,
    sequence: int,
    at: datetime,
    actor_kind: str,
    actor_id: str,
    action: str,
    resource: str,
    resource_id: str | None,
    outcome: str,
    detail: Mapping[str, object],
    previous_hash: str,
) -> str:
    """SHA-256 (hex) of the entry as canonical JSON: sorted keys, no spaces, UTC microseconds."""
    body = {
        "action": action,
        "actor_id": actor_id,
        "actor_kind": actor_kind,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "detail": detail,
        "outcome": outcome,
        "previous_hash": previous_hash,
        "resource": resource,
        "resource_id": resource_id,
        "sequence": sequence,
        "tenant_id": str(tenant_id),
    }
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _clean_key(key: str) -> str:
    personal = any(_PERSONAL.fullmatch(word.lower()) for word in _WORD.findall(key))
    if personal and not key.endswith(_HARMLESS_ENDINGS):
        raise InvalidInput(
            "An audit detail has a key that stands for a personal or secret value.",
            given=key,
            expected="ids, states and counts",
            hint="Record the id of the row that holds the value instead.",
        )
    return key


def _clean_value(key: str, value: object) -> object:
    match value:
        case None | bool() | int():
            return value
        case UUID():
            return str(value)
        case str():
            return clean_text(key, value)
        case Mapping():
            return clean_detail(value)
        case list() | tuple() | set() | frozenset():
            items = [_clean_value(key, item) for item in value]
            return sorted(items, key=str) if isinstance(value, (set, frozenset)) else items
        case _:
            raise InvalidInput(
                f"The audit entry's {key} has a type the chain cannot keep.",
                given=type(value).__name__,
                expected="text, whole numbers, booleans, UUIDs, lists and mappings of these",
            )


def clean_text(key: str, value: str) -> str:
    """`value` itself; raises InvalidInput when it looks personal, secret, long or unprintable."""
    if len(value) > MAX_TEXT or _EMAIL.search(value) or _SECRET.search(value):
        raise InvalidInput(
            f"The audit entry's {key} holds a text that looks personal, secret or too long.",
            expected=f"an id or a state of at most {MAX_TEXT} characters",
        )
    if not value.isprintable():
        raise InvalidInput(
            f"The audit entry's {key} holds characters that cannot be printed.",
            expected="printable text",
        )
    return value
