"""What an organisation is called, read from its legal notice."""

from __future__ import annotations

import pytest

from wattos_admin.start.organisation import name_in


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("# Impressum\n\nTuS Eschenbrook 1924 e.V., Birkenweg 4", "TuS Eschenbrook 1924 e.V."),
        ("Angaben gemäß § 5 DDG\nStadt Lindenfurt\nMarkt 1", "Stadt Lindenfurt"),
        ("Herausgeber: Gemeinde Bad Tannau am Wald", "Gemeinde Bad Tannau am Wald"),
        ("Gemeinde Tannau Der Bürgermeister", "Gemeinde Tannau"),
        ("Radhaus Kettenwerk GmbH & Co. KG, Hof 2", "Radhaus Kettenwerk GmbH & Co. KG"),
        ("Verantwortlich: Blumen Müller e.K.", "Blumen Müller e.K."),
        ("Dr. Ute Kranich\nZahnarztpraxis Dr. Kranich\nGasse 7", "Zahnarztpraxis Dr. Kranich"),
        ("Universitätsbibliothek Hollerbach", "Universitätsbibliothek Hollerbach"),
        ("Unsere Praxis bleibt geschlossen", None),
        ("Kontakt\nMarkt 3, 12345 Ort", None),
        ("Wir sind eine GmbH.", None),
        ("Wir arbeiten als AG", None),
        ("Die Gemeinde ist eine Körperschaft", None),
    ],
)
def test_name_is_read_from_a_legal_notice(text: str, name: str | None) -> None:
    assert name_in(text) == name
