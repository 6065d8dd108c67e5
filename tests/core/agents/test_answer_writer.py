from __future__ import annotations

import pytest

from wattos.agents.answer_writer import AnswerWriter
from wattos.database import new_id
from wattos.events import CitationAdded, TextDelta, TurnEvent
from wattos.llm import Passage, Quote

TEXT = "Der Ausweis kostet 37 Euro. Er gilt zehn Jahre. Ein Foto ist nötig."


def passage(text: str = TEXT, *, start: int = 50, language: str = "de") -> Passage:
    return Passage(
        document_id=new_id(),
        chunk_id=new_id(),
        title="Ausweis",
        url="https://stadt.example/ausweis",
        text=text,
        start=start,
        end=start + len(text),
        language=language,
    )


class Screen:
    """What a person sees while a writer works."""

    def __init__(self, *passages: Passage, language: str = "de") -> None:
        self.events: list[TurnEvent] = []
        self.writer = AnswerWriter(passages, language, self._emit)

    async def _emit(self, event: TurnEvent) -> None:
        self.events.append(event)

    async def show(self, *pieces: str) -> str:
        for piece in pieces:
            await self.writer.write(piece)
        await self.writer.finish()
        return self.text

    @property
    def text(self) -> str:
        return "".join(event.text for event in self.events if isinstance(event, TextDelta))


@pytest.mark.parametrize(
    "pieces",
    [
        ("Er kostet 37 Euro [1].",),
        (
            "Er kostet 37 Euro [",
            "1",
            "].",
        ),
        tuple("Er kostet 37 Euro [1]."),
    ],
)
async def test_marker_is_understood_however_it_is_cut(pieces: tuple[str, ...]) -> None:
    screen = Screen(passage())
    assert await screen.show(*pieces) == "Er kostet 37 Euro [1]."
    (citation,) = screen.writer.citations
    assert citation.quote == "Der Ausweis kostet 37 Euro."
    assert (citation.start, citation.end) == (50, 50 + len(citation.quote))


async def test_passages_are_numbered_as_they_appear() -> None:
    other = passage("Die Abholung dauert drei Wochen.")
    screen = Screen(passage(), other)
    text = await screen.show("Die Abholung dauert drei Wochen [2]. Er kostet 37 Euro [1] [2].")
    assert text == "Die Abholung dauert drei Wochen [1]. Er kostet 37 Euro [2]."
    assert [citation.document_id for citation in screen.writer.citations] == [
        other.document_id,
        screen.writer.citations[1].document_id,
    ]
    assert [event.index for event in screen.events if isinstance(event, CitationAdded)] == [1, 2]


async def test_several_numbers_in_one_bracket_are_told_apart() -> None:
    screen = Screen(passage(), passage("Auch beim Ausweis kostet es 37 Euro."))
    assert await screen.show("Er kostet 37 Euro [1, 2].") == "Er kostet 37 Euro [1][2]."


async def test_other_statements_of_one_passage_get_quotes_of_their_own() -> None:
    screen = Screen(passage())
    await screen.show("Er kostet 37 Euro [1]. Er gilt zehn Jahre [1]. Nochmals: 37 Euro [1].")
    assert [citation.quote for citation in screen.writer.citations] == [
        "Der Ausweis kostet 37 Euro.",
        "Er gilt zehn Jahre.",
    ]


@pytest.mark.parametrize(
    "text",
    ["Siehe [hier](https://stadt.example).", "Feld[0] und [x]", "Offen [", "[12345] bleibt"],
)
async def test_brackets_that_are_no_numbers_of_sources_stay(text: str) -> None:
    screen = Screen()
    expected = text.replace("[0]", "")  # a number without a passage goes
    assert await screen.show(*text) == expected


async def test_number_in_another_language_is_believed() -> None:
    german = passage("Ein Lichtbild wird benötigt.")
    assert await Screen(german).show("Hunde zahlen Steuer [1].") == "Hunde zahlen Steuer."
    english = Screen(german, language="en")
    assert await english.show("A photo is needed [1].") == "A photo is needed [1]."
    assert english.writer.citations[0].quote == "Ein Lichtbild wird benötigt."


async def test_passage_whose_place_is_unknown_is_not_cited() -> None:
    moved = passage()
    screen = Screen(
        Passage(
            document_id=moved.document_id,
            chunk_id=moved.chunk_id,
            title="",
            url="",
            text=TEXT,
            start=0,
            end=3,
            language="de",
        )
    )
    await screen.show("Er kostet 37 Euro [1].")
    assert screen.writer.citations == []


@pytest.mark.parametrize("pieces", [("[NO_ANSWER]",), tuple(" [NO_ANSWER] Leider nicht.")])
async def test_abstention_shows_nothing_of_the_models_words(pieces: tuple[str, ...]) -> None:
    screen = Screen(passage())
    assert await screen.show(*pieces) == ""
    assert screen.writer.abstained


async def test_abstention_marker_after_an_answer_is_left_out() -> None:
    screen = Screen(passage())
    assert await screen.show(*"Er kostet 37 Euro [1]. [NO_ANSWER]") == "Er kostet 37 Euro [1]."
    assert not screen.writer.abstained


async def test_declared_quotes_are_taken_in_order_and_the_rest_is_appended() -> None:
    screen = Screen(passage())
    first, second = TEXT.index("Er gilt"), TEXT.index("Ein Foto")
    quotes = [
        Quote(passage=1, start=first, end=second - 1),
        Quote(passage=1, start=second, end=len(TEXT)),
    ]
    await screen.writer.write("Zehn Jahre. [1]", quotes)
    await screen.writer.finish()
    assert screen.text == "Zehn Jahre. [1] [2]"
    assert [citation.quote for citation in screen.writer.citations] == [
        "Er gilt zehn Jahre.",
        "Ein Foto ist nötig.",
    ]


async def test_declared_quote_outside_its_passage_is_dropped() -> None:
    screen = Screen(passage())
    await screen.writer.write(
        "Ja.", [Quote(passage=1, start=0, end=999), Quote(passage=5, start=0, end=1)]
    )
    await screen.writer.finish()
    assert screen.text == "Ja."
