from __future__ import annotations

import numpy as np
import pytest

from wattos_offline.e5_model import E5Model
from wattos_offline.reader import MOST_TOKENS, Reader, token_states

HEADINGS = "Strom › Tarife und Preise"
QUESTION = "Ab wann ist der Strom nachts billiger?"
ANSWER = f"{HEADINGS}\nAls Nachtzeit gilt 22 bis 6 Uhr."
BESIDE = (
    f"{HEADINGS}\nNachtstrom kostet 19,80 Cent je Kilowattstunde.",
    f"{HEADINGS}\nDer Grundpreis beträgt 9,80 Euro im Monat.",
    f"{HEADINGS}\nDie Kündigung beim alten Anbieter erledigen wir.",
)


@pytest.fixture(scope="module")
def model() -> E5Model:
    """The installed weights, which take a second to unpack."""
    return E5Model()


@pytest.fixture(scope="module")
def reader(model: E5Model) -> Reader:
    return Reader(model)


@pytest.mark.parametrize(
    ("question", "best"),
    [
        (QUESTION, ANSWER),
        ("From what time is electricity cheaper at night?", ANSWER),
        ("nachtstrom preis kwh", BESIDE[0]),
        ("Muss ich selbst kündigen?", BESIDE[2]),
    ],
)
def test_reader_tells_the_answer_from_what_stands_beside_it(
    reader: Reader, question: str, best: str
) -> None:
    texts = [*BESIDE, ANSWER]
    assert texts[int(reader.read(question, texts)[:, 1].argmax())] == best


def test_reader_doubts_a_text_that_names_the_subject_alone(reader: Reader) -> None:
    answered, unanswered = (
        reader.read(question, [ANSWER])[0, 1]
        for question in (QUESTION, "Wer hat den Nachtstrom in Ellerau erfunden?")
    )
    assert answered > unanswered + 1


def test_reader_gives_the_embedders_own_cosine(reader: Reader, model: E5Model) -> None:
    cosines = model.passage([ANSWER, *BESIDE]) @ model.query([QUESTION])[0]
    assert reader.read(QUESTION, [ANSWER, *BESIDE])[:, 0] == pytest.approx(cosines, abs=2e-3)


def test_reader_reads_a_text_alike_alone_among_others_and_again(reader: Reader) -> None:
    (alone,) = reader.read(QUESTION, [ANSWER])
    among = reader.read(QUESTION, [BESIDE[0], ANSWER, BESIDE[1], ANSWER])
    assert among[1] == pytest.approx(alone, abs=0.02)
    assert among[3] == pytest.approx(among[1])


def test_reader_takes_the_first_of_several_lines_for_headings(model: E5Model) -> None:
    (_, _, none), (_, headed, heads), (_, long, most) = token_states(
        model, "passage", ["22 bis 6 Uhr", "Nachtzeit\n22 bis 6 Uhr", "Wort " * 90 + "\nEnde"]
    )
    assert none == 0
    assert len(headed) - heads == len(model.tokens("22 bis 6 Uhr")) + 1  # and the mark of the end
    assert len(long) == MOST_TOKENS
    assert most == MOST_TOKENS - 1


def test_reader_bears_any_text(reader: Reader) -> None:
    read = reader.read("?", [".", "\n", "🐶", "Wort " * 800, f"{'Titel ' * 200}\nZeile"])
    assert read.shape == (5, 2)
    assert np.isfinite(read).all()
