from __future__ import annotations

import re
from uuid import UUID

import httpx
import pytest

from wattos.access import Actor
from wattos_web.keys import WidgetKeys
from wattos_web.page import PAGES

ACTOR = Actor(kind="system", id="test")


async def test_page_runs_under_a_strict_policy(server: str, keys: WidgetKeys, tenant: UUID) -> None:
    key = await keys.create(tenant, name="x", origins=["https://a.example"], actor=ACTOR)
    async with httpx.AsyncClient(base_url=server) as client:
        page = await client.get(f"/chat/{key.public_key}")
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert policy.endswith("frame-ancestors 'self' https://a.example")
        staff = await client.get("/chat")
        assert staff.headers["content-security-policy"].endswith("frame-ancestors 'none'")
        for asset in re.findall(r'(?:src|href)="(/web/assets/[^"]+)"', page.text):
            assert (await client.get(asset)).status_code == 200, asset


def test_page_has_no_inline_code() -> None:
    html = (PAGES / "chat.html").read_text("utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"\son\w+=|\sstyle=|<style", html)


def test_page_speaks_every_language_completely() -> None:
    source = (PAGES / "strings.js").read_text("utf-8")
    blocks = re.findall(r"^  (de|en|tr): \{(.*?)^  \},", source, re.MULTILINE | re.DOTALL)
    names = {language: re.findall(r"^    (\w+):", body, re.MULTILINE) for language, body in blocks}
    assert set(names) == {"de", "en", "tr"}
    assert names["de"] == names["en"] == names["tr"]


@pytest.mark.parametrize("name", sorted(path.name for path in PAGES.glob("*.js")))
def test_script_never_turns_text_into_markup(name: str) -> None:
    source = (PAGES / name).read_text("utf-8")
    assert not re.search(r"innerHTML|insertAdjacentHTML|document\.write|\beval\(", source)
