"""People: invited, given roles, signed out, kept away."""

from __future__ import annotations

import re
from uuid import UUID

import httpx

from tests.admin_ui.wattos_admin.conftest import SignIn, send
from wattos.platform import Platform

PEOPLE = "/admin/people"
SENTENCE = "a long enough sentence"


def link_in(page: str) -> str:
    found = re.search(r"/admin/welcome/\w+/wtl_[\w-]+", page)
    assert found is not None, page[:2000]
    return found[0]


async def test_invited_person_comes_in_by_the_link_once(
    owner: httpx.AsyncClient, server: str
) -> None:
    given = {"email": "ana@example.org", "name": "Ana", "role": "editor", "language": "en"}
    shown = await send(owner, f"{PEOPLE}/invitations", page=PEOPLE, **given)
    here = link_in(shown.text)
    assert "Invited" in (await owner.get(f"{PEOPLE}?state=invited&q=ana")).text
    again = await send(owner, f"{PEOPLE}/invitations", page=PEOPLE, **given)
    assert "is here already" in again.text
    async with httpx.AsyncClient(
        base_url=server, headers={"Accept": "text/html"}, follow_redirects=True, timeout=30
    ) as ana:
        short = await ana.post(here, data={"password": "short", "repeated": "short"})
        assert (short.status_code, "10 to 256" in short.text) == (400, True)
        inside = await ana.post(here, data={"password": SENTENCE, "repeated": SENTENCE})
        assert inside.url.path == "/admin/start"
        assert PEOPLE not in inside.text
        assert (await ana.get(PEOPLE)).status_code == 403
        assert (await ana.get(here)).status_code == 404
    table = (await owner.get(f"{PEOPLE}?format=csv&role=editor")).text
    assert "ana@example.org,editor,May sign in" in table


async def test_person_gets_roles_is_signed_out_and_deactivated(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient, sign_in: SignIn
) -> None:
    ben = await sign_in("viewer")
    (user,) = [u for u in await platform.access.users(tenant) if "viewer" in u.roles]
    here = f"{PEOPLE}/{user.id}"
    changed = await send(owner, f"{here}/roles", page=here, role="agent")
    assert "The roles were changed." in changed.text
    assert (await platform.access.user(tenant, user.id)).roles == ("agent",)
    assert (await ben.get("/admin/knowledge")).is_success
    assert "Signed out." in (await send(owner, f"{here}/sessions/end", page=here)).text
    assert (await ben.get("/admin/knowledge")).url.path == "/admin/sign-in"
    link = link_in((await send(owner, f"{here}/link/reset", page=here)).text)
    stopped = await send(owner, f"{here}/active/no", page=here)
    assert f'action="{here}/active/yes"' in stopped.text
    assert (await ben.get(link)).status_code == 404
    gone = await send(owner, f"{here}/delete", page=here)
    assert user.email not in gone.text


async def test_last_owner_stays(platform: Platform, tenant: UUID, owner: httpx.AsyncClient) -> None:
    (user,) = await platform.access.users(tenant)
    here = f"{PEOPLE}/{user.id}"
    for path in ("roles", "active/no", "delete"):
        assert "needs an owner" in (await send(owner, f"{here}/{path}", page=here)).text
    assert (await platform.access.user(tenant, user.id)).roles == ("owner",)


async def test_admin_neither_makes_nor_changes_owners(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient, sign_in: SignIn
) -> None:
    (boss,) = await platform.access.users(tenant)
    admin = await sign_in("admin")
    listed = (await admin.get(PEOPLE)).text
    assert 'value="admin"' in listed
    assert 'name="role" value="owner"' not in listed
    given = {"email": "eve@example.org", "role": "owner", "language": "en"}
    refused = await send(admin, f"{PEOPLE}/invitations", page=PEOPLE, **given)
    assert "rights that they do not hold" in refused.text
    here = f"{PEOPLE}/{boss.id}"
    shown = (await admin.get(here)).text
    assert "This person may do more than you." in shown
    assert f'action="{here}/active/no"' not in shown
    for path in ("roles", "active/no", "link/reset", "sessions/end", "delete"):
        refused = await send(admin, f"{here}/{path}", page=PEOPLE)
        assert "who may do more than you" in refused.text, path
    (self_made,) = [u for u in await platform.access.users(tenant) if "admin" in u.roles]
    mine = f"{PEOPLE}/{self_made.id}"
    raised = await send(admin, f"{mine}/roles", page=mine, role="owner")
    assert "may do more than you" in raised.text
    assert (await platform.access.user(tenant, self_made.id)).roles == ("admin",)


async def test_team_is_made_filled_and_removed(
    platform: Platform, tenant: UUID, owner: httpx.AsyncClient
) -> None:
    teams = f"{PEOPLE}/teams"
    assert "No areas yet" in (await owner.get(teams)).text
    await send(owner, f"{teams}/areas", page=teams, name="Citizens' office")
    assert (
        "is taken"
        in (await send(owner, f"{teams}/areas", page=teams, name="Citizens' office")).text
    )
    (area,) = await platform.tenancy.areas(tenant)
    await send(owner, f"{teams}/areas/{area.id}/teams", page=teams, name="Passports")
    (team,) = await platform.tenancy.teams(tenant)
    (user,) = await platform.access.users(tenant)
    await send(owner, f"{teams}/{team.id}/members/add", page=teams, person=str(user.id))
    assert await platform.access.members(tenant, team.id) == [user.id]
    assert "Passports" in (await owner.get(f"{PEOPLE}/{user.id}")).text
    await send(owner, f"{teams}/{team.id}/members/remove", page=teams, person=str(user.id))
    assert await platform.access.members(tenant, team.id) == []
    await send(owner, f"{teams}/areas/{area.id}/delete", page=teams)
    assert await platform.tenancy.teams(tenant) == []
