"""A person can see what is stored about them, and have it erased, whoever stores it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient

from tests.contract.catalogue import tenant_tables
from wattos import hookimpl
from wattos.access import Principal
from wattos.agents import AgentSpec, NewAgent, Tool, ToolContext, ToolResult
from wattos.conversations import Capabilities
from wattos.database import fetchval, new_id, tenant_scope
from wattos.errors import Conflict, InvalidInput
from wattos.platform import Platform
from wattos.testing import MemoryChannel, ScriptedModel, signed_in

SECRET = "zinnoberrot"
"""Stands in all that the person says; after an erasure no row of the tenant holds it."""


async def owner(platform: Platform, tenant: UUID) -> Principal:
    email = f"{new_id().hex}@example.org"
    user = await platform.access.create_user(
        tenant, email=email, password="a long password", roles=["owner"]
    )
    return await platform.access.principal_of_user(tenant, user.id)


async def tables_with(tenant: UUID, text: str) -> set[str]:
    """The tenant's tables in which some row holds the text."""
    found: set[str] = set()
    async with tenant_scope(tenant):
        for table in await tenant_tables():
            if await fetchval(
                f"select exists (select 1 from {table} t where t::text like $1)", f"%{text}%"
            ):
                found.add(table)
    return found


class NotePlugin:
    """Stores notes about people."""

    def __init__(self) -> None:
        self.notes = {"p1": ["likes mornings"]}
        self.fails = False

    @hookimpl
    async def export_subject(self, subject_id: str) -> dict[str, Any]:
        if self.fails:
            raise OSError("away")
        return {"notes": self.notes.get(subject_id, [])}

    @hookimpl
    async def erase_subject(self, subject_id: str) -> int:
        if self.fails:
            raise OSError("away")
        return len(self.notes.pop(subject_id, []))

    @hookimpl
    def register_tools(self) -> list[Tool]:
        import msgspec

        class Note(msgspec.Struct):
            text: str

        async def run(context: ToolContext, note: Note) -> ToolResult:
            return ToolResult(content=f"noted {note.text}")

        described = {"en": "Notes", "de": "Notiert"}
        return [Tool(name="note", description=described, parameters=Note, run=run)]


@pytest.fixture
def notes(platform: Platform) -> Any:
    """A plugin that stores something about people."""
    plugin = NotePlugin()
    name = f"notes-{new_id().hex}"
    platform.host.add(name, plugin)
    yield name, plugin
    platform.host.remove(name)


@pytest.fixture
async def talked(
    platform: Platform,
    tenant: UUID,
    memory_channel: MemoryChannel,
    scripted_model: ScriptedModel,
    notes: Any,
    worker: None,
) -> str:
    """A visitor who said something secret, was answered, used a tool and judged the answer."""
    memory_channel.capabilities = Capabilities()
    agent = await platform.agents.create(
        tenant, NewAgent(name="Noter", slug="noter", spec=AgentSpec(tools=("note",)))
    )
    await platform.agents.publish(tenant, agent.id)
    for conversation in ("p1", "p2"):
        scripted_model.queue_tool_call("note", {"text": f"{SECRET} {conversation}"})
        scripted_model.queue(f"You like {SECRET} {conversation}.")
        accepted = await memory_channel.say(
            tenant, f"My colour is {SECRET} {conversation}.", conversation=conversation,
            agent_slug="noter",
        )  # fmt: skip
        await memory_channel.wait_for(1 if conversation == "p1" else 2)
        await platform.conversations.give_feedback(
            tenant, accepted.turn_id, kind="thumb", value=1, comment=f"{SECRET} {conversation}"
        )
    return f"{memory_channel.name}:p1"


async def test_export_holds_what_every_room_and_plugin_stores(
    platform: Platform, tenant: UUID, talked: str, notes: Any
) -> None:
    name, plugin = notes
    plugin.notes[talked] = ["likes mornings"]
    export = await platform.subjects.export(talked, by=await owner(platform, tenant))
    (conversation,) = export.conversations["conversations"]
    assert conversation["channel_conversation_id"] == "p1"
    roles = [message["role"] for message in export.conversations["messages"]]
    assert roles == ["person", "agent"]
    (judged,) = export.conversations["feedback"]
    assert judged["comment"] == f"{SECRET} p1"
    (call,) = export.tool_calls
    assert call["arguments"] == {"text": f"{SECRET} p1"}
    assert export.plugins[name] == {"notes": ["likes mornings"]}
    assert export.account == {}
    assert export.incomplete == []
    assert "p2" not in str(export)


async def test_erasure_leaves_no_trace_of_the_person_and_all_of_the_others(
    platform: Platform, tenant: UUID, talked: str, notes: Any
) -> None:
    name, plugin = notes
    plugin.notes[talked] = ["one", "two"]
    by = await owner(platform, tenant)
    held = await tables_with(tenant, f"{SECRET} p1")
    assert held >= {"message", "turn_event", "inbox_message", "outbox_message", "tool_call"}
    assert held >= {"feedback", "agent_run"}
    report = await platform.subjects.erase(talked, by=by)
    assert (report.conversations, report.agent_runs, report.account) == (1, 1, 0)
    assert report.plugins[name] == 2
    assert await tables_with(tenant, f"{SECRET} p1") == set()
    assert await tables_with(tenant, talked) == set()
    assert await tables_with(tenant, f"{SECRET} p2") == held
    again = await platform.subjects.erase(talked, by=by)
    assert (again.conversations, again.plugins[name]) == (0, 0)


async def test_another_tenants_person_of_the_same_id_is_not_touched(
    platform: Platform, tenant: UUID, talked: str
) -> None:
    other = await platform.create_tenant(f"o-{new_id().hex}")
    by = await owner(platform, other.id)
    assert (await platform.subjects.export(talked, by=by)).conversations["messages"] == []
    assert (await platform.subjects.erase(talked, by=by)).conversations == 0
    assert "message" in await tables_with(tenant, f"{SECRET} p1")


async def test_user_is_exported_and_erased_with_the_account(
    platform: Platform, tenant: UUID, server: str
) -> None:
    by = await owner(platform, tenant)
    async with signed_in(platform, tenant, server, role="editor") as editor:
        me = (await editor.get("/api/auth/me")).json()
    asked = await platform.conversations.ask(tenant, f"Remember {SECRET}", user_id=UUID(me["id"]))
    assert asked.text
    export = await platform.subjects.export(me["id"].upper(), by=by)
    assert export.account["account"]["email"].startswith("editor-")
    assert export.account["roles"] == ["editor"]
    assert len(export.account["sessions"]) == 1
    assert "password" not in str(export)
    assert export.conversations["messages"][0]["text"] == f"Remember {SECRET}"
    report = await platform.subjects.erase(me["id"], by=by)
    assert (report.account, report.conversations) == (1, 1)
    assert await tables_with(tenant, SECRET) == set()
    assert me["id"] not in [str(user.id) for user in await platform.access.users(tenant)]


async def test_last_owner_cannot_be_erased_and_keeps_everything(
    platform: Platform, tenant: UUID
) -> None:
    by = await owner(platform, tenant)
    await platform.conversations.ask(tenant, f"Remember {SECRET}", user_id=by.user_id)
    with pytest.raises(Conflict):
        await platform.subjects.erase(by.id, by=by)
    assert "message" in await tables_with(tenant, SECRET)


async def test_plugin_that_fails_is_named_as_incomplete(
    platform: Platform, tenant: UUID, notes: Any
) -> None:
    name, plugin = notes
    plugin.fails = True
    by = await owner(platform, tenant)
    assert (await platform.subjects.export("p1", by=by)).incomplete == [name]
    assert (await platform.subjects.erase("p1", by=by)).incomplete == [name]
    assert plugin.notes == {"p1": ["likes mornings"]}


async def test_audit_says_that_it_happened_but_not_to_whom(
    platform: Platform, tenant: UUID, client: AsyncClient
) -> None:
    for path in ("export", "erase"):
        answer = await client.post(
            f"/api/admin/subjects/{path}", json={"subject_id": "whatsapp:+4915112345678"}
        )
        assert answer.status_code == 200, answer.text
    entries = (await client.get("/api/admin/audit")).json()
    actions = [entry["action"] for entry in entries]
    assert {"subject.exported", "subject.erased"} <= set(actions)
    assert "4915112345678" not in str(entries)
    assert await tables_with(tenant, "4915112345678") == set()


@pytest.mark.parametrize("subject_id", ["", "  ", "x" * 201, "a\x00b"])
async def test_unusable_ids_are_refused(platform: Platform, tenant: UUID, subject_id: str) -> None:
    with pytest.raises(InvalidInput):
        await platform.subjects.export(subject_id, by=await owner(platform, tenant))
