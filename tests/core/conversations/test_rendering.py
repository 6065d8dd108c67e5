from __future__ import annotations

from typing import Any

from wattos.conversations import Capabilities
from wattos.conversations.rendering import OutgoingAnswer, render
from wattos.database import new_id
from wattos.events import Citation, Suggestion

PLAIN = Capabilities()
MARKDOWN = Capabilities(markup="markdown")


def citation(title: str, url: str, page: int | None = None) -> Citation:
    return Citation(
        url=url, title=title, quote="q", start=0, end=1, page=page,
        document_id=new_id(), chunk_id=new_id(),
    )  # fmt: skip


def answer(text: str = "Open **daily** [1].", **values: Any) -> OutgoingAnswer:
    return OutgoingAnswer(turn_id=new_id(), text=text, language="de", **values)


def suggestions(*labels: str) -> list[Suggestion]:
    return [Suggestion(action="say", label=label, text=label.upper()) for label in labels]


def test_markdown_stays_for_a_channel_that_shows_it() -> None:
    assert render(answer(), MARKDOWN) == ["Open **daily** [1]."]
    assert render(answer(), PLAIN) == ["Open daily [1]."]


def test_sources_are_listed_by_their_numbers_once_each() -> None:
    cited = [
        citation("Bürger_büro [Mitte]", "https://a.example/b_c"),
        citation("Satzung", "/docs/satzung.pdf", page=4),
        citation("Bürger_büro [Mitte]", "https://a.example/b_c"),
    ]
    (plain,) = render(answer(citations=cited), PLAIN)
    assert plain.splitlines()[2:] == [
        "Quellen:",
        "[1][3] Bürger_büro [Mitte]: https://a.example/b_c",
        "[2] Satzung, Seite 4",
    ]
    (shown,) = render(answer(citations=cited), MARKDOWN)
    assert "<https://a.example/b_c>" in shown


def test_suggestions_without_a_button_become_numbered_text() -> None:
    offered = answer(suggestions=suggestions("Ja", "Nein", "Vielleicht"))
    (shown,) = render(offered, Capabilities(buttons=1))
    assert shown.endswith("Antworten Sie mit der Nummer:\n\n1. Nein\n2. Vielleicht")
    assert "Nummer" not in render(offered, Capabilities(buttons=3))[0]


def test_disclosure_stands_before_the_answer() -> None:
    assert render(answer("Ja."), PLAIN, disclosure="A machine answers.") == [
        "A machine answers.\n\nJa."
    ]
