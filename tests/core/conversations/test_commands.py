from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
import pytest
import pytest_asyncio

from wattos import audit
from wattos.access import Principal
from wattos.conversations import Command, CommandContext, Conversations, Question
from wattos.conversations.commands import Commands
from wattos.database import new_id
from wattos.delivery import Jobs
from wattos.errors import ConfigurationError, InvalidInput, NotFound
from wattos.events import ProgressUpdated, TurnCompleted
from wattos.platform import Platform
from wattos.testing import PASSWORD


@pytest_asyncio.fixture(loop_scope="session")
async def anna(platform: Platform, tenant: UUID) -> UUID:
    """A member of staff."""
    user = await platform.access.create_user(
        tenant, email="anna@example.org", password=PASSWORD, roles=["viewer"]
    )
    return user.id


@pytest.fixture
def type_(
    conversations: Conversations,
    jobs: Jobs,
    tenant: UUID,
    anna: UUID,
    message: Any,
    run_worker: Any,
    events_of: Any,
) -> Any:
    """`await type_("status")`: Anna types it; gives the turn's events."""

    async def run(text: str, **changes: Any) -> list[Any]:
        who = {"user_id": anna, "visitor_id": None, "language": "en", **changes}
        accepted = await conversations.accept(tenant, message(text, **who))
        async with run_worker(jobs):
            events = await events_of(conversations, tenant, accepted.turn_id)
        return [event.event for event in events]

    return run


def answer(events: list[Any]) -> str:
    assert isinstance(events[-1], TurnCompleted)
    return events[-1].text


async def test_status_counts_what_the_tenant_has(type_: Any, answers: Any) -> None:
    text = answer(await type_("status"))
    assert "- Agents: **1** published, 0 drafts" in text
    assert "- Jobs: **0** running" in text
    assert answers.asked == []


async def test_help_lists_what_the_person_may_type(
    type_: Any, conversations: Conversations, staff_rights: set[str]
) -> None:
    conversations.add_commands(
        [
            Command(
                name="costs",
                usage="costs",
                description={"en": "$"},
                permission="analytics:read",
                run=nothing,
            )
        ]
    )
    find = Command(
        name="find",
        usage={"de": "find WÖRTER", "en": "find WORDS"},
        description={"en": "?"},
        run=nothing,
    )
    conversations.add_commands([find])
    text = answer(await type_("/wattos help"))
    assert "`status`" in text
    assert "costs" not in text
    assert "`find WORDS`" in text
    assert "`find WÖRTER`" in answer(await type_("/wattos help", language="de"))


async def test_command_shows_progress_and_is_audited(
    type_: Any, conversations: Conversations, tenant: UUID, anna: UUID
) -> None:
    async def crawl(context: CommandContext) -> str:
        await context.progress("page 1", 1, 2)
        return f"crawled {context.arguments} for {context.principal.id}"

    conversations.add_commands(
        [Command(name="crawl", usage="crawl URL", description={"en": "x"}, run=crawl)]
    )
    events = await type_("crawl https://example.org/a b")
    assert answer(events) == f"crawled https://example.org/a b for {anna}"
    assert ProgressUpdated(message="page 1", done=1, total=2) in events
    entries = [e for e in await audit.entries(tenant) if e.action == "command.run"]
    assert [(e.actor_id, e.resource_id, e.outcome) for e in entries] == [(str(anna), "crawl", "ok")]
    assert "example.org" not in str(entries[0].detail)


async def test_command_without_the_right_is_refused_and_audited(
    type_: Any, staff_rights: set[str], tenant: UUID
) -> None:
    staff_rights.clear()
    assert answer(await type_("status")) == "You lack the permission `job:read` for this."
    outcomes = [e.outcome for e in await audit.entries(tenant) if e.action == "command.run"]
    assert outcomes == ["denied"]


async def test_visitor_who_types_a_command_talks_to_the_agent(type_: Any, answers: Any) -> None:
    events = await type_("status", user_id=None, visitor_id="v1")
    assert answer(events) == "You asked: status"


@pytest.mark.parametrize("text", ["help me please", "statusquo?", "what is the status"])
async def test_ordinary_sentences_of_staff_go_to_the_agent(type_: Any, text: str) -> None:
    assert answer(await type_(text)) == f"You asked: {text}"


async def test_fault_of_a_command_is_told_and_never_repeated(
    type_: Any, conversations: Conversations, tenant: UUID
) -> None:
    runs: list[str] = []

    async def refuse(context: CommandContext) -> str:
        runs.append("refuse")
        raise InvalidInput("That is no address.")

    async def crash(context: CommandContext) -> str:
        runs.append("crash")
        raise RuntimeError("inside")

    conversations.add_commands(
        [
            Command(name="refuse", usage="refuse", description={}, run=refuse),
            Command(name="crash", usage="crash", description={}, run=crash),
        ]
    )
    assert answer(await type_("refuse")) == "That is no address."
    assert answer(await type_("crash")).startswith("The command failed")
    assert runs == ["refuse", "crash"]


@pytest.mark.parametrize(
    ("language", "worded", "other"),
    [
        ("de", "Wonach?", "Das gibt es hier nicht. (Gone.)"),
        ("en", "What for?", "Gone."),
        ("tr", "Lacks words.", "Böyle bir şey burada yok. (Gone.)"),
    ],
)
async def test_errors_of_commands_are_told_in_the_persons_language(
    type_: Any, conversations: Conversations, language: str, worded: str, other: str
) -> None:
    async def find(context: CommandContext) -> str:
        raise InvalidInput("Lacks words.", told={"de": "Wonach?", "en": "What for?"})

    async def refuse(context: CommandContext) -> str:
        raise NotFound("Gone.")

    conversations.add_commands(
        [
            Command(name="find", usage="find WORDS", description={}, run=find),
            Command(name="refuse", usage="refuse", description={}, run=refuse),
        ]
    )
    assert worded in answer(await type_("find", language=language))
    assert answer(await type_("refuse", language=language)) == other


async def test_second_command_of_a_name_is_refused(conversations: Conversations) -> None:
    with pytest.raises(ConfigurationError, match="one name"):
        conversations.add_commands(
            [Command(name="status", usage="status", description={}, run=nothing)]
        )


async def nothing(context: CommandContext) -> str:
    return ""


async def test_command_that_the_tenant_has_not_is_no_command(anna: UUID, tenant: UUID) -> None:
    async def principal_of(tenant_id: UUID, user_id: UUID) -> Principal:
        return Principal(
            id=str(user_id),
            tenant_id=tenant_id,
            kind="user",
            permissions=frozenset(),
            language="de",
        )

    async def withheld(tenant_id: UUID) -> frozenset[str]:
        return frozenset({"shout"} if tenant_id == tenant else ())

    commands = Commands(principal_of, withheld)
    commands.add([Command(name="shout", usage="shout", description={}, run=nothing)])
    other = new_id()
    for tenant_id, names in ((tenant, []), (other, ["shout"])):
        who = await principal_of(tenant_id, anna)
        assert [command.name for command in await commands.permitted(who)] == names
    asked = Question(
        tenant_id=tenant,
        conversation_id=new_id(),
        turn_id=new_id(),
        attempt=1,
        text="/shout",
        history=[],
        user_id=anna,
    )
    assert await commands.match(asked) is None
    assert await commands.match(msgspec.structs.replace(asked, tenant_id=other)) is not None
