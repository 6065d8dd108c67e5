from __future__ import annotations

from collections.abc import AsyncGenerator
from uuid import UUID

import msgspec
import pytest
import pytest_asyncio

from tests.core.agents.conftest import OFFICE, Bench
from tests.mail_server import Mailbox
from tests.plugins.wattos_contact.conftest import RECIPIENT
from wattos.agents import HistoryMessage
from wattos.database import fetch, new_id, tenant_scope
from wattos.platform import Platform
from wattos_contact.plugin import register_tools

QUESTION = "Wie hoch ist der Kirchturm?"


@pytest_asyncio.fixture(loop_scope="session")
async def bench(mailing: Platform, tenant: UUID) -> AsyncGenerator[Bench]:
    """An agent with the tool, and a model that finds nothing."""
    bench = Bench(tenant, OFFICE, tools=register_tools(mailing))
    bench.model.generative = False
    await bench.publish(tools=("contact",))
    yield bench


async def calls(tenant: UUID) -> list[str]:
    async with tenant_scope(tenant):
        return [row["state"] for row in await fetch("select state from tool_call order by id")]


async def unanswered(bench: Bench, conversation: UUID, question: str = QUESTION) -> None:
    bench.model.queue(abstained=True)
    await bench.ask(question, conversation_id=conversation, turn_id=new_id())


async def test_agent_offers_to_pass_an_unanswered_question_on(bench: Bench) -> None:
    bench.model.queue(abstained=True)
    answer = await bench.ask(QUESTION, conversation_id=new_id())
    assert answer.abstained
    assert "Soll ich Ihre Frage an unser Team weitergeben?" in answer.text
    assert bench.shown == answer.text
    (suggestion,) = answer.suggestions
    assert (suggestion.action, suggestion.label) == ("tool:contact", "Frage weitergeben")


async def test_address_in_the_reply_sends_one_mail_without_a_model(
    bench: Bench, mailbox: Mailbox, tenant: UUID
) -> None:
    conversation = new_id()
    await unanswered(bench, conversation)
    answer = await bench.ask(
        "anna@example.org",
        conversation_id=conversation,
        turn_id=new_id(),
        history=(HistoryMessage(role="person", text=QUESTION),),
    )

    (mail,) = mailbox.mails
    assert mail["To"] == RECIPIENT
    assert mail["Reply-To"] == "anna@example.org"
    body = mail.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert QUESTION in body.decode()
    assert answer.text == "Ich habe Ihre Frage weitergegeben. Unser Team meldet sich bei Ihnen."
    assert not answer.abstained
    assert len(bench.model.requests) == 1
    assert await calls(tenant) == ["succeeded"]


async def test_repeated_turn_sends_no_second_mail(
    bench: Bench, mailbox: Mailbox, tenant: UUID
) -> None:
    conversation, turn = new_id(), new_id()
    await unanswered(bench, conversation)
    await bench.ask("anna@example.org", conversation_id=conversation, turn_id=turn)
    # A crash after the mail: the turn runs again, and its offer is pending again.
    async with tenant_scope(tenant):
        await fetch("update agent_run set state = 'running' where turn_id = $1", turn)
    await bench.ask("anna@example.org", conversation_id=conversation, turn_id=turn)
    await unanswered(bench, conversation)
    await bench.ask("anna@example.org", conversation_id=conversation, turn_id=new_id())
    assert len(mailbox.mails) == 1


async def test_yes_asks_for_the_address_and_keeps_the_question(
    bench: Bench, mailbox: Mailbox
) -> None:
    conversation = new_id()
    await unanswered(bench, conversation)
    answer = await bench.ask("Ja, bitte.", conversation_id=conversation)
    assert "Mailadresse oder Telefonnummer" in answer.text
    await bench.ask("0351 1234567", conversation_id=conversation)
    (mail,) = mailbox.mails
    body = mail.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert QUESTION in body.decode()
    assert "0351 1234567" in body.decode()


async def test_no_ends_the_offer(bench: Bench, mailbox: Mailbox) -> None:
    conversation = new_id()
    await unanswered(bench, conversation)
    answer = await bench.ask("Nein danke", conversation_id=conversation)
    assert answer.text == "In Ordnung. Kann ich sonst noch helfen?"
    bench.model.queue("Hallo!")
    await bench.ask("anna@example.org", conversation_id=conversation)
    assert mailbox.mails == []


async def test_other_question_after_the_offer_is_answered(bench: Bench) -> None:
    conversation = new_id()
    await unanswered(bench, conversation)
    bench.model.queue("Am Samstag ist es geschlossen [1].")
    answer = await bench.ask(
        "Ist das Bürgerbüro am 01.02.2027 offen?", conversation_id=conversation
    )
    assert answer.citations


async def test_lost_connection_leaves_an_unknown_outcome_and_no_second_mail(
    bench: Bench, mailbox: Mailbox, tenant: UUID
) -> None:
    conversation, turn = new_id(), new_id()
    mailbox.vanish_after_data = True
    await unanswered(bench, conversation)
    answer = await bench.ask("anna@example.org", conversation_id=conversation, turn_id=turn)
    assert "versuche es deshalb nicht noch einmal" in answer.text
    assert await calls(tenant) == ["unknown"]

    mailbox.vanish_after_data = False
    await unanswered(bench, conversation)
    answer = await bench.ask("anna@example.org", conversation_id=conversation, turn_id=new_id())
    assert "versuche es deshalb nicht noch einmal" in answer.text
    assert len(mailbox.mails) == 1


@pytest.mark.parametrize("fault", ["refuse_recipient", "refuse_data"])
async def test_refused_mail_is_told_and_can_be_tried_again(
    bench: Bench, mailbox: Mailbox, tenant: UUID, fault: str
) -> None:
    conversation = new_id()
    setattr(mailbox, fault, True)
    await unanswered(bench, conversation)
    answer = await bench.ask("anna@example.org", conversation_id=conversation, turn_id=new_id())
    assert answer.text == "Das hat leider nicht geklappt."
    assert await calls(tenant) == ["failed"]

    setattr(mailbox, fault, False)
    await unanswered(bench, conversation)
    await bench.ask("anna@example.org", conversation_id=conversation, turn_id=new_id())
    assert len(mailbox.mails) == 1


async def test_server_that_is_not_there_is_a_failure_without_addresses(
    mailing: Platform, tenant: UUID
) -> None:
    mailing.mail.smtp = msgspec.structs.replace(mailing.mail.smtp, port=9)
    bench = Bench(tenant, OFFICE, tools=register_tools(mailing))
    await bench.publish(tools=("contact",))
    conversation = new_id()
    await unanswered(bench, conversation)
    await bench.ask("anna@example.org", conversation_id=conversation)
    async with tenant_scope(tenant):
        (row,) = await fetch("select state, error from tool_call")
    assert row["state"] == "failed"
    assert "@" not in row["error"]


async def test_nothing_is_offered_without_a_recipient_or_a_mail_server(
    mailing: Platform, platform: Platform, tenant: UUID
) -> None:
    (tool,) = register_tools(mailing)
    (without_server,) = register_tools(platform)
    assert tool.available is not None
    assert without_server.available is not None
    assert await tool.available(tenant)
    assert not await without_server.available(tenant)
    await platform.plugins.change_settings(tenant, "wattos_contact", {"recipient": "nobody"})
    assert not await tool.available(tenant)
