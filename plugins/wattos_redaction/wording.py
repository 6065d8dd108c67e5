"""What stands in a text in place of personal data, in the language of the document."""

from __future__ import annotations

from wattos.knowledge import PersonalType

PLACEHOLDERS: dict[PersonalType, tuple[str, str, str]] = {
    "PERSON": ("Name", "name", "isim"),
    "EMAIL": ("E-Mail", "email", "e-posta"),
    "PHONE": ("Telefonnummer", "phone number", "telefon"),
    "IBAN": ("IBAN", "IBAN", "IBAN"),
    "CREDIT_CARD": ("Kartennummer", "card number", "kart numarası"),
    "TAX_ID": ("Steuernummer", "tax number", "vergi numarası"),
    "SOCIAL_SECURITY": (
        "Sozialversicherungsnummer",
        "social security number",
        "sosyal güvenlik numarası",
    ),
    "ID_CARD": ("Ausweisnummer", "ID number", "kimlik numarası"),
    "HEALTH_INSURANCE": (
        "Versichertennummer",
        "health insurance number",
        "sağlık sigortası numarası",
    ),
    "DATE_OF_BIRTH": ("Geburtsdatum", "date of birth", "doğum tarihi"),
    "ADDRESS": ("Adresse", "address", "adres"),
    "LICENSE_PLATE": ("Kennzeichen", "number plate", "plaka"),
    "IP_ADDRESS": ("IP-Adresse", "IP address", "IP adresi"),
}
"""German, English, Turkish."""


def placeholder(kind: PersonalType, language: str) -> str:
    """`[E-Mail]`, `[email]`, `[e-posta]`: other languages than these three read English."""
    words = PLACEHOLDERS[kind]
    return f"[{words[{'de': 0, 'tr': 2}.get(language, 1)]}]"
