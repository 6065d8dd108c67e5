from __future__ import annotations

import httpx
from httpx import AsyncClient
from tests.channels.wattos_web.conftest import SITE

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
    assert config["greeting"] == {"de": "Guten Tag!"}
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
