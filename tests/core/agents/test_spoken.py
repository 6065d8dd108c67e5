from __future__ import annotations

import pytest

from wattos.agents import spoken_form


@pytest.mark.parametrize(
    ("markdown", "language", "spoken"),
    [
        ("**Ja.** Er kostet 37 Euro [1].", "de", "Ja. Er kostet 37 Euro."),
        ("Siehe [die Seite](https://stadt.example/a).", "de", "Siehe die Seite."),
        ("Mehr: https://stadt.example/a?b=1.", "de", "Mehr: ."),
        ("# Zeiten\n- Montag\n- Dienstag", "de", "Zeiten. Montag. Dienstag"),
        ("Von 08:00–12:30 Uhr.", "de", "Von 8 Uhr bis 12 Uhr 30."),
        ("From 08:00-12:30.", "en", "From 8:00 to 12:30."),
        ("Die Datei heißt foo_bar_baz.", "de", "Die Datei heißt foo_bar_baz."),
        ("", "de", ""),
    ],
)
def test_spoken_form_says_what_can_be_said(markdown: str, language: str, spoken: str) -> None:
    assert spoken_form(markdown, language) == spoken


def test_spoken_form_ends_after_a_whole_sentence() -> None:
    text = "Das ist ein ganzer Satz über das Rathaus. " * 20
    spoken = spoken_form(text, "de")
    assert len(spoken) <= 400
    assert spoken.endswith("Rathaus.")
