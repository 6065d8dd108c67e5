"""Who may do what in the console, and that nobody else's page can do it for them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from tests.admin_ui.wattos_admin.conftest import SignIn, send
from wattos.platform import Platform
from wattos.testing import PASSWORD


async def test_stranger_is_led_to_the_sign_in_and_back(server: str) -> None:
    async with httpx.AsyncClient(base_url=server, headers={"Accept": "text/html"}) as stranger:
        answer = await stranger.get("/admin/knowledge?q=pool&state=failed")
        assert answer.status_code == 303
        way = answer.headers["location"]
        assert way == "/admin/sign-in?next=/admin/knowledge%3Fq%3Dpool%26state%3Dfailed"
        led = (await stranger.get(way)).text
        assert 'name="next" value="/admin/knowledge?q=pool&amp;state=failed"' in led
        assert (await stranger.get("/admin/sign-in?next=//evil.example")).is_success


async def test_bare_address_leads_to_the_console(server: str) -> None:
    async with httpx.AsyncClient(base_url=server) as stranger:
        answer = await stranger.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/admin")


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example", "/admin\\evil", "/x"])
async def test_sign_in_leads_into_the_console_only(
    platform: Platform, tenant: UUID, server: str, path: str
) -> None:
    email = f"anna-{tenant}@example.org"
    await platform.access.create_user(tenant, email=email, password=PASSWORD, roles=["editor"])
    async with httpx.AsyncClient(base_url=server) as browser:
        form = {"email": email, "password": PASSWORD, "next": path}
        answer = await browser.post("/admin/sign-in", data=form)
    assert answer.headers["location"] == "/admin"


async def test_cookie_is_out_of_reach_of_scripts_and_other_sites(owner: httpx.AsyncClient) -> None:
    page = await owner.get("/admin/start")
    cookie = next(iter(owner.cookies.jar))
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "lax"
    policy = page.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert page.headers["cache-control"] == "no-store"


async def test_form_without_its_token_is_refused(owner: httpx.AsyncClient) -> None:
    assert (await owner.post("/admin/start/again")).status_code == 403
    assert (await send(owner, "/admin/start/again", page="/admin/start")).is_success


async def test_form_from_another_site_is_refused(owner: httpx.AsyncClient) -> None:
    answer = await owner.post("/admin/sign-in", headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403


async def test_signed_out_session_is_over_at_once(owner: httpx.AsyncClient) -> None:
    kept = owner.cookies["wattos_session"]
    await send(owner, "/admin/sign-out", page="/admin/start")
    owner.cookies.set("wattos_session", kept)
    answer = await owner.get("/admin/start")
    assert answer.url.path == "/admin/sign-in"


async def test_page_that_a_role_may_not_see_is_absent_and_refused(sign_in: SignIn) -> None:
    viewer = await sign_in("viewer")
    shown = (await viewer.get("/admin/start")).text
    assert 'href="/admin/knowledge"' in shown
    agent = await sign_in("agent")
    first = await agent.get("/admin")
    assert 'href="/admin/start"' in first.text
    refused = await viewer.post("/admin/start/again", headers={"Accept": "text/html"})
    assert refused.status_code == 403


async def test_one_time_link_enters_once_and_on_its_machine_only(
    platform: Platform, tenant: UUID, server: str
) -> None:
    user = await platform.access.create_user(
        tenant, email=f"o-{tenant}@example.org", password=PASSWORD, roles=["owner"]
    )
    secret = await platform.access.make_link(
        tenant,
        "sign-in",
        user_id=user.id,
        lifetime=timedelta(minutes=1),
        detail={"local": True},
    )
    path = f"/admin/enter/{secret}"
    async with httpx.AsyncClient(base_url=server, follow_redirects=True) as browser:
        assert (await browser.get(path)).url.path == "/admin/start"
        assert (await browser.get(path)).url.path == "/admin/start"  # who is in stays in
    async with httpx.AsyncClient(base_url=server, follow_redirects=True) as other:
        assert (await other.get(path)).status_code == 404


async def test_words_follow_the_person_and_the_switch(
    platform: Platform, tenant: UUID, sign_in: SignIn
) -> None:
    anna = await sign_in("editor", language="de")
    assert "Ihre Website" in (await anna.get("/admin/start")).text
    assert 'value="/admin/knowledge?q=bad"' in (await anna.get("/admin/knowledge?q=bad")).text
    nowhere = await anna.get("/admin/wo-bin-ich", headers={"Accept": "text/html"})
    assert (nowhere.status_code, "Das gibt es nicht" in nowhere.text) == (404, True)
    answer = await send(
        anna, "/admin/language", page="/admin/start", language="en", next="/admin/start"
    )
    assert "Your website" in answer.text
    assert [user.language for user in await platform.access.users(tenant)] == ["en"]  # mails too


@pytest.mark.parametrize(
    "address",
    [
        "/admin/conversations?channel=%00",
        "/admin/example-site/%00",
        "/admin/people?q=Ada%00",
    ],
)
async def test_address_with_a_character_that_none_has_is_refused(
    owner: httpx.AsyncClient, address: str
) -> None:
    assert (await owner.get(address)).status_code == 400


async def test_form_with_a_character_that_no_text_has_is_refused(owner: httpx.AsyncClient) -> None:
    refused = await send(owner, "/admin/agents", page="/admin/agents", name="A\x00b")
    assert refused.status_code == 400
    assert "cannot be used" in refused.text
