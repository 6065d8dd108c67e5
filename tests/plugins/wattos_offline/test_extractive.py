from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pytest

from tests.plugins.wattos_offline.loaded import loaded
from tests.plugins.wattos_offline.passages import DOG_TAX, LEASH, passage
from wattos.errors import Unavailable
from wattos.llm import ChatDelta, ChatRequest, Passage, WarmableProvider
from wattos_offline.embedder import Read
from wattos_offline.encoder import Encoder
from wattos_offline.extractive import SAMPLE, ExtractiveProvider
from wattos_offline.process import Task

OPENING = passage(
    "Mittwoch und Samstag 14–17 Uhr, Sonntag 11–17 Uhr. Im Januar ist das Museum geschlossen.",
    "Heimatmuseum",
    "Öffnungszeiten",
)
BRING = passage(
    "bisheriger Personalausweis\nein digitales Lichtbild\nbei Kindern: Einverständnis der Eltern",
    "Personalausweis beantragen",
    "Das bringen Sie mit",
)


@pytest.fixture(scope="module")
def words() -> Encoder:
    return Encoder(loaded("use"))


@pytest.fixture(scope="module")
def provider(words: Encoder) -> ExtractiveProvider:
    return ExtractiveProvider(units=loaded("e5"), words=words)


async def ask(
    provider: ExtractiveProvider, question: str, *passages: Passage, language: str = "de"
) -> list[ChatDelta]:
    request = ChatRequest(
        model="extractive", question=question, language=language, passages=passages
    )
    return [delta async for delta in provider.stream(request)]


def said(deltas: Sequence[ChatDelta]) -> str:
    return "".join(delta.text for delta in deltas)


async def test_answer_quotes_the_row_that_was_asked_for(provider: ExtractiveProvider) -> None:
    deltas = await ask(provider, "Was kostet ein zweiter Hund?", DOG_TAX, LEASH)
    assert "zweiter Hund – Steuer im Jahr: 144,00 Euro" in said(deltas)
    assert "jeder weitere" not in said(deltas)
    (quote,) = deltas[0].quotes
    assert quote.passage == 1
    assert "zweiter Hund | 144,00 Euro" in DOG_TAX.text[quote.start : quote.end]


async def test_answer_marks_every_part_with_its_passage(provider: ExtractiveProvider) -> None:
    deltas = await ask(provider, "Wann müssen Hunde im Wald an die Leine?", DOG_TAX, LEASH)
    assert "1. April" in said(deltas)
    markers = [int(number) for number in re.findall(r"\[(\d+)\]", said(deltas))]
    assert markers == [quote.passage for delta in deltas for quote in delta.quotes]


async def test_answer_is_short_and_from_few_passages(provider: ExtractiveProvider) -> None:
    many = [
        passage(f"Ein Hund kostet im Bezirk {n} genau {n}0 Euro Steuer.", "Steuer", number=n)
        for n in range(1, 9)
    ]
    deltas = await ask(provider, "Was kostet die Steuer für einen Hund?", *many)
    assert len(said(deltas).split()) <= 65
    assert len({quote.passage for delta in deltas for quote in delta.quotes}) <= 3


async def test_answer_adds_no_sentence_of_another_page_about_something_else(
    provider: ExtractiveProvider,
) -> None:
    news = passage("Das Projekt kostete 640.000 Euro.", "Neues Rathaus", number=2)
    deltas = await ask(provider, "Was kostet ein zweiter Hund?", DOG_TAX, news)
    assert {quote.passage for delta in deltas for quote in delta.quotes} == {1}


async def test_answer_abstains_when_the_subject_is_missing(provider: ExtractiveProvider) -> None:
    deltas = await ask(provider, "Wie viele Parkplätze hat das Krankenhaus?", DOG_TAX, LEASH)
    assert [delta.abstained for delta in deltas] == [True]
    assert said(deltas) == ""


async def test_answer_abstains_without_passages(provider: ExtractiveProvider) -> None:
    assert [delta.abstained for delta in await ask(provider, "Was kostet das?")] == [True]


async def test_answer_gives_the_whole_list_of_things_to_bring(provider: ExtractiveProvider) -> None:
    deltas = await ask(provider, "Welche Unterlagen brauche ich für den Personalausweis?", BRING)
    assert said(deltas).startswith("Das bringen Sie mit:\n\n- bisheriger Personalausweis\n- ")
    assert "Einverständnis" in said(deltas)


async def test_answer_to_two_questions_answers_both(provider: ExtractiveProvider) -> None:
    fees = passage(
        "Ab 24 Jahren kostet der Personalausweis 46,00 Euro.",
        "Personalausweis beantragen",
        "Gebühr",
    )
    asked = "Was kostet ein Personalausweis und was muss ich mitbringen?"
    text = said(await ask(provider, asked, fees, BRING))
    assert "46,00 Euro" in text
    assert "ein digitales Lichtbild" in text


async def test_answer_gives_the_whole_table_when_no_row_is_named(
    provider: ExtractiveProvider,
) -> None:
    deltas = await ask(provider, "Wie hoch ist die Hundesteuer?", DOG_TAX)
    assert all(amount in said(deltas) for amount in ("96,00", "144,00", "192,00"))


async def test_answer_tells_the_hours_with_the_sentence_that_names_the_place(
    provider: ExtractiveProvider,
) -> None:
    deltas = await ask(provider, "Wann hat das Museum geöffnet?", OPENING)
    assert "14–17 Uhr" in said(deltas)


async def test_answer_frames_a_quote_in_another_language(provider: ExtractiveProvider) -> None:
    question = "How much is the tax for a second dog?"
    deltas = await ask(provider, question, DOG_TAX, LEASH, language="en")
    assert said(deltas).startswith("The German page “Hundesteuer” says (original):\n\n> ")
    assert "144,00 Euro" in said(deltas)


async def test_answer_prefers_the_current_page_to_the_archive(provider: ExtractiveProvider) -> None:
    old = passage("Der Eintritt kostet 4,00 Euro.", "Freibad (Archiv)", number=1)
    new = passage("Der Eintritt kostet 5,50 Euro.", "Freibad", number=2, score=2.9)
    deltas = await ask(provider, "Was kostet der Eintritt ins Freibad?", old, new)
    assert said(deltas).startswith("Der Eintritt kostet 5,50 Euro.")


async def test_answer_never_quotes_what_somebody_asked(provider: ExtractiveProvider) -> None:
    asked = passage(
        "Mein Passwort ist abgelaufen, wie ändere ich das Passwort?",
        "Passwort abgelaufen",
        source_kind="ticket",
    )
    replied = passage(
        "Neues Passwort im Portal gesetzt.",
        "Passwort abgelaufen",
        "Antwort",
        number=2,
        document=1,
        source_kind="ticket",
    )
    deltas = await ask(provider, "Wie ändere ich mein Passwort?", asked, replied)
    assert {quote.passage for delta in deltas for quote in delta.quotes} == {2}


async def test_answer_needs_no_encoder() -> None:
    class Broken:
        language_gap = 0.0

        async def encode(self, task: Task, texts: Sequence[str]) -> Any:
            raise Unavailable("The model does not answer.", given=f"{task}, {len(texts)}")

        async def read(self, question: str, texts: Sequence[str]) -> list[Read]:
            raise Unavailable("The model does not answer.", given=f"{len(texts)} texts")

    provider = ExtractiveProvider(units=Broken(), words=Broken())
    deltas = await ask(provider, "Was kostet ein zweiter Hund?", DOG_TAX, LEASH)
    assert "144,00 Euro" in said(deltas)


async def test_encoder_finds_translations_alike_and_keeps_them(words: Encoder) -> None:
    vectors = await words.encode("passage", ["library", "Bibliothek", "Müll"])
    again = await words.encode("passage", ["Müll", "Bibliothek"])
    assert again.tolist() == [vectors[2].tolist(), vectors[1].tolist()]
    assert vectors[0] @ vectors[1] > 0.7 > vectors[0] @ vectors[2]


async def test_answer_finds_words_of_the_same_meaning(provider: ExtractiveProvider) -> None:
    music = passage(
        "Für Klavier und Schlagzeug gibt es Wartelisten. Freie Plätze gibt es bei Oboe und Horn.",
        "Musikschule",
        "Plätze",
    )
    deltas = await ask(provider, "Gibt es für Schlaginstrumente eine Wartezeit?", music, LEASH)
    assert "Wartelisten" in said(deltas)


async def test_answer_survives_strange_passages(provider: ExtractiveProvider) -> None:
    strange = passage(" | \n\n???\n\n" + "x" * 5000 + " " + "1" * 5000, number=2)
    deltas = await ask(provider, "Was kostet ein zweiter Hund?", DOG_TAX, strange)
    assert "144,00 Euro" in said(deltas)


async def test_provider_says_what_it_is(provider: ExtractiveProvider) -> None:
    assert (provider.prefix, provider.generative, provider.region) == ("offline", False, "local")


async def test_provider_answers_its_sample_when_it_is_warmed(provider: ExtractiveProvider) -> None:
    assert isinstance(provider, WarmableProvider)
    await provider.warm()
    sample = [delta async for delta in provider.stream(SAMPLE)]
    assert "37 Euro" in said(sample)


ID_CARD = passage(
    "Personalausweis ab 24 Jahren | 46,00 Euro\nPersonalausweis unter 24 Jahren | 27,60 Euro",
    "Personalausweis beantragen",
    "Gebühren",
    number=2,
    rows=(
        "Ausweis: Personalausweis ab 24 Jahren, Gebühr: 46,00 Euro",
        "Ausweis: Personalausweis unter 24 Jahren, Gebühr: 27,60 Euro",
    ),
)
LIBRARY_CARD = passage(
    "Erwachsene zahlen 22 Euro im Jahr. Eine Monatskarte kostet 4 Euro.",
    "Stadtbibliothek",
    "Ausweis",
)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("What does an identity card cost?", "en"),
        ("How much is an ID card?", "en"),
        ("Kimlik kartı ne kadar?", "tr"),
    ],
)
async def test_answer_across_languages_stands_under_what_was_asked_for(
    provider: ExtractiveProvider, question: str, language: str
) -> None:
    deltas = await ask(provider, question, LIBRARY_CARD, ID_CARD, language=language)
    assert "46,00 Euro" in said(deltas)
