from __future__ import annotations

import pytest

from wattos_offline.wording import frame


@pytest.mark.parametrize(
    ("answer", "source", "start"),
    [
        ("de", "tr", "Auf der türkischen Seite „Çöp“ steht"),
        ("en", "de", "The German page “Çöp” says"),
        ("tr", "de", "Almanca “Çöp” sayfasında"),
        ("de", "fr", "Auf der Seite „Çöp“ steht"),
        ("fr", "de", "The German page “Çöp” says"),
    ],
)
def test_frame_names_language_and_page(answer: str, source: str, start: str) -> None:
    assert frame(answer, source, "Çöp").startswith(start)
