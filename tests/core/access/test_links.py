"""Links that let somebody in."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from tests.core.access.conftest import SignInAs
from wattos.database import fetchrow, tenant_scope
from wattos.errors import NotFound, NotSignedIn
from wattos.platform import Platform

HOUR = timedelta(hours=1)


async def test_link_signs_in_once(platform: Platform, tenant: UUID, sign_in_as: SignInAs) -> None:
    principal, _ = await sign_in_as("editor")
    access = platform.access
    secret = await access.make_link(
        tenant, "sign-in", user_id=principal.user_id, lifetime=HOUR, detail={"local": True}
    )
    assert (await access.link(secret, "sign-in")).detail == {"local": True}
    pair = await access.use_link(secret, "sign-in")
    assert (await access.principal_from_token(pair.access_token)).id == principal.id
    with pytest.raises(NotFound, match="used already"):
        await access.use_link(secret, "sign-in")


async def test_link_is_good_for_its_purpose_and_time_only(
    platform: Platform, tenant: UUID, sign_in_as: SignInAs
) -> None:
    principal, _ = await sign_in_as("editor")
    ended = await platform.access.make_link(
        tenant, "sign-in", user_id=principal.user_id, lifetime=timedelta(seconds=-1)
    )
    invitation = await platform.access.make_link(
        tenant, "invite", user_id=principal.user_id, lifetime=HOUR
    )
    for secret in (ended, invitation, "wtl_made_up"):
        with pytest.raises(NotFound):
            await platform.access.use_link(secret, "sign-in")


async def test_preview_can_be_followed_again_until_it_is_taken_back(
    platform: Platform, tenant: UUID
) -> None:
    secret = await platform.access.make_link(tenant, "preview", lifetime=HOUR)
    link = await platform.access.link(secret, "preview")
    assert await platform.access.link(secret, "preview") == link
    assert [one.id for one in await platform.access.links(tenant, "preview")] == [link.id]
    await platform.access.end_link(tenant, link.id)
    with pytest.raises(NotFound):
        await platform.access.link(secret, "preview")


async def test_link_keeps_no_secret(platform: Platform, tenant: UUID) -> None:
    secret = await platform.access.make_link(tenant, "preview", lifetime=HOUR)
    async with tenant_scope(tenant):
        row = await fetchrow("select * from access_link")
    assert row is not None
    assert secret not in str(dict(row))


async def test_browser_token_ends_with_its_session(
    platform: Platform, sign_in_as: SignInAs
) -> None:
    principal, pair = await sign_in_as("editor")
    token = platform.access.browser_token(pair.access_token)
    assert (await platform.access.principal_from_token(token)).id == principal.id
    await platform.access.end_session(token)
    for ended in (token, pair.access_token):
        with pytest.raises(NotSignedIn):
            await platform.access.principal_from_token(ended)
