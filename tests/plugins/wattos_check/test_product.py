"""The check as people meet it: from a crawl to the API, the chat and the command line."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient

from tests.plugins.wattos_check.conftest import page as made_page
from tests.plugins.wattos_crawler.site import Reply, page, serve
from wattos.access import Principal
from wattos.conversations import CommandContext
from wattos.database import new_id, tenant_scope
from wattos.events import TurnEvent
from wattos.knowledge import NewDocument
from wattos.platform import Platform
from wattos.testing import signed_in
from wattos_check import store
from wattos_check.command import check_command, summary
from wattos_check.external import external_dead_links

CHECKS = "/api/v1/checks"


async def test_check_of_a_crawled_site_is_stored_and_told(
    platform: Platform, tenant: UUID, client: AsyncClient
) -> None:
    fee = "Der Personalausweis ab 24 Jahren kostet {} Euro."
    replies = {
        "/": page("Start", "/a", "/b", "/weg"),
        "/a": page("Ausweis", text=fee.format("46,00")),
        "/b": page("Pass", text=fee.format("37,00")),
    }
    async with serve(replies) as site:
        await platform.jobs.run_inline(tenant, "crawler.crawl", {"url": site.url(), "delay": 0})
        result = await platform.jobs.run_inline(tenant, "check.run", {})
        kinds = [found["kind"] for found in result["findings"]]
        assert {"contradiction", "dead-link"} <= set(kinds)
        stored = (await client.get(f"{CHECKS}/{result['id']}")).json()
        assert stored["findings"] == result["findings"]
        listed = (await client.get(CHECKS)).json()
        assert [(c["id"], c["counts"]["dead-link"], c["findings"]) for c in listed] == [
            (result["id"], 1, [])
        ]
        answer = await _typed(platform, tenant)
        assert "Hinweise** auf 3 Seiten." in answer
        assert f"({site.url('/a')})" in answer
        sections = await platform.registries.report_sections(tenant)
        section = next(entry for entry in sections if entry.name == "website_check")
        content = await section.run(tenant)
        assert content is not None
        assert content.figures["contradiction"] == 1
        assert set(content.figures) <= set(content.labels)
        assert content.items[0].quote in fee.format("46,00")


async def test_crawl_ends_with_a_check_that_says_what_changed(
    platform: Platform, tenant: UUID, worker: None, client: AsyncClient
) -> None:
    fee = "Der Personalausweis ab 24 Jahren kostet {} Euro."
    replies = {
        "/": page("Start", "/a", "/b"),
        "/a": page("Ausweis", text=fee.format("46,00")),
        "/b": page("Pass", text=fee.format("37,00")),
    }
    async with serve(replies) as site:
        crawl = {"url": site.url(), "delay": 0}
        await platform.jobs.run_inline(tenant, "crawler.crawl", crawl)
        (first,) = await _checks(client, 1)
        assert (first["counts"]["contradiction"], first["since"]) == (1, None)
        site.replies["/b"] = page("Pass", "/weg", text=fee.format("46,00"))
        await platform.jobs.run_inline(tenant, "crawler.crawl", crawl)
        second, _ = await _checks(client, 2)
    assert second["counts"].get("contradiction") is None
    assert second["since"]["previous_id"] == first["id"]
    shown = (await client.get(f"{CHECKS}/{second['id']}")).json()["since"]
    assert "contradiction" in [found["kind"] for found in shown["solved_findings"]]
    found = await platform.jobs.run_inline(tenant, "check.run", {"reuse": True})
    assert found["id"] == second["id"]
    new = [f["kind"] for f in found["findings"] if f["key"] in shown["new_keys"]]
    assert (len(new), "dead-link" in new) == (shown["new"], True)
    assert summary(found, "de").splitlines()[1] == (
        f"Seit der letzten Prüfung: {shown['new']} neu, {shown['solved']} erledigt."
    )
    sections = await platform.registries.report_sections(tenant)
    section = next(entry for entry in sections if entry.name == "website_check")
    content = await section.run(tenant)
    assert content is not None
    assert content.summary["en"].endswith(
        f"Since the last check {shown['new']} new, {shown['solved']} solved."
    )


async def test_check_is_made_anew_once_a_document_has_changed(
    platform: Platform, tenant: UUID
) -> None:
    knowledge, reuse = platform.knowledge, {"reuse": True}
    space = await knowledge.ensure_space(tenant)

    async def add(text: str) -> None:
        new = NewDocument(
            space_id=space, source_kind="page", url="https://a.example/", data=text.encode(),
            media_type="text/html",
        )  # fmt: skip
        await knowledge.process(tenant, [(await knowledge.add(tenant, new)).document_id])

    await add("<h1>Amt</h1><p>Montags offen.</p>")
    first = await platform.jobs.run_inline(tenant, "check.run", reuse)
    assert (await platform.jobs.run_inline(tenant, "check.run", reuse))["id"] == first["id"]
    assert (await platform.jobs.run_inline(tenant, "check.run", {}))["id"] != first["id"]
    await add("<h1>Amt</h1><p>Dienstags offen.</p>")
    later = await platform.jobs.run_inline(tenant, "check.run", reuse)
    async with tenant_scope(tenant):
        assert [check.pages for check in await store.list_checks(10)] == [1, 1, 1]
    assert later["since"]["previous_id"] != first["id"]


async def _checks(client: AsyncClient, count: int) -> list[dict[str, Any]]:
    """The checks once there are so many."""
    while True:
        found = (await client.get(CHECKS)).json()
        if len(found) >= count:
            return found
        await asyncio.sleep(0.05)


async def test_check_has_nothing_to_report_without_pages(platform: Platform, tenant: UUID) -> None:
    sections = await platform.registries.report_sections(tenant)
    section = next(entry for entry in sections if entry.name == "website_check")
    assert await section.run(tenant) is None


async def _typed(platform: Platform, tenant: UUID) -> str:
    user = await platform.access.create_user(
        tenant, email="chefin@example.org", password="correct horse battery", roles=["owner"]
    )

    async def emit(_event: TurnEvent) -> None:
        """Nobody watches."""

    context = CommandContext(
        tenant_id=tenant,
        principal=Principal(tenant_id=tenant, kind="user", id=str(user.id)),
        conversation_id=new_id(),
        turn_id=new_id(),
        arguments="",
        language="de",
        emit=emit,
    )
    return await check_command(platform.jobs).run(context)


async def test_check_is_started_over_http_once_at_a_time(
    platform: Platform, tenant: UUID, client: AsyncClient, server: str
) -> None:
    first = await client.post(CHECKS, json={})
    again = await client.post(CHECKS, json={})
    assert (first.status_code, first.json()) == (202, again.json())
    assert (await client.post(CHECKS, json={"x": 1})).status_code == 400
    async with signed_in(platform, tenant, server, role="viewer") as viewer:
        assert (await viewer.post(CHECKS, json={})).status_code == 403
        assert (await viewer.get(CHECKS)).status_code == 200
    assert (await client.get(f"{CHECKS}/{new_id()}")).status_code == 404


@pytest.mark.parametrize(
    ("status", "is_dead"), [(404, True), (410, True), (403, False), (500, False)]
)
async def test_external_links_are_dead_when_their_site_says_so(
    platform: Platform, status: int, is_dead: bool
) -> None:
    async with serve({"/da": page("Da"), "/ziel": Reply(status=status)}) as site:
        links = [{"url": site.url("/da"), "text": ""}, {"url": site.url("/ziel"), "text": "Ziel"}]
        links.append({"url": "http://10.0.0.1/", "text": "Intern"})
        links.append({"url": "http://xn--/kaputt", "text": "Keine Adresse"})
        pages = [made_page("Seite", "Das Ziel ist fern.", links=links)]
        found = await external_dead_links(pages, platform.settings, pause=0)
    assert [f.detail["url"] for f in found] == ([site.url("/ziel")] if is_dead else [])
