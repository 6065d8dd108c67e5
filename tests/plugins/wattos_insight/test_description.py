"""What is said of a group beside its name."""

from __future__ import annotations

import pytest

from tests.plugins.wattos_insight.corpus import chunks_of, units
from wattos_insight.description import describe
from wattos_insight.evidence import EvidenceUnit


def pages(count: int) -> list[EvidenceUnit]:
    return units(
        chunk
        for n in range(count)
        for chunk in chunks_of(f"https://a.example/{n}", f"Pass {n}", f"Pass {n} kostet {n} Euro.")
    )


def requests(count: int) -> list[EvidenceUnit]:
    return units(
        chunk
        for n in range(count)
        for chunk in chunks_of(f"t.csv#{n}", "Pass", f"Wo ist Pass {n}?", kind="ticket")
    )


@pytest.mark.parametrize(
    ("language", "asked", "own", "said"),
    [
        ("de", 1, 1, "Grundlage: eine Anfrage und ein eigener Text auf Deutsch."),
        ("de", 2, 0, "Grundlage: 2 Anfragen auf Deutsch."),
        ("en", 1, 2, "Based on one request and 2 texts of yours in German."),
        ("tr", 2, 1, "Dayanak: 2 talep ve kurumun bir metni (Almanca)."),
    ],
)
def test_evidence_is_counted_in_words(language: str, asked: int, own: int, said: str) -> None:
    assert describe([*requests(asked), *pages(own)], [], language).endswith(said)


def test_only_people_ask() -> None:
    assert describe(pages(2), [], "de").startswith("Ihre Seiten dazu handeln vor allem von Kosten.")
    asked = units(chunks_of("t.csv#1", "Pass", "Was kostet der Pass?", kind="ticket"))
    assert describe([*pages(2), *asked], [], "de").startswith("Sie fragen vor allem nach Kosten.")


def test_texts_that_serve_who_asks_are_named() -> None:
    def own(title: str) -> list[EvidenceUnit]:
        found = units(chunks_of(f"{title}.md", title, "Text dazu.", kind="file"))
        assert not found[0].secondary
        return found

    said = describe([*requests(2), *own("Reisepass"), *own("Ausweis")], [], "de")
    assert "Dazu steht etwas in „Reisepass“ und „Ausweis“." in said
    assert "Dazu steht etwas" not in describe(own("Reisepass"), [], "de")
    assert "Dazu steht etwas" not in describe(requests(2), [], "de")
