"""Lists: each can be searched, filtered, sorted, paged through and taken away as a table."""

from __future__ import annotations

import re
from uuid import UUID

import httpx

from wattos.agents import AgentSpec, NewAgent
from wattos.database import execute, tenant_scope
from wattos.platform import Platform
from wattos_crawler import store
from wattos_crawler.options import read_options

CRAWLS = "/admin/knowledge/crawls"


def rows_of(page: str) -> list[str]:
    """The first link's words in each row."""
    return re.findall(r"<tr>\s*<td><a[^>]*>([^<]*)</a>", page)


async def table(client: httpx.AsyncClient, address: str) -> list[str]:
    """The lines of a list's export without its headings."""
    answer = await client.get(f"{address}{'&' if '?' in address else '?'}format=csv")
    assert answer.headers["content-type"].startswith("text/csv")
    return answer.text.splitlines()[1:]


async def test_every_crawl_is_reached(tenant: UUID, owner: httpx.AsyncClient) -> None:
    async with tenant_scope(tenant):
        for number in range(26):
            await store.add_crawl(read_options({"url": f"https://t{number:02}.example/"}))
        await execute("update crawl set state = 'failed' where start_url like '%t25%'")
    first = (await owner.get(CRAWLS)).text
    assert "26 entries" in first
    assert rows_of(first)[0] == "t25.example"
    assert rows_of((await owner.get(f"{CRAWLS}?page=2")).text) == ["t00.example"]
    by_name = (await owner.get(f"{CRAWLS}?sort=start_url&q=T1")).text
    assert rows_of(by_name) == [f"t{number}.example" for number in range(10, 20)]
    assert rows_of((await owner.get(f"{CRAWLS}?state=failed")).text) == ["t25.example"]
    assert "Nothing matches." in (await owner.get(f"{CRAWLS}?q=nowhere")).text
    assert len(await table(owner, CRAWLS)) == 26


async def test_agents_are_found_sorted_and_exported(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient
) -> None:
    for name in ("=Zeta", "alpha"):
        await platform.agents.create(tenant, NewAgent(name=name, spec=AgentSpec()))
    listed = rows_of((await owner.get("/admin/agents?sort=-name&state=draft")).text)
    assert listed == ["alpha", "=Zeta"]
    found = (await owner.get("/admin/agents?q=ALPHA&sort=-created_at")).text
    assert rows_of(found) == ["alpha"]
    assert '<option value="-created_at" selected>Made: newest first</option>' in found
    drafts = await table(owner, "/admin/agents?state=draft&sort=name")
    assert [line.partition(",")[0] for line in drafts] == ["'=Zeta", "alpha"]


async def test_chats_plugins_and_teams_are_lists_too(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient
) -> None:
    assert "Nothing matches." in (await owner.get("/admin/channels?state=closed")).text
    plugins = (await owner.get("/admin/settings/plugins?q=crawler&health=ok")).text
    assert "1 entry" in plugins
    assert "wattos_crawler" in plugins
    assert any("wattos_web" in line for line in await table(owner, "/admin/settings/plugins"))
    waste, schools = [await platform.tenancy.create_area(tenant, n) for n in ("Waste", "Schools")]
    await platform.tenancy.create_team(tenant, waste.id, "Waste desk")
    await platform.tenancy.create_team(tenant, schools.id, "Schools desk")
    shown = (await owner.get("/admin/people/teams", params={"area": str(schools.id)})).text
    assert "Schools desk" in shown
    assert "Waste desk" not in shown
    assert await table(owner, "/admin/people/teams?sort=-area") == [
        "Waste,Waste desk,",
        "Schools,Schools desk,",
    ]


async def test_gaps_are_told_to_be_none(owner: httpx.AsyncClient) -> None:
    assert "No gap was found" in (await owner.get("/admin/insight/gaps")).text
