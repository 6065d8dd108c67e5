from __future__ import annotations

import msgspec
import pytest

from tests.plugins.wattos_offline.passages import DOG_TAX, LEASH, passage
from wattos_offline.embedder import USE_MULTILINGUAL, LocalEmbedder
from wattos_offline.encoder import Encoder
from wattos_offline.meaning import kin_of, language_gaps, senses_of, subjects_of
from wattos_offline.question import understand

ENGLISH = passage("Every dog needs a licence.", "Dogs", language="en", number=3)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder(LocalEmbedder(USE_MULTILINGUAL))


async def test_subjects_compare_headings_of_other_languages_alone(encoder: Encoder) -> None:
    question = understand("How high is the tax for a dog?", "en")
    library = passage("Eine Karte kostet 4 Euro.", "Bücherei", number=4)
    dog, books, own = await subjects_of(question, [DOG_TAX, library, ENGLISH], encoder)
    assert dog > 0 > books
    assert own == 0.0


async def test_senses_keep_their_places_among_texts_that_are_not_compared(
    encoder: Encoder,
) -> None:
    question = understand("How high is the tax for a dog?", "en")
    texts = ["Die Hundesteuer beträgt 96 Euro.", "dog tax", "Das Bad öffnet um 9 Uhr."]
    near, own, far = await senses_of(question, texts, [True, False, True], encoder)
    assert near > far
    assert own == 0.0


async def test_kin_of_half_a_term_counts_less_where_the_whole_term_stands(
    encoder: Encoder,
) -> None:
    question = understand("Where do I get a drill permit?", "en")
    half = passage("Die Bohrmaschine leihen wir aus.", "Werkzeug")
    whole = passage("Die Bohrgenehmigung erteilt das Amt.", "Bohrgenehmigung", number=2)
    drill = next(n for n, each in enumerate(question.asked) if each.word.text == "drill")
    alone = (await kin_of(question, [half], encoder))[drill]
    beside = (await kin_of(question, [half, whole], encoder))[drill]
    machine = next(stem for stem in alone if stem.startswith("bohrm"))
    assert 0 < beside[machine] < alone[machine]


async def test_kin_of_two_words_is_not_what_one_of_them_means_alone(encoder: Encoder) -> None:
    question = understand("How many English books are there?", "en")
    shelves = passage("48.000 Bücher und Spiele auf drei Etagen.", "Bücherei")
    english, books = await kin_of(question, [shelves], encoder)
    book = next(stem for stem, worth in books.items() if stem == "buch" and worth > 0)
    assert book not in english


def test_language_gaps_give_back_more_to_the_language_of_more_passages() -> None:
    turkish = msgspec.structs.replace(LEASH, language="tr")
    gaps = language_gaps([DOG_TAX, LEASH, LEASH, turkish], 0.04)
    assert gaps == {"de": pytest.approx(0.03), "tr": pytest.approx(0.01)}
