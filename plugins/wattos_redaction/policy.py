"""What is taken out of a document, by type and by the kind of its source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

import msgspec

from wattos.errors import ConfigurationError
from wattos.knowledge import PersonalType, SourceKind

Types = frozenset[PersonalType]
EVERYTHING: Types = frozenset(get_args(PersonalType))
ACCIDENTS: Types = frozenset(
    {
        "IBAN", "CREDIT_CARD", "TAX_ID", "SOCIAL_SECURITY", "ID_CARD", "HEALTH_INSURANCE",
        "DATE_OF_BIRTH",
    }
)  # fmt: skip
"""What nobody publishes on purpose. Names, mail, phone and addresses in what an organisation
publishes are its contacts, which people ask for."""

PolicyKind = Literal["page", "file", "upload", "ticket", "conversation"]
"""A `file` is published (found on a website, or called so); an `upload` is any other file."""

DEFAULT: dict[PolicyKind, Types] = {
    "page": ACCIDENTS,
    "file": ACCIDENTS,
    "upload": EVERYTHING,
    "ticket": EVERYTHING,
    "conversation": EVERYTHING,
}


def policy_kind(source_kind: SourceKind, *, published: bool) -> PolicyKind:
    """The kind that the policy knows a document by."""
    return "upload" if source_kind == "file" and not published else source_kind


def types_for(kind: PolicyKind, settings: Mapping[str, Any]) -> Types:
    """The types that go from a kind of source: the tenant's choice, else the default.

    The plugin's settings may hold `{"redact": {"page": ["IBAN", …], …}}`. Raises
    `ConfigurationError` for unknown kinds or types, because a typo must not let data through.
    """
    try:
        chosen = msgspec.convert(settings.get("redact", {}), dict[PolicyKind, Types])
    except msgspec.ValidationError as error:
        raise ConfigurationError(
            "The redaction settings of the tenant cannot be read.",
            given=str(error),
            expected='{"redact": {"page": ["IBAN", …]}} with kinds ' + ", ".join(DEFAULT),
        ) from None
    return chosen.get(kind, DEFAULT[kind])
