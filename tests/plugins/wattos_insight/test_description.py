"""What is said of a group beside its name."""

from __future__ import annotations

import pytest

from tests.plugins.wattos_insight.corpus import chunks_of, units
from wattos_insight.description import describe
from wattos_insight.evidence import EvidenceUnit
from wattos_insight.topics import Term


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


def told(found: list[EvidenceUnit], language: str = "de") -> str:
    """The description of a group that is alone and has no words of its own."""
    return describe(found, [], [], [], language)


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
    assert told([*requests(asked), *pages(own)], language).endswith(said)


def test_only_people_ask() -> None:
    assert told(pages(2)).startswith("Ihre Seiten dazu handeln vor allem von Kosten.")
    asked = units(chunks_of("t.csv#1", "Pass", "Was kostet der Pass?", kind="ticket"))
    assert told([*pages(2), *asked]).startswith("Sie fragen vor allem nach Kosten.")


def test_what_all_groups_ask_about_is_said_of_none() -> None:
    others = units(chunks_of("t.csv#9", "Bad", "Was kostet das Bad?", kind="ticket"))
    asked = units(chunks_of("t.csv#1", "Pass", "Was kostet der Pass?", kind="ticket"))
    assert "Kosten" not in describe(asked, others, [], [], "de")
    assert "Kosten" in describe(asked, requests(1), [], [], "de")


def test_a_group_s_words_are_at_least_two() -> None:
    words = [
        Term(stem=word.lower(), word=word, score=1.0, documents=2) for word in ("Karte", "Automat")
    ]
    assert "Wörter wie „Karte“ und „Automat“." in describe(requests(2), [], words, [], "de")
    assert "Wörter wie" not in describe(requests(2), [], words[:1], [], "de")


@pytest.mark.parametrize(
    ("language", "sections", "said"),
    [
        ("de", ["Warteliste"], "Ihre Anfragen betreffen vor allem den Abschnitt „Warteliste“."),
        ("de", ["Miete", "Kaution"], "vor allem die Abschnitte „Miete“ und „Kaution“."),
        ("en", ["Miete", "Kaution"], "mostly about the sections “Miete” and “Kaution”."),
        ("tr", ["Miete"], "Talepleri en çok şu bölümle ilgili: “Miete”."),
    ],
)
def test_sections_that_help_are_named(language: str, sections: list[str], said: str) -> None:
    assert said in describe(requests(2), [], [], sections, language)


def test_texts_that_serve_who_asks_are_named() -> None:
    def own(title: str) -> list[EvidenceUnit]:
        found = units(chunks_of(f"{title}.md", title, "Text dazu.", kind="file"))
        assert not found[0].secondary
        return found

    said = told([*requests(2), *own("Reisepass"), *own("Ausweis")])
    assert "Dazu steht etwas in „Reisepass“ und „Ausweis“." in said
    assert "Dazu steht etwas" not in told(requests(2))
    foreign = units(chunks_of("p.md", "Passports", "A text.", kind="file", language="en"))
    assert "in „Reisepass“, „Ausweis“ und „Passports“." in told(
        [*foreign, *own("Reisepass"), *own("Ausweis")]
    )
