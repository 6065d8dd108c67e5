"""Open questions become verified answers, and answers are looked after."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import httpx

from tests.admin_ui.wattos_admin.conftest import SignIn, send
from tests.admin_ui.wattos_admin.test_pages import add, ask
from wattos.conversations import InboundMessage
from wattos.database import execute, new_id, tenant_scope
from wattos.platform import Platform
from wattos.verified import VerifiedContent

QUESTIONS, ANSWERS, LEFT = "/admin/questions", "/admin/answers", "/admin/questions/left"


def undo_of(page: httpx.Response) -> str:
    """The path that takes the last step back."""
    found = re.search(r'class="flash.*?action="([^"]+)"', page.text, re.DOTALL)
    assert found is not None, page.text[:2000]
    return found[1].replace("&amp;", "&")


async def test_unanswered_question_is_counted_once_and_answered_in_one_form(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient
) -> None:
    await ask(platform, tenant, "Is the pool heated?")
    asked = await ask(platform, tenant, "Is the pool heated?")
    shown = (await owner.get(QUESTIONS)).text
    assert "1 entry" in shown
    assert 'data-label="Asked">2</td>' in shown
    assert "0 entries" in (await owner.get(f"{QUESTIONS}?q=library")).text
    table = (await owner.get(f"{QUESTIONS}?format=csv")).text
    assert "Is the pool heated?,2,No source" in table
    form = {"turn_id": str(asked.turn_id), "question": "Is the pool heated?", "answer": "Yes."}
    kept = await send(owner, f"{QUESTIONS}/answer", page=QUESTIONS, **form)
    assert "Nothing is open" in kept.text
    assert "Its answer" in (await owner.get(f"{QUESTIONS}?open=all")).text
    (verified,) = await platform.verified.list(tenant)
    assert (verified.answer, verified.origin_turn_id) == ("Yes.", asked.turn_id)
    await send(owner, undo_of(kept), page=QUESTIONS)
    assert (await platform.verified.get(tenant, verified.id)).state == "archived"
    refused = await send(owner, f"{QUESTIONS}/answer", page=QUESTIONS, **{**form, "turn_id": "x"})
    assert refused.status_code == 404


async def test_better_answer_is_kept_from_a_turn(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient
) -> None:
    asked = await ask(platform, tenant, "Is the pool heated?")
    here = f"/admin/conversations/{asked.conversation_id}"
    path = f"{here}/turns/{asked.turn_id}/verify"
    kept = await send(owner, path, page=here, question="Is the pool heated?", answer="Yes.")
    assert "from now on" in kept.text
    (verified,) = await platform.verified.list(tenant)
    assert (verified.answer, verified.origin_turn_id) == ("Yes.", asked.turn_id)
    refused = await send(owner, path, page=here, question="", answer="")
    assert refused.status_code == 400


async def test_better_answer_shows_only_sources_that_still_say_it(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient, scripted_model: Any
) -> None:
    await add(platform, tenant, "bath.txt", "The bath opens at nine. A ticket costs 4 euros.")
    scripted_model.queue("The bath opens at nine [1].")
    asked = await ask(platform, tenant, "When does the bath open?")
    here = f"/admin/conversations/{asked.conversation_id}"
    path = f"{here}/turns/{asked.turn_id}/verify"
    form = {"question": "When does the bath open?", "answer": "At nine the bath opens [1]."}
    kept = await send(owner, path, page=here, **form)
    assert "left out" not in kept.text
    (verified,) = await platform.verified.list(tenant)
    assert [source.url for source in verified.sources] == ["bath.txt"]

    disliked = await given(platform, tenant, scripted_model, "A ticket costs 4 euros [1].")
    shown = (await owner.get(f"{QUESTIONS}?reason=thumbs_down")).text
    assert ">A ticket costs 4 euros.</textarea>" in shown
    mended = {"turn_id": str(disliked), "question": "What does a ticket cost?"}
    await send(owner, f"{QUESTIONS}/answer", page=QUESTIONS, **mended, answer="It costs 4 euros.")
    newest, *_ = await platform.verified.list(tenant)
    assert [source.url for source in newest.sources] == ["bath.txt"]

    answers = f"/admin/answers/{verified.id}"
    changed = await send(owner, answers, page=answers, **{**form, "answer": "At 10:30 it opens."})
    assert "Sources that do not say this were left out." in changed.text
    assert (await platform.verified.get(tenant, verified.id)).sources == []


async def given(platform: Platform, tenant: UUID, model: Any, answer: str) -> UUID:
    """The turn of an answer that somebody disliked."""
    model.queue(answer)
    asked = await ask(platform, tenant, "What does a ticket cost?")
    await platform.conversations.give_feedback(tenant, asked.turn_id, kind="thumb", value=-1)
    return asked.turn_id


async def test_answer_is_written_changed_renewed_archived_and_each_step_taken_back(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient
) -> None:
    form = {"question": "Is the pool heated?", "answer": "Yes.", "phrasings": "Warm water?\n\n"}
    made = await send(owner, ANSWERS, page=f"{ANSWERS}/new", **form)
    here = made.url.path
    answer_id = UUID(here.rpartition("/")[2])

    async def now() -> Any:
        return await platform.verified.get(tenant, answer_id)

    assert (await now()).phrasings == ["Warm water?"]
    changed = await send(owner, here, page=here, **{**form, "answer": "To 24 degrees."})
    assert "Version 2 answers from now on." in changed.text
    await send(owner, undo_of(changed), page=here)
    assert ((await now()).version, (await now()).answer) == (3, "Yes.")
    until = (await now()).expires_at
    expired = await send(owner, f"{here}/expire", page=here)
    assert (await now()).state == "expired"
    await send(owner, undo_of(expired), page=here)
    assert abs(((await now()).expires_at - until).total_seconds()) < 2
    archived = await send(owner, f"{here}/archive", page=here)
    assert (await now()).state == "archived"
    await send(owner, undo_of(archived), page=here)
    assert (await now()).state == "active"
    dated = await send(owner, here, page=here, **{**form, "until": "2001-01-01"})
    assert dated.status_code == 400
    assert "Choose a day to come." in dated.text
    empty = await send(owner, here, page=here, question="", answer="Kept in the field")
    assert (empty.status_code, "Kept in the field</textarea>" in empty.text) == (400, True)
    assert 'aria-invalid="true"' in empty.text
    late = await send(owner, here, page=here, seen="1", question="Mine?", answer="My words")
    assert (late.status_code, "My words</textarea>" in late.text) == (409, True)
    new = await send(owner, ANSWERS, page=f"{ANSWERS}/new", question="Why?", answer="")
    assert (new.status_code, 'value="Why?"' in new.text) == (400, True)


async def test_answer_is_written_in_several_languages_and_given_to_a_colleague(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient
) -> None:
    ada = await platform.access.create_user(
        tenant, email="ada@example.org", password="correct horse battery", name="Ada"
    )
    form = {"question": "Is the pool heated?", "answer": "Yes.", "language": "en"}
    texts = {"answer_de": "Ja.", "answer_tr": "Evet.", "answer_en": "Not a translation"}
    await send(owner, ANSWERS, page=f"{ANSWERS}/new", **form, **texts, owner=str(ada.id))
    (made,) = await platform.verified.list(tenant)
    assert (made.translations, made.owner_name) == ({"de": "Ja.", "tr": "Evet."}, "Ada")
    here = f"{ANSWERS}/{made.id}"
    shown = (await owner.get(here)).text
    assert f'<option value="{ada.id}" selected>Ada</option>' in shown
    assert "Evet.</textarea>" in shown

    changed = {**form, "answer": "To 24 degrees.", "answer_de": "Auf 24 Grad."}
    said = await send(owner, here, page=here, **changed, answer_tr="Evet.")
    assert "Translations of the old text were left out." in said.text
    after = await platform.verified.get(tenant, made.id)
    assert (after.translations, after.owner_name) == ({"de": "Auf 24 Grad."}, "Ada")

    content = VerifiedContent(
        question=after.question, answer=after.answer, translations={"fr": "À 24 degrés."}
    )
    await platform.verified.change(tenant, made.id, content)
    await send(owner, here, page=here, **changed)
    kept = await platform.verified.get(tenant, made.id)
    assert kept.translations == {"de": "Auf 24 Grad.", "fr": "À 24 degrés."}

    nobody = await send(owner, here, page=here, **changed, owner="x")
    assert (nobody.status_code, "Auf 24 Grad.</textarea>" in nobody.text) == (400, True)
    long = await send(owner, here, page=here, **{**changed, "answer_de": "a" * 8001})
    assert (long.status_code, "At most 8000 characters." in long.text) == (400, True)


async def test_answers_are_searched_filtered_sorted_and_exported(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient
) -> None:
    assert "No answer has been written yet" in (await owner.get(ANSWERS)).text
    for question in ("Is the pool heated?", "Who marries us?"):
        content = VerifiedContent(question=question, answer="Ask the town hall.")
        made = await platform.verified.create(tenant, content)
    await platform.verified.expire(tenant, made.id)
    assert "1 entry" in (await owner.get(f"{ANSWERS}?q=pool&state=active")).text
    shown = (await owner.get(f"{ANSWERS}?state=expired")).text
    assert "Who marries us?" in shown
    assert "pool heated" not in shown
    assert "1 entry" in (await owner.get(f"{ANSWERS}?expiry=soon")).text
    ordered = (await owner.get(f"{ANSWERS}?sort=-question")).text
    assert ordered.index("Who marries us?") < ordered.index("Is the pool heated?")
    table = (await owner.get(f"{ANSWERS}?format=csv")).text
    assert "Ask the town hall.,To be checked" in table


async def test_left_question_is_replied_to_kept_and_opened_again(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient
) -> None:
    for text in ("What does the indoor pool cost?", "And for children?"):
        accepted = await platform.conversations.accept(
            tenant,
            InboundMessage(
                channel="console",
                channel_message_id=str(new_id()),
                channel_conversation_id="pool",
                text=text,
                language="en",
            ),
        )
        await platform.jobs.run_inline(
            tenant, "conversations.turn", {"turn_id": str(accepted.turn_id)}
        )
    asked = "And for children?"
    question_id = await leave(tenant, accepted.conversation_id, asked)
    assert "1 left for a person" in (await owner.get(QUESTIONS)).text
    shown = (await owner.get(LEFT)).text
    assert "ada@example.org" in shown
    whole = "What does the indoor pool cost? for children?"
    assert whole in shown
    reply = {"answer": "Two euros.", "keep": "yes", "repeat_key": "1"}
    sent = await send(owner, f"{LEFT}/{question_id}/reply", page=LEFT, **reply)
    assert "Sent." in sent.text
    assert "Nobody waits for you" in sent.text
    messages = await platform.conversations.history(tenant, accepted.conversation_id)
    assert messages[-1].text == "Two euros."
    (verified,) = await platform.verified.list(tenant)
    assert verified.question == whole
    assert asked in (await owner.get(f"{LEFT}?state=answered")).text
    opened = await send(owner, f"{LEFT}/{question_id}/state/open", page=LEFT)
    assert asked in opened.text
    await send(owner, undo_of(opened), page=LEFT)
    assert asked not in (await owner.get(LEFT)).text


async def leave(tenant: UUID, conversation_id: UUID, question: str) -> UUID:
    """A question that a visitor left in a conversation."""
    question_id = new_id()
    async with tenant_scope(tenant):
        await execute(
            "insert into left_question (id, tenant_id, conversation_id, visitor_id, question, "
            "email, name, language) values ($1, $2, $3, $4, $5, $6, $7, $8)",
            *(question_id, tenant, conversation_id, "v1"),
            *(question, "ada@example.org", "Ada", "en"),
        )
    return question_id


async def test_questions_and_answers_follow_the_role(
    platform: Platform, tenant: UUID, sign_in: SignIn
) -> None:
    await ask(platform, tenant, "Is anybody there?")
    viewer = await sign_in("viewer")
    shown = (await viewer.get(ANSWERS)).text
    assert f'href="{ANSWERS}"' in shown
    assert f'href="{QUESTIONS}"' not in shown.split("<main")[0]
    assert f"{ANSWERS}/new" not in shown
    content = VerifiedContent(question="Is the pool heated?", answer="Yes.")
    made = await platform.verified.create(tenant, content)
    assert 'name="owner"' not in (await viewer.get(f"{ANSWERS}/{made.id}")).text
    assert (await viewer.get(QUESTIONS)).status_code == 403
    assert (await viewer.get(f"{ANSWERS}/new")).status_code == 403
    assert (await viewer.get(LEFT)).status_code == 403
    agent = await sign_in("agent")
    assert "Left for a person" in (await agent.get(QUESTIONS)).text  # they answer people
