from __future__ import annotations

import os
import signal
from collections.abc import Sequence

import pytest

from tests.plugins.wattos_offline.loaded import loaded
from wattos.errors import Unavailable
from wattos_offline.embedder import LocalEmbedder
from wattos_offline.process import ModelProcess

DOG, CARD, LIBRARY = (
    "Die Hundesteuer beträgt 96 Euro im Jahr.",
    "Der Personalausweis gilt zehn Jahre.",
    "The library opens at ten.",
)


def similarity(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


@pytest.fixture(params=["e5", "use"])
def embedder(request: pytest.FixtureRequest) -> LocalEmbedder:
    return loaded(request.param)


@pytest.mark.parametrize(
    ("question", "best"),
    [("Was kostet ein Hund?", DOG), ("Kimlik kartı ne kadar geçerli?", CARD), ("books", LIBRARY)],
)
async def test_embedder_puts_a_question_beside_its_answer(
    embedder: LocalEmbedder, question: str, best: str
) -> None:
    texts = [DOG, CARD, LIBRARY]
    vectors = await embedder.embed_passages(texts)
    asked = await embedder.embed_query(question)
    scores = [similarity(asked, vector) for vector in vectors]
    assert texts[scores.index(max(scores))] == best


async def test_embedder_gives_unit_vectors_in_the_order_of_the_texts(
    embedder: LocalEmbedder,
) -> None:
    texts = [f"{DOG} " * (1 + number % 3) for number in range(20)]
    together = await embedder.embed_passages(texts)
    assert {len(vector) for vector in together} == {embedder.dimensions}
    for number in (0, 1, 2, 19):
        (alone,) = await embedder.embed_passages([texts[number]])
        assert similarity(alone, together[number]) == pytest.approx(1, abs=1e-3)


async def test_embedder_reads_texts_with_a_question_in_mind() -> None:
    embedder = loaded("e5")
    question = "Wie viel muss ich für meinen Hund zahlen?"
    read = await embedder.read(question, [CARD, DOG, "\x00"])
    assert max(range(3), key=lambda number: read[number].answers) == 1
    (alone,) = await embedder.embed_passages([DOG])
    asked = await embedder.embed_query(question)
    assert read[1].cosine == pytest.approx(similarity(asked, alone), abs=2e-3)


async def test_embedder_that_cannot_read_says_that_it_does_not_answer() -> None:
    with pytest.raises(Unavailable, match="does not answer"):
        await loaded("use").read("Wie viel?", [DOG])


@pytest.mark.parametrize("text", ["", "\x00", "a\x00b", "\ud800", "🐶", "Wort " * 800])
async def test_embedder_bears_any_text(embedder: LocalEmbedder, text: str) -> None:
    (vector,) = await embedder.embed_passages([text])
    assert similarity(vector, vector) == pytest.approx(1, abs=1e-3)
    assert len(await embedder.embed_query(text)) == embedder.dimensions


async def test_embedder_reads_beyond_a_nul(embedder: LocalEmbedder) -> None:
    clean, dirty = await embedder.embed_passages([DOG, DOG[:4] + "\x00" + DOG[4:]])
    assert similarity(clean, dirty) == pytest.approx(1, abs=1e-3)


async def test_embedder_of_nothing_gives_nothing(embedder: LocalEmbedder) -> None:
    assert list(await embedder.embed_passages([])) == []


def test_process_starts_again_when_its_child_was_killed() -> None:
    process = ModelProcess("use", 512)
    first = process.embed("query", [DOG])
    child = process.child_id
    assert child is not None
    os.kill(child, signal.SIGKILL)
    assert process.embed("query", [DOG]) == first
    assert process.child_id != child
    process.close()


def test_process_that_cannot_start_is_unavailable() -> None:
    process = ModelProcess("no-such-backend", 512)
    with pytest.raises(Unavailable, match="does not answer"):
        process.embed("query", [DOG])
