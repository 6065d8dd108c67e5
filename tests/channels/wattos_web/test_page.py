from __future__ import annotations

import re
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from wattos.access import Actor
from wattos_web.keys import WidgetKeys
from wattos_web.page import PAGES

SOURCES = PAGES.parent / "frontend" / "src"
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


@pytest.mark.parametrize("name", ["chat.html", "visit.html"])
def test_page_has_no_inline_code(name: str) -> None:
    html = (PAGES / name).read_text("utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"\son\w+=|\sstyle=|<style", html)


def test_page_speaks_every_language_completely() -> None:
    source = (PAGES / "strings.js").read_text("utf-8")
    blocks = re.findall(r"^  (de|en|tr): \{(.*?)^  \},", source, re.MULTILINE | re.DOTALL)
    names = {language: re.findall(r"^    (\w+):", body, re.MULTILINE) for language, body in blocks}
    assert set(names) == {"de", "en", "tr"}
    assert names["de"] == names["en"] == names["tr"]


@pytest.mark.parametrize(
    "path", sorted([*PAGES.glob("*.js"), *SOURCES.rglob("*.ts")]), ids=lambda path: path.name
)
def test_script_never_turns_text_into_markup(path: Path) -> None:
    source = path.read_text("utf-8")
    assert not re.search(r"innerHTML|insertAdjacentHTML|document\.write|\beval\(", source)


async def test_page_speaks_the_first_language_that_the_browser_accepts(
    server: str, keys: WidgetKeys, tenant: UUID
) -> None:
    key = await keys.ensure_default(tenant)
    async with httpx.AsyncClient(base_url=server) as client:
        for accepted, language in (("fr,tr-TR;q=0.9", "tr"), ("de-AT,en", "de"), ("", "en")):
            headers = {"Accept-Language": accepted}
            page = await client.get(f"/chat/{key.public_key}", headers=headers)
            assert f'<html lang="{language}">' in page.text
