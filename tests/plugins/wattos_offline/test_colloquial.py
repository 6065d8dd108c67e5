from __future__ import annotations

import pytest

from wattos_offline.colloquial import spelt_out


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Was kostet ein neuer Perso?", "Was kostet ein neuer Personalausweis?"),
        ("perso weg", "Personalausweis weg"),
        ("Wie viele Personen?", "Wie viele Personen?"),
        ("Knöllchen bezahlen", "Strafzettel bezahlen"),
    ],
)
def test_short_forms_are_spelt_out_and_other_words_left(said: str, meant: str) -> None:
    assert spelt_out(said) == meant
