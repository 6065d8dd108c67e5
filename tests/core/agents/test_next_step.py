from __future__ import annotations

from uuid import UUID

import pytest

from wattos.agents.next_step import next_step
from wattos.llm import Passage


def page(
    number: int, title: str, text: str, *, language: str = "de", url: str = "", kind: str = "page"
) -> Passage:
    return Passage(
        document_id=UUID(int=number),
        chunk_id=UUID(int=number),
        title=title,
        url=url or f"https://town.example/{number}",
        text=text,
        start=0,
        end=len(text),
        language=language,
        source_kind=kind,
    )


DOGS = page(1, "Hundesteuer", "Der erste Hund kostet 96 Euro. Anmeldung beim Steueramt.")
HALL = page(2, "Kontakt", "Rathaus, 05987 Lindenfurt. Telefon 01999 555-0, stadt@town.example")


def test_next_step_names_the_likely_page_and_the_organisations_contact() -> None:
    said = next_step("Was kostet ein Kampfhund als Hund im Jahr 1950?", "de", [DOGS], [DOGS, HALL])
    assert said == (
        "Am ehesten passt die Seite [Hundesteuer](https://town.example/1). "
        "Nachfragen können Sie hier: Telefon 01999 555-0, stadt@town.example."
    )


def test_next_step_prefers_the_contact_page_to_a_department() -> None:
    building = page(9, "Bauen", "Bauordnung, Telefon 01999 555-410")
    assert "555-0" in next_step("Wie wird das Wetter?", "de", [], [building, HALL])
    assert "555-410" in next_step("Wie wird das Wetter?", "de", [], [building])


def test_next_step_prefers_the_contact_of_the_page_itself() -> None:
    text = "Der Hund wird hier angemeldet. Tel.: 01999 555-77"
    said = next_step("Wo wird ein Hund geimpft?", "de", [page(3, "Hunde", text)], [HALL])
    assert "01999 555-77" in said
    assert "555-0" not in said


def test_next_step_names_no_page_about_something_else() -> None:
    said = next_step("Wie wird das Wetter morgen?", "de", [DOGS], [HALL])
    assert "Hundesteuer" not in said
    assert "stadt@town.example" in said


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("Wann findet die Weihnachtsfeier statt?", None),
        ("Was kostet ein Laufband für zu Hause?", None),
        ("Wer gewann die Herbstregatta im letzten Jahr?", "Herbstregatta"),
        ("Gibt es WLAN im Saal?", "Bootshaus mieten"),
        ("Habt ihr Drachenboote?", "Unsere Boote"),
    ],
)
def test_next_step_goes_by_what_the_question_is_about(question: str, title: str | None) -> None:
    pages = [
        page(11, "Herbstregatta", "Sie findet am 10. Oktober statt. Der Start kostet 18 Euro."),
        page(12, "Bootshaus mieten", "Der Saal kostet 150 Euro für einen Tag."),
        page(13, "Unsere Boote", "Es liegen vier Achter in der Halle."),
    ]
    told = [page(14 + n, question, question, kind="ticket") for n in range(6)]
    said = next_step(question, "de", [*told, *pages], [])
    assert (f"[{title}]" if title else "") in said
    assert bool(said) is bool(title)


def test_next_step_leads_to_a_page_in_the_persons_language_first() -> None:
    turkish = page(4, "Köpek", "Köpek vergisi 96 avro.", language="tr")
    said = next_step("Köpek okulu ne kadar?", "tr", [DOGS, turkish], [])
    assert said == "Konuya en yakın sayfa: [Köpek](https://town.example/4)."


def test_next_step_sends_nobody_to_another_persons_ticket() -> None:
    ticket = page(5, "Mein Hund", "Hund weg, Telefon 01999 777-1", kind="ticket")
    assert next_step("Wo ist mein Hund?", "de", [ticket], [ticket]) == ""


def test_next_step_writes_a_file_as_its_title_and_escapes_addresses() -> None:
    file = page(6, "Hunde", "Hunde und Katzen", url="handbook/hunde.md")
    odd = page(7, "Hunde", "Hunde und Katzen", url="https://town.example/a (1)")
    assert next_step("Hunde?", "de", [file], []) == "Am ehesten passt die Seite „Hunde“."
    assert "(https://town.example/a%20%281%29)" in next_step("Hunde?", "de", [odd], [])


def test_next_step_takes_no_date_or_sum_for_a_phone_number() -> None:
    hours = page(7, "Zeiten", "Hunde 9:00 - 18:00, 10:00 - 16:30 Uhr")
    assert "Telefon" not in next_step("Hunde?", "de", [hours], [hours])
    dates = page(8, "Termine", "Hunde am 09.01.2027, PLZ 05987, 0,50 Euro, 2026/2027")
    assert "Telefon" not in next_step("Hunde?", "de", [dates], [dates])
