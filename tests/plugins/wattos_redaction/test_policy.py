from __future__ import annotations

import pytest

from wattos.errors import ConfigurationError
from wattos.knowledge import ParsedDocument, SourceKind
from wattos_redaction.policy import types_for
from wattos_redaction.redactor import redact_by_policy

TEXT = (
    "Frau Anna Müller, Tel. 0341 9734-12, anna.mueller@stadt.example, Markt 1, 04109 Leipzig. "
    "IBAN DE89 3704 0044 0532 0130 00, Steuer-ID 86095742719, geboren am 12.03.1985."
)


def redacted(source_kind: SourceKind, text: str = TEXT) -> str:
    parsed = ParsedDocument(title="", text=text, blocks=(), language="de")
    return redact_by_policy(parsed, source_kind, {})[0].text


@pytest.mark.parametrize("source_kind", ["page", "file"])
def test_what_is_published_keeps_contacts_and_loses_accidents(source_kind: SourceKind) -> None:
    assert redacted(source_kind) == (
        "Frau Anna Müller, Tel. 0341 9734-12, anna.mueller@stadt.example, Markt 1, 04109 Leipzig. "
        "IBAN [IBAN], Steuer-ID [Steuernummer], geboren am [Geburtsdatum]."
    )


@pytest.mark.parametrize("source_kind", ["ticket", "conversation"])
def test_everything_personal_goes_from_what_people_send(source_kind: SourceKind) -> None:
    assert redacted(source_kind) == (
        "Frau [Name], Tel. [Telefonnummer], [E-Mail], [Adresse]. "
        "IBAN [IBAN], Steuer-ID [Steuernummer], geboren am [Geburtsdatum]."
    )


def test_tenant_chooses_types_by_source() -> None:
    settings = {"redact": {"page": ["EMAIL"]}}
    assert types_for("page", settings) == {"EMAIL"}
    assert "PERSON" in types_for("ticket", settings)


def test_typo_in_the_settings_is_refused() -> None:
    with pytest.raises(ConfigurationError):
        types_for("page", {"redact": {"page": ["EMIAL"]}})
