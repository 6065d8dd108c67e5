"""What a page answers, put as a question."""

from __future__ import annotations

import msgspec
import pytest

from tests.plugins.wattos_insight.corpus import chunks_of, units
from wattos_insight.evidence import EvidenceUnit
from wattos_insight.page_questions import PageQuestion, page_questions


def unit_of(title: str, text: str, *headings: str, language: str = "de") -> EvidenceUnit:
    """A page of one paragraph a heading; the first has none beside the title."""
    chunks = chunks_of("https://club.example/a.html", title, text, language=language)
    chunks = [
        msgspec.structs.replace(chunk, heading_path=(title, heading) if heading else (title,))
        for chunk, heading in zip(chunks, ("", *headings), strict=True)
    ]
    return units(chunks)[0]


def asked(unit: EvidenceUnit) -> list[str]:
    return [question.text for question in page_questions(unit)]


def answer(question: PageQuestion) -> str:
    return question.chunk.text[question.start : question.end]


def test_price_of_the_topic_itself_is_asked_for_plainly() -> None:
    unit = unit_of("Führungszeugnis", "Das Führungszeugnis kostet 13 Euro.")
    assert asked(unit) == ["Was kostet ein Führungszeugnis?"]


def test_what_somebody_does_stands_before_the_question() -> None:
    unit = unit_of("Halle mieten", "Mitglieder zahlen 120 Euro am Tag.")
    assert asked(unit) == ["Halle mieten: Was kostet das?"]


@pytest.mark.parametrize(
    "text",
    [
        "Wer ohne Absage fehlt, zahlt 40 Euro.",
        "Bis vier Wochen vorher ist die Absage der Halle kostenlos.",
        "Wer die Zeit in der Halle überschreitet, zahlt 5 Euro nach.",
    ],
)
def test_what_is_paid_when_something_goes_wrong_is_no_price(text: str) -> None:
    assert not asked(unit_of("Halle mieten", text))


def test_page_about_the_aspect_itself_needs_no_topic_before_it() -> None:
    unit = unit_of("Termin vereinbaren", "Einen Termin bekommen Sie online oder am Telefon.")
    assert asked(unit) == ["Wie bekomme ich einen Termin?"]


@pytest.mark.parametrize(
    ("heading", "question"),
    [
        ("Ab wann bin ich versichert?", "Mitglied werden: Ab wann bin ich versichert?"),
        ("Stornierung", "Mitglied werden: Was gilt bei der Stornierung?"),
        ("Ich ziehe um", "Ich ziehe um. Was soll ich tun?"),
        ("Neue Trikots bestellen", "Mitglied werden: Wie kann ich neue Trikots bestellen?"),
        ("Kennwort vergessen", "Mitglied werden, Kennwort vergessen: Was soll ich tun?"),
        ("Gäste-WLAN", "Mitglied werden, Gäste-WLAN: Was muss ich wissen?"),
    ],
)
def test_heading_of_a_section_becomes_a_question(heading: str, question: str) -> None:
    text = "Willkommen.\nDas regelt die Geschäftsstelle am selben Tag, ein Anruf genügt."
    found = page_questions(unit_of("Mitglied werden", text, heading))
    assert [item.text for item in found] == [question]
    assert answer(found[0]).endswith("ein Anruf genügt.")


def test_heading_that_speaks_to_the_visitor_gives_no_question() -> None:
    text = "Willkommen.\nDas regelt die Geschäftsstelle am selben Tag, ein Anruf genügt."
    assert not asked(unit_of("Mitglied werden", text, "So erreichen Sie uns"))


def test_page_that_only_says_whom_it_is_for_gives_no_question() -> None:
    unit = unit_of("Tablets im Außendienst", "Für Monteurinnen und Monteure, Bauleitung und Büro.")
    assert not asked(unit)


@pytest.mark.parametrize(
    ("language", "title", "text", "question"),
    [
        ("en", "Lessons", "A course costs 95 euros.", "Lessons: How much does it cost?"),
        ("tr", "Yüzme kursu", "Kurs ücreti 95 avro tutar.", "Yüzme kursu: Ne kadar tutuyor?"),
    ],
)
def test_questions_are_in_the_language_of_the_page(
    language: str, title: str, text: str, question: str
) -> None:
    assert question in asked(unit_of(title, text, language=language))
