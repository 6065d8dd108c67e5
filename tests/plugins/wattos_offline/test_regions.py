from __future__ import annotations

import pytest

from wattos_offline.regions import region_fits


@pytest.mark.parametrize(
    ("question", "text", "fit"),
    [
        ("Was kostet der Versand nach Polen?", "Übrige EU – Kosten: 14,90 €", 1),
        ("how long does delivery to france take", "Other EU countries: 4 to 8 days", 1),
        ("İtalya'ya kargo ücreti ne kadar?", "Übrige EU – Kosten: 14,90 €", 1),
        ("Liefert ihr nach Italien?", "In Länder außerhalb der EU liefern wir nicht.", -1),
        ("Liefert ihr nach Norwegen?", "In Länder außerhalb der EU liefern wir nicht.", 1),
        ("Do you ship to the USA?", "We do not ship outside the EU.", 1),
        ("Do you ship to the USA?", "Other EU countries: 14.90 euros", -1),
        ("Liefert ihr in die Schweiz?", "Außerhalb der EU und der Schweiz liefern wir nicht.", -1),
        ("Liefert ihr nach Norwegen?", "Außerhalb der EU und der Schweiz liefern wir nicht.", 1),
        ("Do you ship to Norway?", "We ship outside the EU and Switzerland by air.", 1),
        ("Liefert ihr nach Italien oder Norwegen?", "In die EU liefern wir.", 0),
        ("Was kostet der Versand?", "In die EU kostet er 14,90 €.", 0),
        ("Was kostet der Versand nach Polen?", "Deutschland: 4,90 €", 0),
    ],
)
def test_region_of_the_country_asked_for_fits_the_text(question: str, text: str, fit: int) -> None:
    assert region_fits(question, text) == fit
