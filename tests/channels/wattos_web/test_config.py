from __future__ import annotations

import asyncio
from uuid import UUID

import httpx
from httpx import AsyncClient
from tests.channels.wattos_web.conftest import SITE

from wattos.events import PlatformEvent
from wattos.knowledge import NewDocument
from wattos.platform import Platform
from wattos_web.keys import WidgetKeyInfo, WidgetKeys

PATH = "/api/v1/widget-keys"
LOOKS = {
    "accent": "#0a7d5a",
    "greeting": {"de": "Guten Tag!"},
    "disclosure": {"de": "Bitte nennen Sie keine Aktenzeichen."},
    "questions": {"de": ["Wann hat das Rathaus offen?"]},
}


async def test_config_says_how_the_chat_looks_and_starts(client: AsyncClient, server: str) -> None:
    new = {"name": "Website", "origins": [SITE], "appearance": LOOKS}
    key = (await client.post(PATH, json=new)).json()
    async with httpx.AsyncClient(base_url=server, headers={"Origin": SITE}) as page:
        response = await page.get(f"/web/config/{key['public_key']}")
    assert response.status_code == 200, response.text
    assert response.headers["access-control-allow-origin"] == SITE
    config = response.json()
    assert config["greeting"]["de"] == "Guten Tag!"
    assert config["greeting"]["en"] == "Hello! What would you like to know?"  # the agent's
    assert config["questions"] == {"de": ["Wann hat das Rathaus offen?"]}
    assert config["appearance"]["accent"] == "#0a7d5a"
    assert config["disclosure"]["de"].startswith("Hier antwortet eine KI.")
    assert config["disclosure"]["de"].endswith("Bitte nennen Sie keine Aktenzeichen.")
    assert config["disclosure"]["en"].startswith("An AI answers here.")


async def test_config_is_for_pages_that_the_key_names(server: str, key: WidgetKeyInfo) -> None:
    async with httpx.AsyncClient(base_url=server) as anywhere:
        path = f"/web/config/{key.public_key}"
        stranger = await anywhere.get(path, headers={"Origin": "https://other.example"})
        assert (stranger.status_code, stranger.json()["code"]) == (403, "not-permitted")
        # Browsers send no `Origin` with a page's own GET.
        assert (await anywhere.get(path)).status_code == 200


async def test_looks_stay_when_a_change_does_not_name_them(client: AsyncClient) -> None:
    key = (await client.post(PATH, json={"name": "Website", "appearance": LOOKS})).json()
    changed = await client.put(f"{PATH}/{key['id']}", json={"name": "Neu"})
    assert changed.json()["appearance"] == key["appearance"]
    plain = await client.put(f"{PATH}/{key['id']}", json={"name": "Neu", "appearance": {}})
    assert plain.json()["appearance"]["accent"] == ""


async def test_unusable_looks_are_refused(client: AsyncClient) -> None:
    for looks in ({"accent": "red"}, {"privacy_url": "javascript:alert(1)"}, {"theme": "pink"}):
        refused = await client.post(PATH, json={"name": "x", "appearance": looks})
        assert refused.status_code == 400, looks


async def test_new_keys_have_the_default_looks(keys: WidgetKeys, key: WidgetKeyInfo) -> None:
    assert key.appearance.theme == "auto"
    assert key.appearance.questions == {}


async def test_chat_suggests_what_was_answered_until_the_key_says_otherwise(
    platform: Platform,
    tenant: UUID,
    browser: httpx.AsyncClient,
    client: AsyncClient,
    key: WidgetKeyInfo,
    worker: None,
) -> None:
    path = f"/web/config/{key.public_key}"
    assert (await browser.get(path)).json()["questions"] == {}
    page = NewDocument(
        space_id=await platform.knowledge.ensure_space(tenant),
        source_kind="page",
        url=f"{SITE}/reisepass",
        title="Reisepass",
        data=b"# Reisepass\n\nDer Reisepass kostet 70,00 Euro.\n",
        media_type="text/markdown",
    )
    added = await platform.knowledge.add(tenant, page)
    await platform.knowledge.process(tenant, [added.document_id])
    platform.track(PlatformEvent(name="crawl.finished", tenant_id=tenant))
    while not (found := (await browser.get(path)).json()["questions"]):  # noqa: ASYNC110
        await asyncio.sleep(0.1)
    assert found["de"] == ["Reisepass: Was kostet das?"]
    own = {"name": "Chat", "appearance": {"questions": {"de": ["Selbst gewählt?"]}}}
    await client.put(f"{PATH}/{key.id}", json=own)
    changed = (await browser.get(path)).json()["questions"]
    assert changed == found | {"de": ["Selbst gewählt?"]}
