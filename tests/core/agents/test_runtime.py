from __future__ import annotations

import asyncio
from uuid import UUID

import msgspec
import pytest

from tests.core.agents.conftest import OFFICE, Bench
from wattos.agents import AgentSpec, HistoryMessage
from wattos.database import fetch, new_id, tenant_scope
from wattos.errors import NotFound
from wattos.events import CitationAdded, Reading, TextDelta, TurnStarted
from wattos.knowledge import KnowledgeFilter
from wattos.llm import NoModelAnswered, Quote


async def runs(tenant_id: UUID) -> list[tuple[str, str | None]]:
    async with tenant_scope(tenant_id):
        rows = await fetch("select state, error from agent_run order by id")
    return [(row["state"], row["error"]) for row in rows]


async def test_runtime_answers_with_a_citation_that_stands_in_the_source(bench: Bench) -> None:
    await bench.publish()
    bench.model.queue("Es ist Montag bis Freitag von 8 bis 12 Uhr geöffnet [1].")
    answer = await bench.ask("Wann hat das Bürgerbüro offen?")

    assert answer.text == "Es ist Montag bis Freitag von 8 bis 12 Uhr geöffnet [1]."
    assert bench.shown == answer.text
    (citation,) = answer.citations
    assert citation.quote == "Es hat Montag bis Freitag von 8 bis 12 Uhr geöffnet."
    assert OFFICE[citation.start - 100 : citation.end - 100] == citation.quote
    assert (answer.language, answer.model, answer.abstained) == ("de", "scripted/one", False)
    assert answer.usage.output_tokens > 0
    assert {"retrieve_ms", "first_token_ms", "total_ms"} <= set(answer.timings)
    assert await runs(bench.tenant_id) == [("succeeded", None)]


async def test_runtime_streams_text_and_tells_a_citation_before_its_number(bench: Bench) -> None:
    await bench.publish()
    bench.model.queue("Die Abholung kostet 25 Euro [2].")
    answer = await bench.ask("Was kostet Sperrmüll?")

    kinds = [type(event) for event in bench.events]
    assert kinds.count(TextDelta) > 2
    cited = kinds.index(CitationAdded)
    before = [event.text for event in bench.events[:cited] if isinstance(event, TextDelta)]
    assert "[" not in "".join(before)
    # The second passage is the first that is cited, so it is shown as number 1.
    assert answer.text == "Die Abholung kostet 25 Euro [1]."


async def test_runtime_gives_the_model_numbered_sources_and_the_history(bench: Bench) -> None:
    await bench.publish(instructions="Hilf Bürgern.", tone="freundlich")
    bench.model.queue("Geschlossen [1].")
    history = (
        HistoryMessage(role="person", text="Wann hat das Bürgerbüro offen?"),
        HistoryMessage(role="agent", text="Von 8 bis 12 Uhr."),
    )
    await bench.ask("Und am Samstag?", history=history)

    request = bench.model.last_request
    assert [message.role for message in request.messages] == ["user", "assistant", "user"]
    assert '<source number="1" title="Seite 1">' in request.messages[-1].text
    assert "Hilf Bürgern." in request.instructions
    assert "Answer in German" in request.instructions
    assert bench.shelf.queries == ["Wann hat das Bürgerbüro am Samstag offen?"]
    assert request.question == bench.shelf.queries[0]
    assert [passage.text for passage in request.passages] == [h.text for h in bench.shelf.hits]


async def test_runtime_says_in_its_own_words_that_nothing_was_found(bench: Bench) -> None:
    await bench.publish()
    bench.model.queue("[NO_ANSWER]")
    answer = await bench.ask("How tall is the church tower?")

    assert answer.abstained
    assert answer.text == (
        "I found nothing about that in the sources I have.\n\n"
        "The closest page is [Seite 1](https://stadt.example/1)."
    )
    assert bench.shown == answer.text
    assert answer.citations == ()
    assert await runs(bench.tenant_id) == [("abstained", None)]


async def test_runtime_says_how_much_has_been_read_while_sources_are_read(bench: Bench) -> None:
    await bench.publish()
    bench.shelf.read_so_far = Reading(read=12, total=80)
    bench.model.queue("[NO_ANSWER]")
    answer = await bench.ask("Wie hoch ist der Kirchturm?")

    note = "_Gelesen sind bisher 12 von 80 Seiten; bald weiß ich mehr._"
    assert answer.text.startswith("Dazu habe ich in den vorliegenden Quellen nichts gefunden.\n\n")
    assert answer.text.endswith(f"\n\n{note}")
    assert answer.reading == Reading(read=12, total=80)

    bench.shelf.read_so_far = Reading(read=80, total=80)
    bench.model.queue("Am Samstag ist es geschlossen. [1]")
    answer = await bench.ask("Ist am Samstag offen?")
    assert answer.reading is None
    assert "80" not in answer.text


async def test_runtime_takes_quotes_and_abstention_from_a_model_that_declares_them(
    bench: Bench,
) -> None:
    await bench.publish()
    start = OFFICE.index("Am Samstag")
    quote = Quote(passage=1, start=start, end=len(OFFICE))
    bench.model.queue("Am Samstag ist es geschlossen. [1]", quotes=[quote])
    answer = await bench.ask("Ist am Samstag offen?")
    assert [citation.quote for citation in answer.citations] == ["Am Samstag ist es geschlossen."]

    bench.model.queue(abstained=True)
    answer = await bench.ask("Wie hoch ist der Kirchturm?")
    assert answer.abstained
    assert answer.text.startswith("Dazu habe ich in den vorliegenden Quellen nichts gefunden.\n\n")


async def test_runtime_drops_numbers_of_sources_that_do_not_exist_or_do_not_fit(
    bench: Bench,
) -> None:
    await bench.publish()
    bench.model.queue("Die Abholung kostet 25 Euro [7] [1] [2].")
    answer = await bench.ask("Was kostet Sperrmüll?")
    assert [citation.url for citation in answer.citations] == ["https://stadt.example/2"]
    assert "[7]" not in answer.text


async def test_runtime_finds_the_source_of_an_answer_without_numbers(bench: Bench) -> None:
    await bench.publish()
    bench.model.queue("Die Abholung von Sperrmüll kostet 25 Euro.")
    answer = await bench.ask("Was kostet Sperrmüll?")
    assert answer.text.endswith(" [1]")
    assert [citation.url for citation in answer.citations] == ["https://stadt.example/2"]


async def test_runtime_says_when_a_long_answer_has_no_source(bench: Bench) -> None:
    await bench.publish()
    bench.model.queue(" ".join(["Erfundenes"] * 30) + ".")
    answer = await bench.ask("Erzähl mir etwas über die Stadt und ihre Geschichte")
    assert answer.text.endswith("_Für diese Antwort habe ich keine Quelle gefunden._")
    assert bench.shown == answer.text


async def test_runtime_searches_what_the_version_may_know(bench: Bench) -> None:
    document = new_id()
    await bench.publish(knowledge=KnowledgeFilter(document_ids=(document,)))
    bench.model.queue("[NO_ANSWER]")
    await bench.ask("Wann?")
    for_answer, for_contact = bench.shelf.filters
    assert for_answer is not None
    assert for_answer.document_ids == (document,)
    assert for_contact == for_answer


@pytest.mark.parametrize(
    ("question", "searched"),
    [
        ("Was kostet das?", "Sperrmüll: Was kostet das?"),
        ("How much is it?", "Bulky waste: How much is it?"),
        ("Ne kadar?", "Sperrmüll: Ne kadar?"),
    ],
)
async def test_runtime_asks_a_question_that_names_nothing_of_the_versions_topic(
    bench: Bench, question: str, searched: str
) -> None:
    await bench.publish(opening_topic={"de": "Sperrmüll", "en": "Bulky waste"})
    bench.model.queue("[NO_ANSWER]")
    await bench.ask(question)
    assert bench.shelf.queries[0] == searched


async def test_runtime_switches_the_model_while_it_runs(bench: Bench) -> None:
    agent_id = await bench.publish(model="scripted/of-version")
    for _ in range(4):
        bench.model.queue("Hallo!")
    await bench.ask("Hallo", agent=agent_id)
    bench.registry.chosen_model = "scripted/of-plugin"
    await bench.ask("Hallo", agent=agent_id)
    await bench.agents.switch_model(bench.tenant_id, agent_id, "scripted/of-agent")
    await bench.ask("Hallo", agent=agent_id)
    await bench.ask("Hallo", agent=agent_id, model="scripted/of-conversation")
    assert [request.model for request in bench.model.requests] == [
        "of-version",
        "of-plugin",
        "of-agent",
        "of-conversation",
    ]


async def test_runtime_keeps_to_the_version_that_a_conversation_pinned(bench: Bench) -> None:
    agent_id = await bench.publish(instructions="Erste Fassung.")
    second = AgentSpec(instructions="Zweite Fassung.")
    await bench.agents.add_version(bench.tenant_id, agent_id, second)
    await bench.agents.publish(bench.tenant_id, agent_id)
    for _ in range(2):
        bench.model.queue("Hallo!")
    assert (await bench.ask("Hallo", agent=agent_id, agent_version=1)).agent_version == 1
    assert "Erste Fassung." in bench.model.last_request.instructions
    await bench.ask("Hallo", agent=agent_id)
    assert "Zweite Fassung." in bench.model.last_request.instructions


async def test_runtime_answers_only_as_published_agents(bench: Bench) -> None:
    agent_id = await bench.publish()
    await bench.agents.set_state(bench.tenant_id, agent_id, "archived")
    with pytest.raises(NotFound):
        await bench.ask("Hallo", agent=agent_id)
    with pytest.raises(NotFound):
        await bench.ask("Hallo", agent=agent_id, agent_version=1)


async def test_runtime_records_a_failed_run(bench: Bench) -> None:
    await bench.publish()
    bench.model.queue(failure="unreachable")
    with pytest.raises(NoModelAnswered):
        await bench.ask("Hallo")
    assert await runs(bench.tenant_id) == [("failed", "no-model-answered")]


async def test_answer_that_breaks_off_is_superseded_by_the_next_models(bench: Bench) -> None:
    await bench.publish(model="scripted/first")
    bench.model.queue("Am Samstag ist es geschlossen [1]. Die Abholung", failure="unreachable")
    bench.model.queue("Die Abholung kostet 25 Euro [2].")
    answer = await bench.ask("Was kostet Sperrmüll?", turn_id=new_id(), conversation_id=new_id())

    assert answer.text == "Die Abholung kostet 25 Euro [1]."
    assert [citation.url for citation in answer.citations] == ["https://stadt.example/2"]
    assert answer.model == "scripted/one"
    kinds = [type(event) for event in bench.events]
    anew = kinds.index(TurnStarted)
    shown = [event.text for event in bench.events[:anew] if isinstance(event, TextDelta)]
    assert "".join(shown).startswith("Am Samstag ist es geschlossen [1].")
    again = bench.events[anew]
    assert isinstance(again, TurnStarted)
    assert again.attempt == 2
    bench.events = bench.events[anew:]
    assert bench.shown == answer.text
    assert [e.index for e in bench.events if isinstance(e, CitationAdded)] == [1]
    assert answer.usage.output_tokens > 7  # those of the broken answer count
    assert await runs(bench.tenant_id) == [("succeeded", None)]


async def test_runtime_records_a_stopped_run_and_an_interrupted_one(bench: Bench) -> None:
    await bench.publish()
    turn = new_id()
    bench.model.queue("Eine lange Antwort.", hold=asyncio.Event())
    asking = asyncio.create_task(bench.ask("Hallo", turn_id=turn))
    while not bench.shown:  # noqa: ASYNC110 - the event to wait for is the turn's own
        await asyncio.sleep(0.01)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert await runs(bench.tenant_id) == [("stopped", None)]


async def test_runtime_runs_many_turns_of_one_agent_at_once(bench: Bench) -> None:
    await bench.publish()
    for _ in range(8):
        bench.model.queue("Die Abholung kostet 25 Euro [2].")
    answers = await asyncio.gather(*(bench.ask("Was kostet Sperrmüll?") for _ in range(8)))
    assert {answer.text for answer in answers} == {"Die Abholung kostet 25 Euro [1]."}
    assert msgspec.json.encode(answers[0])
