from __future__ import annotations

import pytest

from wattos.errors import ConfigurationError
from wattos.knowledge import ParsedDocument
from wattos_redaction.policy import PolicyKind, policy_kind, types_for
from wattos_redaction.redactor import redact_by_policy

TEXT = (
    "Frau Anna Müller, Tel. 0341 9734-12, anna.mueller@stadt.example, Markt 1, 04109 Leipzig. "
    "IBAN DE89 3704 0044 0532 0130 00, Steuer-ID 86095742719, geboren am 12.03.1985."
)


def redacted(kind: PolicyKind, text: str = TEXT) -> str:
    parsed = ParsedDocument(title="", text=text, blocks=(), language="de")
    return redact_by_policy(parsed, kind, {})[0].text


@pytest.mark.parametrize("kind", ["page", "file"])
def test_what_is_published_keeps_contacts_and_loses_accidents(kind: PolicyKind) -> None:
    assert redacted(kind) == (
        "Frau Anna Müller, Tel. 0341 9734-12, anna.mueller@stadt.example, Markt 1, 04109 Leipzig. "
        "IBAN [IBAN], Steuer-ID [Steuernummer], geboren am [Geburtsdatum]."
    )


@pytest.mark.parametrize("kind", ["ticket", "conversation", "upload"])
def test_everything_personal_goes_from_what_people_send(kind: PolicyKind) -> None:
    assert redacted(kind) == (
        "Frau [Name], Tel. [Telefonnummer], [E-Mail], [Adresse]. "
        "IBAN [IBAN], Steuer-ID [Steuernummer], geboren am [Geburtsdatum]."
    )


def test_file_counts_as_published_only_where_it_is_called_so() -> None:
    assert policy_kind("file", published=False) == "upload"
    assert policy_kind("file", published=True) == "file"
    assert policy_kind("ticket", published=True) == "ticket"


def test_tenants_choice_for_uploads_has_no_exception() -> None:
    text = "Anrufen: Hotline 0341 9734-12, Frau Anna Müller."
    parsed = ParsedDocument(title="", text=text, blocks=(), language="de")
    left = redact_by_policy(parsed, "upload", {"redact": {"upload": ["PHONE"]}})[0].text
    assert left == "Anrufen: Hotline [Telefonnummer], Frau Anna Müller."


def test_tenant_chooses_types_by_source() -> None:
    settings = {"redact": {"page": ["EMAIL"]}}
    assert types_for("page", settings) == {"EMAIL"}
    assert "PERSON" in types_for("ticket", settings)


def test_typo_in_the_settings_is_refused() -> None:
    with pytest.raises(ConfigurationError):
        types_for("page", {"redact": {"page": ["EMIAL"]}})
