from __future__ import annotations

import msgspec
import pytest

from tests.core.agents.conftest import Bench
from wattos.agents import HistoryMessage
from wattos.agents.organisation import own_question, stands_alone

CONTACT, WAY, HOURS = "Impressum", "Anfahrt", "Öffnungszeiten"


@pytest.mark.parametrize(
    ("question", "language", "found_by"),
    [
        ("Wo seid ihr?", "de", CONTACT),
        ("wo is euer laden", "de", CONTACT),
        ("Wie kann ich Sie telefonisch erreichen?", "de", CONTACT),
        ("Habt ihr eine E-Mail-Adresse?", "de", CONTACT),
        ("Wie lautet Ihre Adresse?", "de", CONTACT),
        ("Telefonnummer Rathaus", "de", CONTACT),
        ("Where are you located?", "en", CONTACT),
        ("What is your phone number?", "en", CONTACT),
        ("Size nasıl ulaşabilirim?", "tr", CONTACT),
        ("İletişim", "tr", CONTACT),
        ("Wie komme ich zu euch?", "de", WAY),
        ("How do I get to you?", "en", WAY),
        ("Nasıl gelebilirim?", "tr", WAY),
        ("Öffnungszeiten", "de", HOURS),
        ("Habt ihr sonntags auf?", "de", HOURS),
        ("wann seid ihr da", "de", HOURS),
        ("Wann schließt ihr heute?", "de", HOURS),
        ("Are you open on Sundays?", "en", HOURS),
        ("Pazar günü açık mısınız?", "tr", HOURS),
    ],
)
def test_question_about_the_organisation_is_told_by_what_finds_its_page(
    question: str, language: str, found_by: str
) -> None:
    own = own_question(question, language, "de")
    assert own is not None
    assert any(found_by in query for query in own.queries)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Wo ist das Freibad?", "de"),
        ("Wo ist das?", "de"),
        ("Wann hat das Bürgerbüro auf?", "de"),
        ("Wie erreiche ich das Ordnungsamt?", "de"),
        ("Wie komme ich ins Freibad?", "de"),
        ("Wie kann ich meine Adresse ändern?", "de"),
        ("Wo finde ich das Formular?", "de"),
        ("Kann ich am 24. zu euch kommen?", "de"),
        ("Gibt es Parkplätze?", "de"),
        ("Where do I get a parking permit?", "en"),
        ("How do I contact the registry office?", "en"),
        ("How do I register my address?", "en"),
        ("Kütüphane nerede?", "tr"),
    ],
)
def test_question_about_anything_else_is_none(question: str, language: str) -> None:
    assert own_question(question, language, "de") is None


def test_query_is_in_the_organisations_language_and_the_wording_in_the_askers() -> None:
    own = own_question("How do I get to you?", "en", "tr")
    assert own is not None
    assert own.wording == "Directions: how to get here?"
    assert own.queries == ("Ulaşım: otobüs, tren veya araba ile, otopark",)


@pytest.mark.parametrize(
    ("question", "language", "alone"),
    [
        ("Wann habt ihr heute auf?", "de", True),
        ("Wie lautet Ihre Adresse?", "de", True),
        ("What is your phone number?", "en", True),
        ("Telefon numaranız nedir?", "tr", True),
        ("Öffnungszeiten?", "de", False),
        ("Und die Adresse?", "de", False),
        ("Gibt es bei euch Tee?", "de", False),
    ],
)
def test_question_that_addresses_the_organisation_leans_on_nothing(
    question: str, language: str, alone: bool
) -> None:
    assert stands_alone(question, language) is alone


async def test_conversation_about_something_else_does_not_touch_it(bench: Bench) -> None:
    await bench.publish()
    for asked, searched in (
        ("Wann habt ihr auf?", "Wann habt ihr auf?"),
        ("Öffnungszeiten?", "Freibad: Öffnungszeiten?"),
    ):
        bench.model.queue("Um acht [1].")
        history = (HistoryMessage(role="person", text="Was kostet das Freibad?"),)
        await bench.ask(asked, history=history)
        assert bench.model.last_request.question == searched


async def test_search_for_the_organisation_goes_for_its_pages_first(bench: Bench) -> None:
    await bench.publish()
    bench.model.queue("Am Markt [1].")
    await bench.ask("Wo seid ihr?")
    assert bench.shelf.queries[-1] == "Wo seid ihr?"
    assert any("Impressum" in query for query in bench.shelf.queries[:-1])
    passages = bench.model.last_request.passages
    assert [passage.text for passage in passages] == [hit.text for hit in bench.shelf.hits]


async def test_page_that_names_the_house_is_read_beside_those_of_contacts(bench: Bench) -> None:
    await bench.publish()
    shelf = bench.shelf
    shelf.hits = [shelf.hit(f"Ansprechperson {number}", number) for number in range(30)]
    for asked, found in (("Wann ist das Rathaus offen?", True), ("Wann habt ihr auf?", False)):
        shelf.found_by[asked] = [shelf.hit("Von 8 bis 13 Uhr.", 40)]
        bench.model.queue("Ab acht [1].")
        await bench.ask(asked)
        texts = [passage.text for passage in bench.model.last_request.passages]
        assert ("Von 8 bis 13 Uhr." in texts) is found


async def test_model_gets_the_way_in_words_that_pages_use(bench: Bench) -> None:
    await bench.publish()
    bench.model.queue("Mit dem Bus [1].")
    await bench.ask("Wie komme ich zu euch?")
    assert bench.model.last_request.question == "Anfahrt?"
    assert "Wie komme ich zu euch?" in bench.model.last_request.messages[-1].text


async def test_way_to_the_organisation_leaves_out_ways_to_other_places(bench: Bench) -> None:
    await bench.publish()
    pool, house = bench.shelf.hits[0], bench.shelf.hits[1]
    bench.shelf.hits[:] = [
        msgspec.structs.replace(pool, title="Freibad"),
        msgspec.structs.replace(house, title="So erreichen Sie uns"),
    ]
    bench.model.queue("Mit dem Bus [1].")
    await bench.ask("Wie komme ich zu euch?")
    assert [p.title for p in bench.model.last_request.passages] == ["So erreichen Sie uns"]
    bench.model.queue("Am Markt [1].")
    await bench.ask("Wo seid ihr?")
    assert len(bench.model.last_request.passages) == 2
