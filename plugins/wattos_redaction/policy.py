"""What is taken out of a document, by type and by the kind of its source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, get_args

import msgspec

from wattos.errors import ConfigurationError
from wattos.knowledge import PersonalSpan, PersonalType, SourceKind

Types = frozenset[PersonalType]
EVERYTHING: Types = frozenset(get_args(PersonalType))
ACCIDENTS: Types = frozenset(
    {
        "IBAN", "CREDIT_CARD", "TAX_ID", "SOCIAL_SECURITY", "ID_CARD", "HEALTH_INSURANCE",
        "DATE_OF_BIRTH",
    }
)  # fmt: skip
"""What nobody publishes on purpose; names, mail, phone and addresses on a page are its contacts."""

DEFAULT: dict[SourceKind, Types] = {
    "page": ACCIDENTS,
    "file": EVERYTHING,
    "ticket": EVERYTHING,
    "conversation": EVERYTHING,
}

_ROLE_MAILBOX = re.compile(
    r"(?:info|kontakt|contact|post|poststelle|office|mail|service|support|hilfe|help|helpdesk|"
    r"servicedesk|it|edv|hr|"
    r"personal|jobs|karriere|bewerbung|buchhaltung|rechnung|billing|sales|vertrieb|presse|"
    r"press|redaktion|webmaster|"
    r"datenschutz|privacy|security|noreply|no-reply|zentrale|empfang|verwaltung|rathaus|stadt|"
    r"gemeinde|buergerbuero|iletisim|destek|bilgi)"
    r"(?:[.\-_](?:it|support|service|team|desk|hilfe|help|info|de|en|tr))*@",
    re.IGNORECASE,
)
_SERVICE_NUMBER = re.compile(r"(?:\+49|0049)?[\s(]*0?\)?\s*(?:800|180|700|137)[\s/\-]?\d")


def types_for(source_kind: SourceKind, settings: Mapping[str, Any]) -> Types:
    """The types that go from a kind of source: the tenant's choice, else the default.

    The plugin's settings may hold `{"redact": {"page": ["IBAN", …], …}}`. Raises
    `ConfigurationError` for unknown kinds or types, because a typo must not let data through.
    """
    try:
        chosen = msgspec.convert(settings.get("redact", {}), dict[SourceKind, Types])
    except msgspec.ValidationError as error:
        raise ConfigurationError(
            "The redaction settings of the tenant cannot be read.",
            given=str(error),
            expected='{"redact": {"page": ["IBAN", …]}} with kinds ' + ", ".join(DEFAULT),
        ) from None
    return chosen.get(source_kind, DEFAULT[source_kind])


def goes(span: PersonalSpan, text: str, source_kind: SourceKind, types: Types) -> bool:
    """Whether a span is taken out; an organisation's role mailboxes stay in its own files."""
    if span.type not in types:
        return False
    value = text[span.start : span.end]
    if source_kind == "file" and span.type == "EMAIL":
        return _ROLE_MAILBOX.match(value) is None
    if source_kind == "file" and span.type == "PHONE":
        return _SERVICE_NUMBER.match(value) is None
    return True
