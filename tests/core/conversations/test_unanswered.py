"""From questions nobody could answer to answers that an editor verified."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from httpx import AsyncClient

from wattos.conversations import asked_questions, understood_as, understood_questions
from wattos.database import tenant_scope
from wattos.events import TurnCompleted
from wattos.knowledge import NewDocument
from wattos.platform import Platform
from wattos.replay import REPLAY_JOB, ReplayRequest
from wattos.testing import ScriptedModel

UNANSWERED = "/api/analytics/unanswered"
SOURCE = {"url": "https://kreis.example/jagd", "title": "Jagdschein"}


async def ask(
    platform: Platform, tenant: UUID, model: ScriptedModel, question: str, answer: str
) -> UUID:
    """The turn in which the model gave `answer`."""
    turns: list[UUID] = []
    model.queue(answer)
    await platform.conversations.ask(
        tenant, question, on_accepted=lambda accepted: turns.append(accepted.turn_id)
    )
    return turns[0]


async def listed(client: AsyncClient, **params: Any) -> list[dict[str, Any]]:
    answer = await client.get(UNANSWERED, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()["questions"]


async def test_unanswered_questions_are_one_row_each_until_somebody_verifies_an_answer(
    platform: Platform, tenant: UUID, client: AsyncClient, scripted_model: ScriptedModel
) -> None:
    no = "[NO_ANSWER]"
    await ask(platform, tenant, scripted_model, "Was kostet ein Angelschein?", no)
    await ask(platform, tenant, scripted_model, "Wie teuer ist ein Angelschein?", no)
    other = await ask(platform, tenant, scripted_model, "Was kostet ein Jagdschein?", "Nichts.")
    await ask(platform, tenant, scripted_model, "Wo ist das Rathaus?", "Am Markt.")
    await platform.conversations.give_feedback(
        tenant, other, kind="thumb", value=-1, comment="falsch"
    )

    first, second = await listed(client)
    assert (first["question"], first["count"]) == ("Wie teuer ist ein Angelschein?", 2)
    assert (first["reasons"], first["open"]) == ({"refused": 2}, True)
    assert (second["reasons"], second["turns"][0]["comment"]) == ({"thumbs_down": 1}, "falsch")
    assert len(await listed(client, reason="thumbs_down")) == 1
    assert await listed(client, channel="web") == []

    path = f"/api/v1/conversations/turns/{other}/verified-answer"
    draft = (await client.get(path)).json()
    assert (draft["question"], draft["answer"]) == ("Was kostet ein Jagdschein?", "Nichts.")
    body = {"answer": "Ein Jagdschein kostet 35 Euro [1].", "sources": [SOURCE]}
    verified = (await client.post(path, json=body)).json()
    assert (verified["question"], verified["origin_turn_id"]) == (draft["question"], str(other))

    assert [q["question"] for q in await listed(client, only_open=True)] == [first["question"]]
    again: TurnCompleted = await platform.conversations.ask(tenant, "Wie teuer ist ein Jagdschein?")
    assert str(again.verified_answer_id) == verified["id"]
    assert [citation.url for citation in again.citations] == [SOURCE["url"]]
    (conversation, *_) = await platform.conversations.list(tenant)
    messages = await platform.conversations.history(tenant, conversation.id)
    assert str(messages[-1].verified_answer_id) == verified["id"]

    # An answer that no longer holds leaves its question open.
    its_path = f"/api/v1/verified-answers/{verified['id']}"
    for stop, start in (("archive", "restore"), ("expire", "renew")):
        assert (await client.post(f"{its_path}/{stop}")).status_code == 200
        opened = {q["question"]: q for q in await listed(client, only_open=True)}
        assert opened[draft["question"]]["verified_answer_id"] is None
        assert (await client.post(f"{its_path}/{start}", json={})).status_code == 200
        assert len(await listed(client, only_open=True)) == len(opened) - 1


async def test_follow_up_waits_for_its_answer_in_words_that_stand_alone(
    platform: Platform, tenant: UUID, client: AsyncClient, scripted_model: ScriptedModel
) -> None:
    turns: list[UUID] = []
    for question, answer in (
        ("Wann hat das Hallenbad geöffnet?", "Von 8 bis 12 Uhr."),
        ("und am Samstag?", "[NO_ANSWER]"),
    ):
        scripted_model.queue(answer)
        await platform.conversations.ask(
            tenant,
            question,
            conversation="bad",
            on_accepted=lambda accepted: turns.append(accepted.turn_id),
        )

    whole = "Wann hat das Hallenbad am Samstag geöffnet?"
    [waiting] = await listed(client)
    assert (waiting["question"], waiting["turns"][0]["typed"]) == (whole, "und am Samstag?")
    async with tenant_scope(tenant):
        asked = await asked_questions(days=1, limit=10)
    assert [(one.text, one.typed) for one in asked][1] == (whole, "und am Samstag?")
    conversation_id = UUID(waiting["turns"][0]["conversation_id"])
    assert (await understood_questions(tenant, conversation_id))[turns[1]] == whole
    assert await understood_as(tenant, conversation_id, "und am Samstag? ") == whole

    path = f"/api/v1/conversations/turns/{turns[1]}/verified-answer"
    verified = (await client.post(path, json={"answer": "Von 9 bis 18 Uhr."})).json()
    assert verified["question"] == whole
    again = await platform.conversations.ask(tenant, whole)
    assert str(again.verified_answer_id) == verified["id"]

    scripted_model.queue("Von 8 bis 12 Uhr.")
    replay = await platform.replays.create(tenant, ReplayRequest(last=10, verified=False))
    await platform.jobs.run_inline(tenant, REPLAY_JOB, {"replay_id": str(replay.id)})
    report = await platform.replays.report(tenant, replay.id)
    told = {item.turn_id: (item.question, item.typed, item.new_answer) for item in report.items}
    assert told[turns[1]] == (whole, "und am Samstag?", "Von 9 bis 18 Uhr.")


async def test_corrected_answer_keeps_only_sources_that_say_it(
    platform: Platform, tenant: UUID, client: AsyncClient, scripted_model: ScriptedModel
) -> None:
    new = NewDocument(
        space_id=await platform.knowledge.ensure_space(tenant),
        source_kind="file",
        url="angeln.txt",
        data=b"Ein Angelschein kostet 20 Euro.",
        media_type="text/plain",
    )
    added = await platform.knowledge.add(tenant, new)
    await platform.knowledge.process(tenant, [added.document_id])
    said = "Ein Angelschein kostet 20 Euro [1]."
    for body, stay in (
        ({}, True),
        ({"answer": "Für 20 Euro gibt es einen Angelschein [1]."}, True),
        ({"answer": "Ein Angelschein kostet 25 Euro [1]."}, False),
        ({"answer": "Ein Angelschein kostet 25 Euro [1].", "sources": [SOURCE]}, True),
    ):
        question = "Was kostet ein Angelschein?"
        turn = await ask(platform, tenant, scripted_model, question, said)
        path = f"/api/v1/conversations/turns/{turn}/verified-answer"
        verified = (await client.post(path, json=body)).json()
        assert (len(verified["sources"]), "[1]" in verified["answer"]) == (stay, stay)
        await platform.verified.archive(tenant, UUID(verified["id"]))


async def test_verifying_a_refusal_needs_an_answer(
    platform: Platform, tenant: UUID, client: AsyncClient, scripted_model: ScriptedModel
) -> None:
    turn = await ask(platform, tenant, scripted_model, "Was kostet ein Angelschein?", "[NO_ANSWER]")
    path = f"/api/v1/conversations/turns/{turn}/verified-answer"
    assert (await client.post(path, json={})).status_code == 400
    assert (await client.post(path, json={"answer": "20 Euro"})).status_code == 201


async def test_verify_command_stores_lists_and_stops_answers(
    platform: Platform, tenant: UUID, scripted_model: ScriptedModel
) -> None:
    editor = await platform.access.create_user(
        tenant, email="editor@example.org", password="a long password", roles=["editor"]
    )

    async def say(text: str) -> str:
        done = await platform.conversations.ask(tenant, text, user_id=editor.id, language="de")
        return done.text

    saved = await say("verify Was kostet ein Angelschein? = Er kostet 20 Euro.")
    assert "**Was kostet ein Angelschein?**" in saved
    (answer,) = await platform.verified.list(tenant)
    assert answer.owner_id == editor.id
    assert "in Gebrauch" in await say("verify list angel")
    assert "nicht mehr verwendet" in await say(f"verify expire {answer.id}")
    assert "abgelaufen" in await say("verify list")
    assert "list" in await say("verify expire nonsense")
    assert "geprüfte Antwort" in await say("help")
