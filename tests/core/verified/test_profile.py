from __future__ import annotations

import pytest

from wattos.verified import profile_of


@pytest.mark.parametrize("question", ["Wann schließt das Bad?", "Wann schliesst das Bad?"])
def test_profile_knows_closing_in_both_spellings(question: str) -> None:
    profile = profile_of(question, "de")
    assert profile.asks == {"closing"}
    assert profile.words == ("Bad",)
