"""Pages of conversations, agents and knowledge, used as their people use them."""

from __future__ import annotations

import html
import json
import re
from typing import Any
from uuid import UUID

import httpx

from tests.admin_ui.wattos_admin.conftest import SignIn, send
from wattos.access import Actor
from wattos.conversations import Accepted
from wattos.knowledge import KnowledgeFilter, NewDocument
from wattos.platform import Platform
from wattos.replay import REPLAY_JOB
from wattos.verified import VerifiedContent

SOMEBODY = Actor(kind="system", id="test")


async def add(platform: Platform, tenant: UUID, name: str, text: str) -> UUID:
    space = await platform.knowledge.ensure_space(tenant)
    new = NewDocument(
        space_id=space, source_kind="file", url=name, data=text.encode(), media_type="text/plain"
    )
    added = await platform.knowledge.add(tenant, new)
    await platform.knowledge.process(tenant, [added.document_id])
    return added.document_id


async def ask(platform: Platform, tenant: UUID, question: str) -> Accepted:
    asked: list[Accepted] = []
    await platform.conversations.ask(tenant, question, on_accepted=asked.append)
    return asked[0]


async def entries(client: httpx.AsyncClient) -> list[str]:
    """The names of the pages in the navigation."""
    shown = (await client.get("/admin/start")).text
    navigation = shown.partition("<nav")[2].partition("</nav>")[0]
    return re.findall(r'<a href="/admin/([^"]+)"', navigation)


async def test_navigation_grows_from_four_entries_with_what_there_is(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient, scripted_model: Any
) -> None:
    first = ["start", "knowledge", "people", "settings"]
    assert await entries(owner) == first
    assert "Or look at the example city" in (await owner.get("/admin")).text
    await add(platform, tenant, "bath.txt", "The bath opens at nine.")
    material = ["start", "knowledge", "insight", "agents", "channels", "people", "settings"]
    assert await entries(owner) == material
    assert "1 document has been read already." in (await owner.get("/admin")).text
    assert "This is not your website" in (await owner.get("/admin/site")).text
    scripted_model.queue("At nine.")
    await ask(platform, tenant, "When does the bath open?")
    asked = ["start", "home", "review", "conversations", "questions", "answers", *material[1:]]
    assert await entries(owner) == asked
    assert (await owner.get("/admin")).url.path == "/admin/home"


async def test_uploads_are_private_until_the_form_says_that_they_are_published(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient
) -> None:
    said = {False: "No, of contacts only", True: "Yes, contacts of people stay"}
    for room in ("knowledge", "start"):
        page, name = f"/admin/{room}", f"{room}.txt"
        box = re.search(r'<input[^>]+name="published"[^>]*>', (await owner.get(page)).text)
        assert box is not None
        assert "checked" not in box[0]
        for ticked in (False, True):  # the same bytes again: the tick alone is something new
            fields = {"published": "yes"} if ticked else {}
            files = {"files": (name, b"The caretaker is Erika Muster.")}
            await send(owner, f"{page}/files", files, page="/admin/knowledge", **fields)
            stored = next(
                one for one in await platform.knowledge.documents(tenant) if one.url == name
            )
            assert stored.published is ticked
            shown = (await owner.get(f"/admin/knowledge/{stored.id}")).text
            assert said[ticked] in shown
            assert said[not ticked] not in shown


async def test_knowledge_is_searched_filtered_paged_and_exported(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient
) -> None:
    assert "Nothing has been read yet" in (await owner.get("/admin/knowledge")).text
    await add(platform, tenant, "bad.txt", "The pool opens at nine.")
    await add(platform, tenant, "empty.txt", "")
    found = (await owner.get("/admin/knowledge?q=bad")).text
    assert "bad.txt" in found
    assert "empty.txt" not in found
    failed = (await owner.get("/admin/knowledge?state=failed&sort=title")).text
    assert "empty.txt" in failed
    assert "1 entry" in failed
    assert "every 5s" not in failed  # nothing moves any more
    space = await platform.knowledge.ensure_space(tenant)
    new = NewDocument(space_id=space, source_kind="file", url="later.txt", data=b"Later.")
    await platform.knowledge.add(tenant, new)
    assert "every 5s" in (await owner.get("/admin/knowledge")).text
    table = (await owner.get("/admin/knowledge?format=csv")).text
    assert table.startswith("\ufeffTitle,Address,State,Reason")
    assert (await owner.get("/admin/knowledge?sort=evil;&page=-1&state=x")).is_success


async def test_document_shows_its_passages_and_is_deleted(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient
) -> None:
    document = await add(platform, tenant, "pool.txt", "The pool opens at nine.")
    here = f"/admin/knowledge/{document}"
    assert "The pool opens at nine." in (await owner.get(here)).text
    hits = await owner.get("/admin/knowledge/search", params={"q": "When does the pool open?"})
    assert here in hits.text
    assert "<dt>Words</dt><dd>pool</dd>" in hits.text
    answer = await send(owner, f"{here}/delete", page=here)
    assert "The document was deleted." in answer.text
    assert (await owner.get(here)).status_code == 404


async def test_conversation_is_found_replayed_taken_over_and_given_back(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient, scripted_model: Any
) -> None:
    assert "Nobody has asked" in (await owner.get("/admin/conversations")).text
    scripted_model.queue("It opens at nine.")
    asked = await ask(platform, tenant, "When does the pool open?")
    scripted_model.queue("That is another matter.")
    await ask(platform, tenant, "Something else entirely?")
    found = (await owner.get("/admin/conversations?q=pool")).text
    here = f"/admin/conversations/{asked.conversation_id}"
    assert here in found
    assert "1 entry" in found
    assert "Something else" not in found
    assert "It opens at nine." in (await owner.get(here)).text
    events = (await owner.get(f"{here}/turns/{asked.turn_id}")).text
    assert "Question taken up" in events
    assert "turn.completed" in events
    taken = await send(owner, f"{here}/owner/human", page=here)
    assert "A person answers" in taken.text
    undo = re.search(r'action="([^"]+/owner/bot)"', taken.text)
    assert undo is not None
    assert "The agent answers" in (await send(owner, undo[1], page=here)).text
    replied = await send(owner, f"{here}/reply", page=here, text="At ten today.", repeat_key="1")
    assert "At ten today." in replied.text
    assert "A person answers" in replied.text
    exported = await owner.get(f"{here}/export")
    assert exported.text.startswith("\ufeffWhen,Who,Message,Sources")
    assert "Colleague,At ten today." in exported.text
    await platform.conversations.set_owner(tenant, asked.conversation_id, "paused", actor=SOMEBODY)
    waiting = re.search(r'href="(/admin/conversations\?outcome=waiting[^"]*)"', await home(owner))
    assert waiting is not None
    assert "1 entry" in (await owner.get(html.unescape(waiting[1]))).text


async def home(client: httpx.AsyncClient) -> str:
    return (await client.get("/admin/home")).text


async def test_persons_reply_becomes_a_verified_answer(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient
) -> None:
    asked = await ask(platform, tenant, "Is the pool heated?")
    here = f"/admin/conversations/{asked.conversation_id}"
    await send(owner, f"{here}/reply", page=here, text="Yes, to 24 °C [1].", repeat_key="1")
    shown = (await owner.get(here)).text
    form = shown.rpartition("Keep as a verified answer")[2]
    assert 'name="question" required data-most="1000" value="Is the pool heated?"' in form
    assert ">Yes, to 24 °C.</textarea>" in form
    action = re.search(r'action="([^"]+/verify)"', form)
    assert action is not None
    given = {"question": "Is the pool heated?", "answer": "Yes, to 24 °C."}
    assert "from now on" in (await send(owner, action[1], page=here, **given)).text
    said: list[Accepted] = []
    await platform.conversations.ask(tenant, "Is the pool heated?", on_accepted=said.append)
    *_, answer = await platform.conversations.history(tenant, said[0].conversation_id)
    assert (answer.text, answer.verified_answer_id is not None) == ("Yes, to 24 °C.", True)


async def test_conversation_page_brings_what_is_said_meanwhile_once(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient, scripted_model: Any
) -> None:
    scripted_model.queue("It opens at nine.")
    asked = await ask(platform, tenant, "When does the pool open?")
    here = f"/admin/conversations/{asked.conversation_id}"

    def poll(shown: httpx.Response) -> str:
        found = re.search(r'hx-get="([^"]+/news[^"]+)"', shown.text)
        assert found is not None
        return html.unescape(found[1])

    opened = await owner.get(here)
    assert (await owner.get(poll(opened))).status_code == 204
    await platform.conversations.replies.reply(
        tenant,
        asked.conversation_id,
        "At ten today.",
        repeat_key="1",
        actor=Actor(kind="system", id="test"),
    )
    news = await owner.get(poll(opened))
    assert "At ten today." in news.text
    assert "It opens at nine." not in news.text
    assert "A person answers" in news.text
    assert f"{here}/owner/bot" in news.text
    assert (await owner.get(poll(news))).status_code == 204
    await platform.conversations.set_owner(tenant, asked.conversation_id, "bot", actor=SOMEBODY)
    assert "The agent answers" in (await owner.get(poll(news))).text


async def test_home_says_what_happened_and_what_nobody_could_answer(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient
) -> None:
    await ask(platform, tenant, "Is the pool heated?")
    shown = (await owner.get("/admin/home?days=7")).text
    assert "Is the pool heated?" in (await owner.get("/admin/home/unanswered?days=7")).text
    assert "Conversations that began in the period" in shown
    drawn = re.search(r'data-chart="bar" data-series="([^"]+)"', shown)
    assert drawn is not None
    assert len(json.loads(html.unescape(drawn[1]))["labels"]) == 8  # days without a question too
    behind = re.search(r'href="(/admin/conversations\?[^"]*outcome=refused[^"]*)"', shown)
    assert behind is not None
    assert "1 entry" in (await owner.get(behind[1].replace("&amp;", "&"))).text
    counted = re.findall(r'<td><a href="(/admin/conversations[^"]*day=[^"]*)">(\d+)</a>', shown)
    assert [number for _, number in counted] == ["1"]
    on_that_day = (await owner.get(counted[0][0].replace("&amp;", "&"))).text
    assert "1 entry" in on_that_day
    assert "Any day" in on_that_day
    cost = re.search(r'href="(/admin/home/calls\?[^"]*sort=-cost_usd)"', shown)
    assert cost is not None
    calls = await owner.get(html.unescape(cost[1]))
    assert "1 entry" in calls.text
    conversation = re.search(
        r'<td><a href="(/admin/conversations/[^"]+)">Is the pool heated', calls.text
    )
    assert conversation is not None
    assert len((await owner.get(f"{calls.url}&format=csv")).text.splitlines()) == 2
    elsewhere = (await owner.get("/admin/home?days=many&channel=web&agent=none")).text
    assert "What is counted" in elsewhere
    assert 'data-chart="bar"' not in elsewhere


async def test_agent_is_made_changed_published_and_brought_back(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient
) -> None:
    made = await send(owner, "/admin/agents", page="/admin/agents", name="Pool advice")
    here = made.url.path
    kept = await send(owner, f"{here}/versions", page=here, instructions="Be brief.", tone="kind")
    assert "Version 2 is kept as a draft." in kept.text
    assert (
        "Nothing was changed."
        in (
            await send(owner, f"{here}/versions", page=here, instructions="Be brief.", tone="kind")
        ).text
    )
    await send(owner, f"{here}/publish/1", page=here)
    published = await send(owner, f"{here}/publish/2", page=here)
    assert f'action="{here}/publish/1"' in published.text
    agent = await platform.agents.by_slug(tenant, "pool-advice")
    assert agent.published_version == 2
    assert "Archived" in (await send(owner, f"{here}/state/archived", page=here)).text


async def test_agent_is_renamed_given_a_voice_a_part_of_the_material_and_a_chat(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient
) -> None:
    here = (await send(owner, "/admin/agents", page="/admin/agents", name="Pool")).url.path
    agent_id = UUID(here.rpartition("/")[2])
    for voice in ("anna", "berta"):
        about = {"name": "Pool advice", "description": "For swimmers.", "voice_id": voice}
        assert voice in (await send(owner, f"{here}/about", page=here, **about)).text
    agent = await platform.agents.get(tenant, agent_id)
    assert (agent.name, agent.description) == ("Pool advice", "For swimmers.")
    assert [one.voice_id for one in await platform.agents.characters(tenant)] == ["berta"]
    nameless = await send(owner, f"{here}/about", page=here, name=" ")
    assert "An agent needs a name." in nameless.text

    await send(owner, f"{here}/versions", page=here, kind_page="yes", kind_file="yes")
    newest = (await platform.agents.versions(tenant, agent_id))[0].spec
    assert newest.knowledge == KnowledgeFilter(source_kinds=("page", "file"))
    await send(owner, f"{here}/versions", page=here)
    assert (await platform.agents.versions(tenant, agent_id))[0].spec.knowledge is None

    await send(owner, f"{here}/publish/1", page=here)
    assert "Make a chat for this agent" in (await owner.get(here)).text
    chat = await send(owner, "/admin/channels", page=here, name="Pool", agent_id=str(agent_id))
    assert f'href="{chat.url.path}"' in (await owner.get(here)).text
    trial = await owner.get(f"{here}/try/1")
    assert 'data-key="wtl_' in trial.text
    assert trial.headers["cache-control"] == "no-store"


async def test_publishing_shows_first_which_answers_change(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient, scripted_model: Any
) -> None:
    scripted_model.queue("It opens at nine.")
    await ask(platform, tenant, "When does the pool open?")
    (agent,) = await platform.agents.list(tenant)
    here = f"/admin/agents/{agent.id}"
    await send(owner, f"{here}/versions", page=here, instructions="Be brief.")
    assert f'action="{here}/replays/2"' in (await owner.get(here)).text
    asked = await send(owner, f"{here}/replays/2", page=here)
    assert "sse-connect=" in asked.text
    assert "/publish/2" not in asked.text
    (replay,) = await platform.replays.list(tenant)
    assert replay.job_id is not None
    await platform.jobs.cancel(tenant, replay.job_id)  # no later test's worker shall run it
    checked = VerifiedContent(question="What does a ticket cost?", answer="4 euros.")
    verified = await platform.verified.create(tenant, checked)
    scripted_model.queue("A ticket costs 5 euros.")  # what the sources alone say
    scripted_model.queue("At nine.")
    await platform.jobs.run_inline(tenant, REPLAY_JOB, {"replay_id": str(replay.id)})
    shown = await owner.get(str(asked.url))
    assert "It opens at nine." in shown.text
    assert "<p>At nine.</p>" in shown.text
    assert "1 answered otherwise" in shown.text
    assert "The sources alone give other numbers" in shown.text
    assert f'href="/admin/answers/{verified.id}"' in shown.text
    published = await send(owner, f"{here}/publish/2", page=str(asked.url))
    assert "Version 2 answers from now on." in published.text
    assert f'action="{here}/replays/2"' in (await owner.get(here)).text  # after a page has changed
    other = f"/admin/agents/{replay.id}/replays/{replay.id}"
    assert (await owner.get(other)).status_code == 404


async def test_viewer_sees_no_conversations_and_changes_nothing(
    platform: Platform, tenant: UUID, sign_in: SignIn
) -> None:
    await ask(platform, tenant, "Is anybody there?")
    viewer = await sign_in("viewer")
    shown = (await viewer.get("/admin/agents")).text
    assert "/admin/conversations" not in shown
    assert "New agent" not in shown
    begin = (await viewer.get("/admin/start")).text
    assert "Nothing has been read yet." in begin
    assert "/admin/start/" not in begin
    refused = await viewer.get("/admin/conversations")
    assert refused.status_code == 403
    assert "not for your role" in refused.text
    assert (await send(viewer, "/admin/agents", page="/admin/agents", name="x")).status_code == 403


async def test_question_is_answered_while_the_page_looks_on(
    platform: Platform, owner: httpx.AsyncClient, worker: None, scripted_model: Any
) -> None:
    scripted_model.queue("Right <b>away</b>.")
    asked = await send(owner, "/admin/turns", page="/admin/agents", question="Can you hear me?")
    path = re.search(r'sse-connect="([^"]+)"', asked.text)
    assert path is not None
    stream = (await owner.get(path[1])).text
    assert "event: said" in stream
    assert "Right &lt;b&gt;away" in stream
    assert stream.endswith("event: end\ndata: \n\n")


async def test_conversation_is_tagged_found_by_it_and_untagged(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient
) -> None:
    asked = await ask(platform, tenant, "When does the pool open?")
    await ask(platform, tenant, "Who marries us?")
    here = f"/admin/conversations/{asked.conversation_id}"
    tagged = await send(owner, f"{here}/tags/add", page=here, tag="Summer & pool")
    assert "Summer &amp; pool" in tagged.text
    found = await owner.get("/admin/conversations", params={"tag": "Summer & pool"})
    assert "1 entry" in found.text
    assert "Who marries us?" not in found.text
    assert "1 to 40" in (await send(owner, f"{here}/tags/add", page=here, tag=" ")).text
    await send(owner, f"{here}/tags/remove", page=here, tag="Summer & pool")
    assert "Summer" not in (await owner.get(here)).text
