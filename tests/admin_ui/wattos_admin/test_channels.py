"""Channels: the chat's looks and words, where it may open, and whether it does."""

from __future__ import annotations

import re
from uuid import UUID

import httpx

from tests.admin_ui.wattos_admin.conftest import SignIn, send
from wattos.platform import Platform

CHANNELS = "/admin/channels"


async def make(owner: httpx.AsyncClient) -> str:
    made = await send(owner, CHANNELS, page=CHANNELS, name="Town hall")
    assert made.is_success, made.text
    return made.url.path


async def test_chat_is_made_dressed_and_previewed(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient
) -> None:
    here = await make(owner)
    given = {
        "name": "Town hall",
        "origins": "https://www.tannau.example\nhttps://tannau.example",
        "theme": "dark",
        "position": "left",
        "own_accent": "yes",
        "accent": "#0a5c36",
        "greeting_de": "Grüß Gott!",
        "disclosure_en": "Staff read along.",
        "questions_de": "Wann ist offen?\nWas kostet ein Pass?",
    }
    kept = await send(owner, here, page=here, **given)
    assert "The chat was changed." in kept.text
    for words in ("Grüß Gott!", "Staff read along.", "Was kostet ein Pass?", "https://tannau"):
        assert words in kept.text
    key = re.search(r"wk_[\w-]{24}", kept.text)
    assert key is not None
    preview = await owner.get(f"{here}/preview")
    assert f'data-key="{key[0]}"' in preview.text
    assert "frame-ancestors 'self'" in preview.headers["content-security-policy"]
    wrong = await send(owner, here, page=here, **(given | {"origins": "not a site"}))
    assert "cannot be kept" in wrong.text
    many = await send(owner, here, page=here, **(given | {"questions_de": "a\n\nb\nc\nd\ne"}))
    assert "too many suggested questions. Given: 5." in many.text
    closed = await send(owner, f"{here}/active/no", page=here)
    assert f'action="{here}/active/yes"' in closed.text
    assert key[0] not in (await owner.get(f"{here}/preview")).text
    assert "Grüß Gott!" in closed.text


async def test_viewer_finds_no_channels(owner: httpx.AsyncClient, sign_in: SignIn) -> None:
    here = await make(owner)
    viewer = await sign_in("viewer")
    for page in (CHANNELS, here, f"{here}/preview"):
        assert (await viewer.get(page)).status_code == 403
