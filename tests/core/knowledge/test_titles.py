"""Names of files are no titles."""

from __future__ import annotations

import pytest

from wattos.knowledge import is_nameless, opening_line


@pytest.mark.parametrize(
    "title",
    [
        "IMG_2034",
        "IMG_2034.pdf",
        "Unbenannt",
        "Kopie von Kopie (2)",
        "Scan 2026-11-03 09.12",
        "final_final_NEU v3",
        "Neues Dokument (3)",
        "WhatsApp Image 2026",
        "20261103_0912",
        "about:blank",
        "",
    ],
)
def test_name_of_a_file_is_no_title(title: str) -> None:
    assert is_nameless(title)


@pytest.mark.parametrize(
    "title", ["Merkblatt Bauantrag", "Anmeldekarte", "VPN", "Entwurf Haushalt", "Çöp", "Kita 2027"]
)
def test_title_is_none_of_them(title: str) -> None:
    assert not is_nameless(title)


def test_opening_line_is_a_heading_of_what_follows() -> None:
    assert opening_line("Mittagessen  in der Schule\n\nEs kostet 4 Euro.") == (
        "Mittagessen in der Schule"
    )
    for text in ("Mittagessen", "Es kostet 4 Euro.\nUnd mehr.", "Scan 1\nText", "a | b\nc | d"):
        assert opening_line(text) == ""
