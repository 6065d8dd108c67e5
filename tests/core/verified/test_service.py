from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from wattos.agents import AgentSpec, NewAgent
from wattos.audit import entries
from wattos.database import execute, new_id, tenant_scope, utcnow
from wattos.errors import Conflict, InvalidInput, NotFound
from wattos.events import Citation
from wattos.platform import Platform
from wattos.verified import VerifiedAnswer, VerifiedContent, VerifiedFilter

FEES = "https://stadt.example/gebuehren"


def content(**changes: Any) -> VerifiedContent:
    values: dict[str, Any] = {
        "question": "Was kostet ein Personalausweis?",
        "answer": "Ein Personalausweis kostet **46 Euro** [1].",
        "language": "de",
        "sources": [Citation(url=FEES, title="Gebühren")],
    }
    return VerifiedContent(**{**values, **changes})


@pytest.fixture
async def stored(platform: Platform, tenant: UUID) -> VerifiedAnswer:
    return await platform.verified.create(tenant, content())


async def text_of(platform: Platform, tenant: UUID, question: str, language: str) -> str | None:
    match = await platform.verified.find(tenant, question, language=language)
    assert match is None or bool(match.quoted_language) == ("\n> " in match.text)
    return match.text if match else None


async def test_find_matches_a_paraphrase_and_no_near_miss(
    platform: Platform, tenant: UUID, stored: VerifiedAnswer
) -> None:
    match = await platform.verified.find(tenant, "Wie teuer ist ein Personalausweis", language="de")
    assert match is not None
    assert (match.verified_answer_id, match.text) == (stored.id, stored.answer)
    assert match.sources == [Citation(url=FEES, title="Gebühren")]
    for other in ("Was kostet ein Reisepass?", "Wie lange gilt ein Personalausweis?"):
        assert await text_of(platform, tenant, other, "de") is None


async def test_find_frames_another_language_unless_a_translation_exists(
    platform: Platform, tenant: UUID, stored: VerifiedAnswer
) -> None:
    asked = "How much does an identity card cost?"
    framed = await text_of(platform, tenant, asked, "en")
    assert framed == (
        "This verified answer exists in German only (original):\n\n"
        "> Ein Personalausweis kostet **46 Euro** [1]."
    )
    assert await text_of(platform, tenant, "How much does a passport cost?", "en") is None

    translated = content(translations={"en": "An identity card costs 46 euros [1]."})
    await platform.verified.change(tenant, stored.id, translated)
    assert await text_of(platform, tenant, asked, "en") == "An identity card costs 46 euros [1]."


async def test_find_knows_alternative_phrasings_in_their_own_language(
    platform: Platform, tenant: UUID
) -> None:
    phrasings = ["Perso Preis", "Kimlik kartı ücreti ne kadar?"]
    await platform.verified.create(tenant, content(phrasings=phrasings))
    assert await text_of(platform, tenant, "perso preis?", "de")
    assert (await text_of(platform, tenant, "Kimlik kartı ne kadar?", "tr") or "").startswith("Bu")


async def test_find_skips_what_is_expired_archived_or_for_another_agent(
    platform: Platform, tenant: UUID, stored: VerifiedAnswer
) -> None:
    question = stored.question
    expired = await platform.verified.expire(tenant, stored.id)
    assert expired.state == "expired"
    assert await text_of(platform, tenant, question, "de") is None
    assert (await platform.verified.renew(tenant, stored.id)).state == "active"
    assert await text_of(platform, tenant, question, "de")
    assert (await platform.verified.archive(tenant, stored.id)).state == "archived"
    assert await text_of(platform, tenant, question, "de") is None
    await platform.verified.restore(tenant, stored.id)

    agent = await platform.agents.create(tenant, NewAgent(name="Passamt", spec=AgentSpec()))
    await platform.verified.change(tenant, stored.id, content(agent_id=agent.id))
    assert await text_of(platform, tenant, question, "de") is None
    match = await platform.verified.find(tenant, question, language="de", agent_id=agent.id)
    assert match is not None


async def test_find_still_compares_phrasings_that_another_model_embedded(
    platform: Platform, tenant: UUID, stored: VerifiedAnswer
) -> None:
    async with tenant_scope(tenant):
        await execute("update verified_phrasing set model = 'earlier', embedding = '[1,0]'")
    assert await text_of(platform, tenant, stored.question, "de")


async def test_change_keeps_the_earlier_version_and_audits_who_did_it(
    platform: Platform, tenant: UUID, stored: VerifiedAnswer
) -> None:
    changed = await platform.verified.change(tenant, stored.id, content(answer="Jetzt 48 Euro."))
    assert (changed.version, changed.answer) == (2, "Jetzt 48 Euro.")
    first, second = (await platform.verified.versions(tenant, stored.id))[::-1]
    assert (first.version, first.content.answer) == (1, stored.answer)
    assert (second.version, second.content.answer) == (2, "Jetzt 48 Euro.")
    async with tenant_scope(tenant):
        actions = [entry.action for entry in await entries(tenant, limit=50)]
    assert {"verified_answer.create", "verified_answer.change"} <= set(actions)


async def test_create_makes_one_answer_of_a_turn_for_two_editors_at_once(
    platform: Platform, tenant: UUID
) -> None:
    turn, create = new_id(), platform.verified.create
    one, other = await asyncio.gather(
        *(create(tenant, content(), origin_turn_id=turn) for _ in range(2))
    )
    assert one.id == other.id
    with pytest.raises(Conflict):
        await create(tenant, content(answer="Jetzt 48 Euro."), origin_turn_id=turn)


async def test_create_refuses_what_cannot_answer(platform: Platform, tenant: UUID) -> None:
    create = platform.verified.create
    for faulty in (
        content(answer="  "),
        content(sources=[Citation(url="javascript:alert(1)", title="x")]),
        content(expires_at=utcnow() - timedelta(days=1)),
    ):
        with pytest.raises(InvalidInput):
            await create(tenant, faulty)
    with pytest.raises(NotFound):
        await create(tenant, content(agent_id=new_id()))
    with pytest.raises(NotFound):
        await platform.verified.change(tenant, new_id(), content())


async def test_create_drops_numbers_that_name_no_source(platform: Platform, tenant: UUID) -> None:
    made = await platform.verified.create(tenant, content(answer="Kostet 46 Euro [1] [4]."))
    assert made.answer == "Kostet 46 Euro [1]."


async def test_list_filters_by_words_state_and_expiry(
    platform: Platform, tenant: UUID, stored: VerifiedAnswer
) -> None:
    other = await platform.verified.create(tenant, content(question="Wo ist das Rathaus?"))
    await platform.verified.archive(tenant, other.id)

    async def ids(**chosen: Any) -> list[UUID]:
        return [a.id for a in await platform.verified.list(tenant, VerifiedFilter(**chosen))]

    assert await ids() == [other.id, stored.id]
    assert await ids(search="rathaus") == [other.id]
    assert await ids(search="100%") == []
    assert await ids(state="active") == [stored.id]
    assert await ids(expires_before=utcnow() + timedelta(days=30)) == []
    assert [a.id async for a in platform.verified.all(tenant)] == [other.id, stored.id]
