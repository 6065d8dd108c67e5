"""Target groups and personas, from one real analysis of a small town's pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import httpx
from markupsafe import escape

from tests.admin_ui.wattos_admin.conftest import SignIn, send
from tests.admin_ui.wattos_admin.test_pages import add
from tests.admin_ui.wattos_admin.test_verified import undo_of
from tests.plugins.wattos_insight.conftest import (
    QuotingModel,
    generate,
    quoting_model,
    remembered_vectors,
    town_tenant,
)
from wattos.database import execute, tenant_scope
from wattos.platform import Platform
from wattos_admin.start.state import Source, remember
from wattos_insight.schemas import AnalysisResult

__all__ = ["generate", "quoting_model", "remembered_vectors", "town_tenant"]
GROUPS, EDIT = "/admin/insight", "/admin/insight/edit"


async def test_groups_and_personas_are_read_edited_decided_and_taken_back(
    platform: Platform,
    town_tenant: UUID,
    quoting_model: QuotingModel,
    generate: Callable[[UUID], Awaitable[AnalysisResult]],
    owner: httpx.AsyncClient,
    sign_in: SignIn,
) -> None:
    assert "No groups yet" in (await owner.get(GROUPS)).text
    result = await generate(town_tenant)
    group, persona = result.target_groups[0], result.personas[0]
    shown = (await owner.get(GROUPS)).text
    assert group.evidence[0].quote[:60] in shown.replace("&#39;", "'").replace("&#34;", '"')
    assert str(escape(group.also["en"].name)) in shown
    page = (await owner.get(f"{GROUPS}/target-groups/{group.id}")).text
    assert "In German, the language" in page
    assert "What these people need first" in page
    assert "comes out again, on average of ten tries" in page
    passage = f"/admin/knowledge/{group.evidence[0].document_id}#chunk-"
    assert passage in shown
    pages = await platform.knowledge.documents(town_tenant, limit=200)
    [title] = [one.title for one in pages if one.id == group.evidence[0].document_id]
    assert f"{escape(title)}</a>" in shown
    assert "Nothing matches." in (await owner.get(f"{GROUPS}?q=findetniemand")).text
    table = (await owner.get(f"{GROUPS}?format=csv&sort=-name")).text.splitlines()[1:]
    assert len(table) == len(result.target_groups)
    assert table == sorted(table, key=str.casefold, reverse=True)
    report = await owner.get(f"{GROUPS}/report")
    assert report.headers["content-security-policy"].startswith("sandbox")
    assert group.key in report.text

    here, acts = f"{GROUPS}/target-groups/{group.id}", f"{EDIT}/target-groups/{group.id}"
    form = {"name": "Everybody with a passport", "description": group.description}
    edited = await send(owner, acts, page=here, **form)
    assert "Everybody with a passport" in edited.text
    assert "<del>" in edited.text
    back = await send(owner, undo_of(edited), page=here)
    assert "Version 3" in back.text
    assert (
        "Nothing was changed." in (await send(owner, f"{acts}/versions/1/restore", page=here)).text
    )

    await send(owner, acts, page=here, **form)
    async with tenant_scope(town_tenant):  # as if the analysis had changed its mind since
        await execute(
            "update target_group set content = jsonb_set(content, '{name}', '\"Renewers\"') "
            "- 'also' where id = $1",
            group.id,
        )
    differing = (await owner.get(here)).text
    assert "The newest analysis says something else" in differing
    taken = await send(owner, f"{acts}/differences/name/accept", page=here)
    assert "Renewers</h1>" in taken.text
    await send(owner, undo_of(taken), page=here)
    assert "Everybody with a passport</h1>" in (await owner.get(here)).text

    await persona_is_written(owner, persona.id, persona.name)
    beside = await owner.get(f"{GROUPS}/personas", params={"show": str(result.personas[-1].id)})
    assert beside.text.index(str(result.personas[-1].id)) > 0
    assert "Everybody who waits" in (await owner.get(f"{GROUPS}/personas")).text
    await viewer_reads_and_changes_nothing(await sign_in("viewer"), here, acts)
    await lost_groups_are_shown(owner, town_tenant, group.id)
    await all_of_it_goes_with_the_example(platform, owner, town_tenant)


async def persona_is_written(owner: httpx.AsyncClient, persona_id: UUID, name: str) -> None:
    """A persona keeps its words and its manner of answering."""
    here, acts = f"{GROUPS}/personas/{persona_id}", f"{EDIT}/personas/{persona_id}"
    fields = {"goals": "Everybody who waits\n\n", "length": "short", "address": "formal"}
    kept = await send(owner, acts, page=here, name=name, first_cost="yes", plain="yes", **fields)
    assert "Kept. The agent follows" in kept.text
    assert "Costs first" in kept.text
    assert '<option value="short" selected>' in kept.text
    refused = await send(owner, acts, page=here, name="")
    assert refused.status_code == 400
    labelled = await send(owner, acts, page=here, name="Muslime mit Fragen")
    assert (labelled.status_code, "This speaks of origin" in labelled.text) == (400, True)
    assert (await send(owner, f"{EDIT}/plans/{persona_id}", page=here)).status_code == 404


async def viewer_reads_and_changes_nothing(viewer: httpx.AsyncClient, here: str, acts: str) -> None:
    """Whoever may only read sees no button and is refused."""
    shown = (await viewer.get(here)).text
    assert f'href="{GROUPS}"' in shown
    assert "<fieldset disabled>" in shown
    assert "/restore" not in shown
    assert (await send(viewer, acts, page=here, name="x")).status_code == 403


async def lost_groups_are_shown(owner: httpx.AsyncClient, tenant: UUID, group_id: UUID) -> None:
    """A group that no analysis finds any more stays readable."""
    async with tenant_scope(tenant):
        await execute("update target_group set lost_at = now() where id = $1", group_id)
    assert "Lost their support" in (await owner.get(GROUPS)).text
    assert (
        "no longer finds this group" in (await owner.get(f"{GROUPS}/target-groups/{group_id}")).text
    )


async def all_of_it_goes_with_the_example(
    platform: Platform, owner: httpx.AsyncClient, tenant: UUID
) -> None:
    """Were the town the example city, then its groups, personas and agents would go with it."""
    await add(platform, tenant, "own.txt", "The office opens at nine.")
    # Housekeeping took the job that read it away long ago.
    city = Source(kind="example", job_id=uuid4(), url="https://town.example/index.html")
    await remember(platform, tenant, city)
    async with tenant_scope(tenant):  # an analysis that nobody works on
        await execute("update job set state = 'cancelled' where finished_at is null")
    await send(owner, "/admin/start/again", page="/admin/start")
    made = [one for one in await platform.agents.list(tenant) if one.persona_id is not None]
    lost, *others = sorted(made, key=lambda one: one.state != "published")
    assert (lost.state, {one.state for one in others}) == ("published", {"archived"})
    assert "<article" not in (await owner.get(GROUPS)).text
    assert "Everybody who waits" not in (await owner.get(f"{GROUPS}/personas")).text


async def test_groups_say_how_many_of_the_best_number_remain(
    town_tenant: UUID,
    quoting_model: QuotingModel,
    generate: Callable[[UUID], Awaitable[AnalysisResult]],
    owner: httpx.AsyncClient,
) -> None:
    result = await generate(town_tenant)
    kept = len(result.target_groups)

    async def tried(best: int) -> str:
        trials = [
            {"groups": best, "stability": 0.9, "silhouette": 0.2},
            {"groups": best + 1, "stability": 0.8, "silhouette": 0.2},
        ]
        async with tenant_scope(town_tenant):
            await execute(
                "update customer_analysis set trials = $2 where id = $1",
                *(result.analysis_id, trials),
            )
        return (await owner.get(GROUPS)).text

    several = f"The best number was {kept + 3}; without groups that are too small or too unsure"
    assert f"{several} {kept} remain." in await tried(kept + 3)
    assert "The best number was" not in await tried(kept)


async def test_analysis_is_started_and_followed_to_its_end(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient, worker: None, sign_in: SignIn
) -> None:
    started = await send(owner, f"{GROUPS}/analyses", page=GROUPS)
    assert "The analysis begins." in started.text
    stream = (await owner.get(f"{GROUPS}/live")).text
    assert 'hx-select="#insight"' in stream
    assert stream.endswith("event: end\ndata: \n\n")
    agent = await sign_in("agent")
    assert (await agent.get(GROUPS)).status_code == 403
    assert f'href="{GROUPS}"' not in (await agent.get("/admin/conversations")).text
