from __future__ import annotations

import msgspec
import pytest

from tests.plugins.wattos_offline.passages import DOG_TAX, LEASH
from wattos_offline.meaning import language_gaps


def test_language_gaps_give_back_more_to_the_language_of_more_passages() -> None:
    turkish = msgspec.structs.replace(LEASH, language="tr")
    gaps = language_gaps([DOG_TAX, LEASH, LEASH, turkish], 0.04)
    assert gaps == {"de": pytest.approx(0.03), "tr": pytest.approx(0.01)}
