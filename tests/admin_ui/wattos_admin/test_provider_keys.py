"""Settings › Models: the organisation's own keys."""

from __future__ import annotations

from uuid import UUID

import httpx
import pytest

from tests.admin_ui.wattos_admin.conftest import SignIn, send
from wattos._testing import OpenAIServer, ScriptedModel
from wattos.llm import ModelFailed, Route, UnusableKey
from wattos.platform import Platform
from wattos_admin.pages.model_tests import REASONS
from wattos_admin.pages.provider_keys import FAULTS

MODELS = "/admin/settings/models"
KEY = "sk-made-up-by-the-town-7f3a"


@pytest.fixture
async def german(sign_in: SignIn) -> httpx.AsyncClient:
    """An owner who reads German."""
    owner = await sign_in("owner", language="de")
    owner.headers["Accept-Language"] = "de"
    return owner


async def test_key_is_set_tested_told_of_and_removed(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient, openai_server: OpenAIServer
) -> None:
    here, address = f"{MODELS}/keys/openai", openai_server.base_url
    refused = await send(owner, here, page=here, key=KEY, address="https://10.0.0.7")
    assert "This server may not go to this address." in refused.text
    openai_server.queue_refusal(401, "invalid_api_key")
    kept = await send(owner, here, page=here, key=KEY, address=address)
    assert "the provider refuses the key (HTTP 401 invalid_api_key)" in kept.text
    assert "ends in 7f3a" in kept.text
    openai_server.queue("Yes.")
    tested = await send(owner, f"{MODELS}/test/openai", page=MODELS)
    assert "answers, after" in tested.text
    shown = (await owner.get(here)).text
    elsewhere = await send(owner, here, page=here, key="", address="https://example.org")
    assert "it has to be entered again" in elsewhere.text
    for page in (refused, kept, tested, elsewhere):
        assert KEY not in page.text + shown
    gone = await send(owner, f"{here}/remove", page=MODELS)
    assert "The key was removed." in gone.text
    assert await platform.llm.keys.list(tenant) == []


async def test_fault_of_a_key_stands_beside_its_field_in_german(german: httpx.AsyncClient) -> None:
    here = f"{MODELS}/keys/openai"
    refused = await send(german, here, page=here, key="zwei Wörter", address="https://a.example")
    assert 'aria-describedby="fault-key hint-key" aria-invalid="true"' in refused.text
    assert "Das ist kein Schlüssel" in refused.text
    assert "zwei Wörter" not in refused.text
    assert "https://a.example" in refused.text


async def test_admin_sees_that_a_key_is_set_and_may_not_change_it(
    platform: Platform, tenant: UUID, sign_in: SignIn
) -> None:
    admin, owner = await sign_in("admin"), await sign_in("owner")
    here = f"{MODELS}/keys/anthropic"
    await send(owner, here, page=here, key=KEY)
    shown = (await admin.get(MODELS)).text
    assert "Only an owner can change it." in shown
    assert "ends in 7f3a" in shown
    assert here not in shown
    assert (await admin.get(here)).status_code == 403
    assert (await send(admin, f"{here}/remove", page=MODELS)).status_code == 403
    assert len(await platform.llm.keys.list(tenant)) == 1


async def test_resting_model_says_why_in_german(
    platform: Platform, tenant: UUID, german: httpx.AsyncClient, scripted_model: ScriptedModel
) -> None:
    model = f"{scripted_model.prefix}/any"
    await platform.llm.routes.put(tenant, Route(purpose="chat", models=(model,)))
    scripted_model.queue(failure="rate-limited")
    told = await send(german, f"{MODELS}/test", page=MODELS, model=model)
    assert "das Limit beim Anbieter ist erreicht" in told.text
    shown = (await german.get(MODELS)).text
    assert "Letzter Fehlschlag: das Limit beim Anbieter" in shown
    assert "Zuletzt fehlgeschlagen" in shown  # and not that it works


def test_console_has_words_for_every_reason() -> None:
    def reasons(documentation: str | None) -> set[str]:
        return {word for word in (documentation or "").split("`") if "-" in word or word.isalpha()}

    assert set(REASONS) <= reasons(ModelFailed.__doc__)
    assert set(FAULTS) <= reasons(UnusableKey.__doc__)
