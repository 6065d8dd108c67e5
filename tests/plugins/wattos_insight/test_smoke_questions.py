"""Which questions test an agent: only such as the sources are known to answer."""

from __future__ import annotations

from uuid import UUID

import msgspec

from tests.plugins.wattos_insight.corpus import TENANT, chunks_of, units
from wattos_insight.evidence import SourceChunk
from wattos_insight.groups import form_groups
from wattos_insight.schemas import SmokeQuestion
from wattos_insight.smoke_questions import Material, smoke_questions

HANDBOOK = "Bei Frost unter minus 10 Grad schaltet das Tablet ab. Bitte im Fahrerhaus aufbewahren."


def ticket(number: int, subject: str, body: str, resolution: str = "") -> list[SourceChunk]:
    """A ticket as the parser stores it: the answer stands under a heading of its own."""
    url = f"tickets.csv#{number}"
    text = f"{body}\n{resolution}" if resolution else body
    own, *answers = chunks_of(url, subject, text, kind="ticket")
    return [
        own,
        *(msgspec.structs.replace(chunk, heading_path=(subject, "Antwort")) for chunk in answers),
    ]


def questions_of(*sources: list[SourceChunk]) -> list[SmokeQuestion]:
    found = units(chunk for source in sources for chunk in source)
    group = form_groups(found, tenant_id=TENANT, language="de", known={}).groups[0]
    return smoke_questions(group, Material(found))


def manual() -> list[SourceChunk]:
    return chunks_of("handbook/tablet.md", "Tablets", HANDBOOK, kind="file")


def id_of(source: list[SourceChunk]) -> UUID:
    return source[0].document_id


def test_request_is_a_test_where_the_handbook_says_what_helped() -> None:
    frost = ticket(
        1,
        "Tablet geht bei Frost aus",
        "Gerät auf dem Dach schaltet sich ab. Es ist minus zwölf.",
        "Unter minus 10 Grad normal. Im Fahrerhaus aufbewahren.",
    )
    lost = ticket(2, "Tablet hat einen Kratzer", "Das Glas hat einen Kratzer.", "Wird getauscht.")
    own, again = questions_of(manual(), frost, lost)
    assert own.text == "Tablet geht bei Frost aus"
    assert set(own.document_ids) == {id_of(frost), id_of(manual())}
    assert again.kind == "paraphrased"
    assert again.text.startswith("Gerät auf dem Dach")


def test_resolved_requests_stand_alone_where_there_is_no_material() -> None:
    sources = [ticket(n, f"Karte {n} ist weg", f"Karte {n} fehlt.", "Ersetzt.") for n in range(3)]
    own = [question for question in questions_of(*sources) if question.kind == "own"]
    assert [question.document_ids for question in own] == [(id_of(s),) for s in sources[:2]]


def test_nothing_is_asked_about_what_nobody_ever_answered() -> None:
    assert not questions_of(*(ticket(n, f"Karte {n} weg", f"Karte {n} fehlt.") for n in range(3)))
    talks = [
        chunks_of(f"/conversations/{n}", f"Wo ist Karte {n}?", "Wo?", kind="conversation")
        for n in range(3)
    ]
    assert not questions_of(*talks)


def test_request_without_a_kept_answer_is_a_test_where_a_page_speaks_of_it() -> None:
    page = chunks_of(
        "https://c.example/haus",
        "Bootshaus",
        "Der Saal im Bootshaus kostet am Wochenende 180 Euro.",
    )
    told = ticket(1, "Frage", "Was kostet der Saal am Wochenende?")
    untold = [ticket(n, "Frage", f"Darf mein Hund Nummer {n} im Saal baden?") for n in (2, 3)]
    found = units(chunk for source in (page, told, *untold) for chunk in source)
    group = form_groups(found[1:], tenant_id=TENANT, language="de", known={}).groups[0]
    (own,) = smoke_questions(group, Material(found))
    assert own.text == "Was kostet der Saal am Wochenende?"
    assert own.document_ids == (id_of(page),)


def test_another_page_that_answers_the_same_is_a_source_too() -> None:
    court = "Gäste zahlen für Tennis 12 Euro die Stunde. Plätze sind offen."
    pages = [
        chunks_of("https://c.example/tennis", "Tennis", court),
        chunks_of("https://c.example/fees", "Beiträge", "Tennis kostet im Monat 3 Euro extra."),
        chunks_of("https://c.example/ball", "Ballspiele", "Tennis gibt es seit 1912 im Verein."),
    ]
    asked = next(q for q in questions_of(*pages) if q.text == "Tennis: Was kostet das?")
    assert asked.document_ids == (id_of(pages[1]), id_of(pages[0]))
