"""Every registered channel keeps its word: each declared capability, as far as it applies."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest

from wattos.conversations import (
    Capabilities,
    ChannelAdapter,
    InboundMessage,
    OutboundMessage,
)
from wattos.conversations.rendering import OutgoingAnswer, render
from wattos.database import fetchval, new_id, tenant_scope
from wattos.delivery import NotSent
from wattos.errors import InvalidInput, NotSignedIn
from wattos.events import Citation, Suggestion, TurnCompleted
from wattos.platform import Platform
from wattos.testing import MemoryChannel, ScriptedModel

LONG = "\n\n".join(
    f"**Absatz {n}.** " + " ".join(f"Das ist Satz {n}.{m} der *langen* Antwort." for m in range(40))
    for n in range(8)
)


@pytest.fixture
def adapters(platform: Platform, memory_channel: MemoryChannel) -> list[ChannelAdapter]:
    """Every channel of the installation, and the one in memory."""
    found = list(platform.conversations.channels.values())
    assert memory_channel in found
    return found


@pytest.fixture
async def visitor(server: str) -> AsyncGenerator[httpx.AsyncClient]:
    """A browser that is not signed in."""
    async with httpx.AsyncClient(base_url=server) as client:
        yield client


def outbound(adapter: ChannelAdapter, tenant: UUID) -> OutboundMessage:
    return OutboundMessage(
        tenant_id=tenant,
        channel=adapter.name,
        channel_conversation_id="c",
        conversation_id=new_id(),
        text="Hello",
    )


def answer(**values: Any) -> OutgoingAnswer:
    cited = Citation(
        url="https://a.example/page", title="Seite", quote="q", start=0, end=1,
        document_id=new_id(), chunk_id=new_id(),
    )  # fmt: skip
    offered = [Suggestion(action="say", label=f"Wahl {n}") for n in range(1, 30)]
    return msgspec.structs.replace(
        OutgoingAnswer(
            turn_id=new_id(), text=LONG, language="de", citations=[cited], suggestions=offered
        ),
        **values,
    )


def test_every_listed_channel_is_registered_under_its_own_name(
    platform: Platform, adapters: list[ChannelAdapter]
) -> None:
    for adapter in adapters:
        assert re.fullmatch(r"[a-z][a-z0-9_-]*", adapter.name)
        assert platform.conversations.channels[adapter.name] is adapter
    names = {adapter.name for adapter in adapters}
    assert names == {a.name for a in platform.registries.channels()} | {adapters[-1].name}


def test_declared_capabilities_agree_with_each_other(adapters: list[ChannelAdapter]) -> None:
    for adapter in adapters:
        declared = adapter.capabilities
        assert declared.buttons >= 0
        assert declared.max_length is None or declared.max_length >= 100
        assert declared.messages_per_second is None or declared.messages_per_second > 0
        assert declared.edits or declared.streaming != "edits", adapter.name


async def test_unsigned_and_foreign_requests_are_refused(adapters: list[ChannelAdapter]) -> None:
    for adapter in adapters:
        for headers in ({}, {"authorization": "Bearer x"}, {"x-memory-tenant": str(new_id())}):
            with pytest.raises(NotSignedIn):
                await adapter.verify(headers, b"[]")


@pytest.mark.parametrize(
    "body", [b"", b"\x00\xff", b"[", b"null", b"3", b'{"text": 3}', b'[{"channel": null}]']
)
def test_unreadable_bodies_are_refused(adapters: list[ChannelAdapter], body: bytes) -> None:
    for adapter in adapters:
        with pytest.raises(InvalidInput):
            adapter.parse(body)


async def test_entry_points_are_pages_that_open(
    tenant: UUID, adapters: list[ChannelAdapter], visitor: httpx.AsyncClient
) -> None:
    for adapter in adapters:
        for label, path in await adapter.entry_points(tenant):
            assert label
            response = await visitor.get(path)
            assert response.status_code == 200, (adapter.name, path)
            assert "text/html" in response.headers["content-type"]


async def test_channel_that_reads_events_says_that_nothing_can_be_sent(
    tenant: UUID, adapters: list[ChannelAdapter]
) -> None:
    for adapter in adapters:
        if adapter.capabilities.streaming == "events":
            with pytest.raises(NotSent):
                await adapter.send(outbound(adapter, tenant))


async def test_turn_on_a_channel_ends_as_its_streaming_says(
    platform: Platform,
    tenant: UUID,
    adapters: list[ChannelAdapter],
    scripted_model: ScriptedModel,
    worker: None,
) -> None:
    for adapter in adapters:
        if adapter.capabilities.streaming != "events" and not isinstance(adapter, MemoryChannel):
            continue  # its own tests send through a stand-in of the other side
        scripted_model.queue("Das Rathaus öffnet um acht.")
        accepted = await platform.conversations.accept(
            tenant,
            InboundMessage(
                channel=adapter.name,
                channel_message_id=str(new_id()),
                channel_conversation_id=str(new_id()),
                text="Wann öffnet das Rathaus?",
            ),
        )
        events = [e.event async for e in platform.conversations.events(tenant, accepted.turn_id)]
        assert isinstance(events[-1], TurnCompleted)
        async with tenant_scope(tenant):
            written = await fetchval(
                "select count(*) from outbox_message where channel = $1", adapter.name
            )
        assert written == (0 if adapter.capabilities.streaming == "events" else 1), adapter.name


def test_messages_fit_the_declared_length_and_lose_nothing(
    adapters: list[ChannelAdapter],
) -> None:
    for capabilities in _each(adapters):
        texts = render(answer(), capabilities)
        limit = capabilities.max_length
        assert limit is None or all(len(text) <= limit for text in texts)
        assert (len(texts) > 1) is (limit is not None and limit < len(LONG))
        whole = " ".join(texts)
        for n in range(8):
            for m in range(40):
                assert f"Satz {n}.{m} " in whole


def test_text_is_in_the_declared_markup(adapters: list[ChannelAdapter]) -> None:
    for capabilities in _each(adapters):
        whole = "\n".join(render(answer(), capabilities))
        assert ("**Absatz" in whole) is (capabilities.markup == "markdown")
        assert ("*langen*" in whole) is (capabilities.markup == "markdown")
        assert "https://a.example/page" in whole


def test_every_suggestion_is_a_button_or_numbered_text(adapters: list[ChannelAdapter]) -> None:
    for capabilities in _each(adapters):
        whole = "\n".join(render(answer(), capabilities))
        shown = re.findall(r"^\d+\. Wahl (\d+)$", whole, re.MULTILINE)
        assert shown == [str(n) for n in range(capabilities.buttons + 1, 30)]


def _each(adapters: list[ChannelAdapter]) -> list[Capabilities]:
    """The registered channels' capabilities, and those of well-known kinds of channels."""
    return [adapter.capabilities for adapter in adapters] + [
        Capabilities(),
        Capabilities(max_length=160, markup="none"),
        Capabilities(max_length=4096, markup="whatsapp", buttons=3),
        Capabilities(max_length=3000, markup="mrkdwn", buttons=5, edits=True, streaming="edits"),
        Capabilities(max_length=4096, markup="html", buttons=8),
    ]
