from __future__ import annotations

import pytest

from tests.core.agents.conftest import Bench
from wattos.agents.guard import SentenceGuard
from wattos.agents.sentence_check import SentenceCheck
from wattos.events import TextDelta

NOTE = "_(in den Quellen nicht belegt)_"
SUPPORTED = "Die Abholung kostet 25 Euro [2]."


async def test_guard_leaves_a_supported_and_inflected_sentence_as_it_is(bench: Bench) -> None:
    await bench.publish()
    said = "Abgeholt wird der Sperrmüll auf einen Antrag hin, das kostet 25 € [2]. Gern geschehen!"
    bench.model.queue(said)
    answer = await bench.ask("Was kostet Sperrmüll?")
    assert answer.text == said.replace("[2]", "[1]")


@pytest.mark.parametrize(
    "invented",
    [
        "Die Abholung kostet 52 Euro [2].",
        "Rufen Sie 07151 998877 an. [2]",
        "Sperrmüll wird jeden Freitag in Bahnhöfen versteigert [2].",
    ],
)
async def test_guard_marks_or_drops_what_the_source_does_not_say(
    bench: Bench, invented: str
) -> None:
    await bench.publish()
    bench.model.queue(f"{invented} {SUPPORTED}")
    marked = await bench.ask("Was kostet Sperrmüll?")
    assert marked.text.count(NOTE) == 1
    assert marked.text.index(NOTE) < marked.text.index("25 Euro")
    assert bench.shown == marked.text

    bench.events.clear()
    await bench.publish(name="Streng", unsupported="drop")
    bench.model.queue(f"{invented} {SUPPORTED}")
    dropped = await bench.ask("Was kostet Sperrmüll?")
    assert dropped.text == bench.shown == SUPPORTED.replace("[2]", "[1]")
    assert len(dropped.citations) == 1


async def test_guard_that_drops_all_ends_as_an_abstention(bench: Bench) -> None:
    await bench.publish(unsupported="drop")
    bench.model.queue("Die Abholung kostet 52 Euro [2].")
    answer = await bench.ask("Was kostet Sperrmüll?")
    assert answer.abstained
    assert "52" not in bench.shown


async def test_guard_that_drops_shows_whole_sentences_while_the_model_writes(bench: Bench) -> None:
    await bench.publish(unsupported="drop")
    bench.model.queue(f"Sperrmüll wird auf Antrag abgeholt [2]. {SUPPORTED}")
    await bench.ask("Was kostet Sperrmüll?")
    shown = [event.text for event in bench.events if isinstance(event, TextDelta)]
    assert shown == ["Sperrmüll wird auf Antrag abgeholt [1].", " Die Abholung kostet 25 Euro [2]."]


async def test_guard_leaves_small_talk_alone(bench: Bench) -> None:
    await bench.publish()
    said = "Guten Tag! Schön, dass Sie da sind. Fragen Sie alles rund um Stadt und Verwaltung."
    bench.model.queue(said)
    assert (await bench.ask("Hallo")).text == said


@pytest.mark.parametrize("size", [1, 3, 200])
def test_guard_gives_a_source_number_after_the_full_stop_to_its_sentence(size: int) -> None:
    guard = SentenceGuard(SentenceCheck([], "de", asked=""), "mark", "de")
    text = "Der Turm misst am 3. Mai 99 Meter. [1] [2]\n\nIch helfe gern."
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    shown = "".join(guard.take(piece) for piece in pieces) + guard.rest()
    assert shown == f"Der Turm misst am 3. Mai 99 Meter. [1] [2] {NOTE}\n\nIch helfe gern."
