"""Invitations, lost passwords and the sessions that are open."""

from __future__ import annotations

from uuid import UUID

import httpx
import pytest

from tests.core.access.conftest import SignInAs
from wattos.audit import entries
from wattos.errors import Conflict, InvalidInput, NotFound, NotPermitted, NotSignedIn
from wattos.platform import Platform

SENTENCE = "a long enough sentence"


async def test_invited_person_chooses_a_password_once(platform: Platform, tenant: UUID) -> None:
    access = platform.access
    user, secret = await access.invite_user(tenant, email="ana@example.org", roles=["viewer"])
    assert set(await access.waiting_invitations(tenant)) == {user.id}
    with pytest.raises(InvalidInput):
        await access.choose_password(secret, "invite", "short")
    with pytest.raises(NotFound):
        await access.choose_password(secret, "reset", SENTENCE)
    pair = await access.choose_password(secret, "invite", SENTENCE)
    assert (await access.principal_from_token(pair.access_token)).user_id == user.id
    assert await access.waiting_invitations(tenant) == {}
    with pytest.raises(NotFound):
        await access.choose_password(secret, "invite", SENTENCE)
    slug = (await platform.tenancy.get(tenant)).slug
    await access.sign_in("ana@example.org", SENTENCE, slug)
    told = [(entry.action, entry.actor_kind) for entry in await entries(tenant)]
    assert ("user.password_set", "user") in told
    assert ("link.created", "system") in told


async def test_new_password_ends_every_other_session(
    platform: Platform, tenant: UUID, sign_in_as: SignInAs
) -> None:
    principal, before = await sign_in_as("editor")
    assert principal.user_id is not None
    secret = await platform.access.make_password_link(tenant, principal.user_id, "reset")
    pair = await platform.access.choose_password(secret, "reset", SENTENCE)
    with pytest.raises(NotSignedIn):
        await platform.access.principal_from_token(before.access_token)
    await platform.access.principal_from_token(pair.access_token)


async def test_nobody_resets_the_password_of_people_with_more_rights(
    platform: Platform, tenant: UUID, sign_in_as: SignInAs
) -> None:
    (owner, _), (editor, _) = await sign_in_as("owner"), await sign_in_as("editor")
    viewer, _ = await sign_in_as("viewer")
    assert owner.user_id is not None
    assert viewer.user_id is not None
    access = platform.access
    with pytest.raises(NotPermitted):
        await access.make_password_link(tenant, owner.user_id, "reset", by=editor)
    with pytest.raises(NotPermitted):
        await access.revoke_sessions(tenant, owner.user_id, by=editor)
    early = await access.make_password_link(tenant, viewer.user_id, "reset", by=editor)
    await access.assign_role(tenant, viewer.user_id, "owner", by=owner)
    with pytest.raises(NotFound):
        await access.choose_password(early, "reset", SENTENCE)


async def test_link_of_somebody_made_inactive_is_no_way_in(
    platform: Platform, tenant: UUID, sign_in_as: SignInAs
) -> None:
    await sign_in_as("owner")
    access = platform.access
    user, secret = await access.invite_user(tenant, email="ben@example.org")
    await access.update_user(tenant, user.id, active=False)
    with pytest.raises(NotFound):
        await access.choose_password(secret, "invite", SENTENCE)
    with pytest.raises(Conflict):
        await access.make_password_link(tenant, user.id, "reset")


async def test_sessions_are_listed_and_ended_over_http(
    platform: Platform, tenant: UUID, sign_in_as: SignInAs, client: httpx.AsyncClient
) -> None:
    _, mine = await sign_in_as("owner")
    head = {"Authorization": f"Bearer {mine.access_token}"}
    invitation = {"email": "cem@example.org", "roles": ["viewer"]}
    made = await client.post("/api/admin/users/invitations", json=invitation, headers=head)
    here = f"/api/admin/users/{made.json()['user']['id']}"
    again = await client.post(f"{here}/reset-link", headers=head)
    chosen = {"secret": again.json()["secret"], "purpose": "reset", "password": SENTENCE}
    pair = (await client.post("/api/auth/choose-password", json=chosen)).json()
    (session,) = (await client.get(f"{here}/sessions", headers=head)).json()
    ended = await client.delete(f"{here}/sessions/{session['id']}", headers=head)
    assert ended.status_code == 204
    with pytest.raises(NotSignedIn):
        await platform.access.principal_from_token(pair["access_token"])
    assert (await client.get(f"{here}/sessions", headers=head)).json() == []
    missing = await client.delete(f"{here}/sessions/{session['id']}", headers=head)
    assert missing.status_code == 404
