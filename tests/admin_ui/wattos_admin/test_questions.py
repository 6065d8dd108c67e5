"""Who is responsible, read from the material."""

from __future__ import annotations

from wattos_admin.start.contact import contact_in


def test_contact_is_read_from_the_text() -> None:
    text = "Telefon: 01999 555-0, E-Mail: stadt@lindenfurt.example, Fax 1"
    assert contact_in(text) == {"phone": "01999 555-0", "email": "stadt@lindenfurt.example"}
    assert contact_in("Tel.: 01998 / 55 12 0") == {"phone": "01998 / 55 12 0"}
    assert contact_in("Telefonzentrale 01999 555-0\nTelefon 01999 555-8") == {
        "phone": "01999 555-0"
    }
    assert contact_in("Am Markt 1") == {}
