"""Questions made of the material."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from wattos.database import new_id, utcnow
from wattos.knowledge import ChunkView, DocumentView
from wattos.suggested import Candidate, headings_that_ask, mixed, question_about


def chunk(text: str, *headings: str) -> ChunkView:
    values: dict[str, Any] = {"start": 0, "end": len(text), "position": 0, "language": "de"}
    return ChunkView(id=new_id(), document_id=new_id(), text=text, heading_path=headings, **values)


DOCUMENT = DocumentView(
    id=new_id(),
    space_id=new_id(),
    source_kind="page",
    url="https://www.example.org/pass",
    title="Reisepass – Stadt Beispiel",
    language="de",
    media_type="text/html",
    state="ready",
    reason=None,
    byte_size=1,
    depth=1,
    created_at=utcnow(),
    updated_at=utcnow(),
)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Die Gebühr beträgt 37,50 Euro.", "Reisepass: Was kostet das?"),
        ("Bitte mitbringen: ein Foto.", "Reisepass: Welche Unterlagen brauche ich?"),
        ("Das Büro ist montags geöffnet.", "Reisepass: Wann ist geöffnet?"),
    ],
)
def test_question_asks_for_what_the_text_speaks_of(text: str, question: str) -> None:
    made = question_about(DOCUMENT, [chunk(text)], "de")
    assert [(one.question, one.document_id) for one in made] == [(question, DOCUMENT.id)]


def test_page_that_speaks_of_nothing_askable_gives_no_question() -> None:
    assert question_about(DOCUMENT, [chunk("Schön ist es hier.")], "de") == []
    untitled = msgspec.structs.replace(DOCUMENT, title="A")
    assert question_about(untitled, [chunk("5 Euro")], "de") == []
    news = msgspec.structs.replace(DOCUMENT, title="Das Hallenbad startet in die Saison")
    assert question_about(news, [chunk("5 Euro")], "de") == []
    contact = msgspec.structs.replace(DOCUMENT, title="So erreichen Sie uns")
    assert question_about(contact, [chunk("Das können Sie hier beantragen.")], "de") == []
    [hours] = question_about(contact, [chunk("5 Euro, montags geöffnet")], "de")
    assert hours.question == "So erreichen Sie uns: Wann ist geöffnet?"


def test_headings_that_are_questions_come_first_and_kinds_take_turns() -> None:
    headings = ("Neu und fremd hier?", "Wer bekommt kein Wohngeld?", "Wann anmelden?")
    asked = list(headings_that_ask([chunk("x", *headings)]))
    assert asked == ["Wer bekommt kein Wohngeld?"]
    [cost_a, cost_b, deadline] = [
        Candidate(question, new_id(), kind)
        for question, kind in (("A?", "fee"), ("B?", "fee"), ("C?", "deadline"))
    ]
    own = Candidate(asked[0], new_id())
    assert mixed([own], [cost_a, cost_b, deadline, cost_a]) == [own, cost_a, deadline, cost_b]
