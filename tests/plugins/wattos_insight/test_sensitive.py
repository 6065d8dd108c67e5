"""Special categories of personal data never describe a person."""

from __future__ import annotations

import pytest

from wattos_insight.sensitive import is_sensitive, neutral


@pytest.mark.parametrize(
    "text",
    [
        "Ausländerbehörde", "türkische Familien", "deutsche Familien",
        "German families", "Menschen aus Syrien und syrische Vereine",
        "Muslime", "Kirchenaustritt", "Schwerbehindertenausweis", "Pflegestützpunkt",
        "chronisch Kranke", "Ich habe Krebs",
        "people with a disability", "asylum seekers", "göçmenler", "engelli kartı",
        "Gewerkschaftsmitglieder", "queer community", "Menschen mit Vorstrafen",
    ],
)  # fmt: skip
def test_special_categories_are_recognised(text: str) -> None:
    assert is_sensitive(text)


@pytest.mark.parametrize(
    "text",
    [
        "Kindertagespflege", "Pflegehinweise für Wolle", "gesucht wird ein Platz", "Schimpfwörter",
        "Personalausweis", "Sprachkurse", "Poller in der Altstadt", "VPN bricht ab",
        "Kirchstraße 4", "Deutsch lernen", "Learning German",
        "Druckerpatrone", "Der Krebs im Mühlbach", "geri dönüşüm", "registering your address",
    ],
)  # fmt: skip
def test_ordinary_needs_are_not(text: str) -> None:
    assert not is_sensitive(text)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Ausländerbehörde", "de", "Aufenthalt"),
        ("Integration und Sprachkurse", "de", "Sprachkurse"),
        ("Pflegestützpunkt", "de", "Hilfe im Alltag"),
        ("Immigration office", "en", "residence"),
        ("Reisepass", "de", "Reisepass"),
        ("Moschee", "de", None),
        ("Migration Guide", "de", None),
    ],
)
def test_phrases_are_put_neutrally_or_not_used(
    text: str, language: str, expected: str | None
) -> None:
    assert neutral(text, language) == expected
