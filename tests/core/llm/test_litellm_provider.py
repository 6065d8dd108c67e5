from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
from importlib.metadata import distributions

import pytest
from aiohttp import ClientSession

from wattos._testing import OpenAIServer
from wattos.llm import ChatMessage, ChatRequest, ModelFailed, ToolDefinition
from wattos.llm.litellm_provider import LitellmProvider, close_clients, load_litellm
from wattos.settings import Secret

# litellm's own use of pydantic warns; as errors these warnings would become failed requests.
pytestmark = pytest.mark.filterwarnings("ignore")

REQUEST = ChatRequest(
    model="small",
    instructions="Antworte kurz.",
    messages=(ChatMessage(role="user", text="Wann?"),),
    tools=(ToolDefinition(name="search", description="Sucht.", parameters={"type": "object"}),),
)


def provider(server: OpenAIServer) -> LitellmProvider:
    """litellm itself, pointed at the fake endpoint by its OpenAI route."""
    return LitellmProvider(
        "anthropic", route="openai", api_key=Secret("sk-secret"), api_base=server.base_url
    )


async def test_provider_streams_text_and_tokens_through_litellm(
    openai_server: OpenAIServer,
) -> None:
    openai_server.queue("Ab acht Uhr.")
    deltas = [delta async for delta in provider(openai_server).stream(REQUEST)]
    assert "".join(delta.text for delta in deltas) == "Ab acht Uhr."
    tokens = [delta.tokens for delta in deltas if delta.tokens]
    assert tokens[-1].input_tokens == 12
    (received,) = openai_server.requests
    assert received.body["messages"][0] == {"role": "system", "content": "Antworte kurz."}
    assert received.headers["authorization"] == "Bearer sk-secret"


async def test_provider_streams_tool_calls_through_litellm(openai_server: OpenAIServer) -> None:
    openai_server.queue(tool_call=("search", {"query": "Müll"}))
    deltas = [delta async for delta in provider(openai_server).stream(REQUEST)]
    pieces = [delta.tool_call for delta in deltas if delta.tool_call]
    assert pieces[0].name == "search"
    assert "".join(piece.arguments for piece in pieces) == '{"query":"Müll"}'


async def test_provider_reports_a_stream_that_a_proxy_ends_in_good_order(
    openai_server: OpenAIServer,
) -> None:
    openai_server.queue("Ab acht Uhr.", cut_off_after=2)
    with pytest.raises(ModelFailed, match="before its end") as caught:
        _ = [delta async for delta in provider(openai_server).stream(REQUEST)]
    assert caught.value.reason == "broken"


@pytest.mark.parametrize(
    ("status", "reason"),
    [(401, "unauthorized"), (429, "rate-limited"), (400, "rejected"), (503, "broken")],
)
async def test_provider_names_litellms_refusals_without_their_words(
    openai_server: OpenAIServer, status: int, reason: str
) -> None:
    openai_server.queue_refusal(status, "some_code")
    with pytest.raises(ModelFailed) as caught:
        _ = [delta async for delta in provider(openai_server).stream(REQUEST)]
    assert caught.value.reason == reason
    assert "sk-secret" not in str(caught.value)
    assert len(openai_server.requests) == 1


async def test_provider_that_falls_silent_is_given_up() -> None:
    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()  # until the other side hangs up
        writer.close()

    async with await asyncio.start_server(say_nothing, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        # litellm's own timeout does not bind this route.
        silent = LitellmProvider(
            "google",
            route="gemini",
            api_key=Secret("sk-secret"),
            api_base=f"http://127.0.0.1:{port}",
            silence_seconds=0.2,
        )
        with pytest.raises(ModelFailed) as caught:
            _ = [delta async for delta in silent.stream(REQUEST)]
        assert caught.value.reason == "timeout"
        await close_clients()


@pytest.mark.parametrize("forgotten", [False, True])
async def test_closing_leaves_no_connection_of_litellm_open(
    openai_server: OpenAIServer, *, forgotten: bool
) -> None:
    await close_clients()
    before = open_sessions()
    openai_server.queue("Hallo")
    _ = [delta async for delta in provider(openai_server).stream(REQUEST)]
    cache = load_litellm().in_memory_llm_clients_cache
    for key in list(cache.cache_dict) if forgotten else ():
        cache._remove_key(key)  # as ten minutes after it was made
    opened = [session for session in open_sessions() if session not in before]
    await close_clients()
    assert opened
    assert all(session.closed for session in opened)


def open_sessions() -> list[ClientSession]:
    """Of the whole process."""
    every: list[object] = gc.get_objects()
    return [found for found in every if type(found) is ClientSession and not found.closed]


def test_exactly_one_distribution_owns_the_litellm_folder() -> None:
    owners = {
        distribution.metadata["Name"]
        for distribution in distributions()
        if any(str(file) == "litellm/__init__.py" for file in distribution.files or ())
    }
    assert owners == {"litellm"}


def test_importing_the_rooms_imports_no_model_library() -> None:
    program = (
        "import sys, wattos.llm, wattos.agents\n"
        "[getattr(m, n) for m in (wattos.llm, wattos.agents) for n in m.__all__"
        " if n != 'RoutedModel']\n"
        "heavy = ('litellm', 'pydantic_ai', 'genai_prices', 'openai')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    assert output_of(program).stdout.strip() == "[]"


def test_litellm_is_loaded_without_its_network_habits() -> None:
    program = (
        "import gc, socket\n"
        "def refuse(*args, **kwargs): raise AssertionError('litellm asked the network')\n"
        "socket.getaddrinfo = refuse\n"
        "from wattos.llm.litellm_provider import load_litellm\n"
        "print(len(load_litellm().model_cost) > 1000, gc.isenabled())"
    )
    done = output_of(program)
    assert done.stdout.strip().endswith("True True")
    assert "asked the network" not in done.stderr


def output_of(program: str) -> subprocess.CompletedProcess[str]:
    """What a fresh interpreter writes that knows no setting but where modules lie."""
    compiled = "PYTHONPYCACHEPREFIX"
    kept = {compiled: os.environ[compiled]} if compiled in os.environ else {}
    return subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path), **kept},
    )
