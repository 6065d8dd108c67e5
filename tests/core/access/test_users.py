"""Making and changing users."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest

from wattos.access import Principal, TokenPair
from wattos.audit import entries
from wattos.database import new_id
from wattos.errors import Conflict, InvalidInput, NotFound, NotPermitted, NotSignedIn
from wattos.platform import Platform
from wattos.testing import PASSWORD

SignInAs = Callable[..., Awaitable[tuple[Principal, TokenPair]]]


async def test_create_user_normalises_the_email_and_refuses_it_twice(
    platform: Platform, tenant: UUID
) -> None:
    user = await platform.access.create_user(
        tenant, email=" Anna@Example.ORG", password=PASSWORD, roles=["viewer", "agent"]
    )
    assert user.email == "anna@example.org"
    assert user.roles == ("agent", "viewer")
    with pytest.raises(Conflict):
        await platform.access.create_user(tenant, email="anna@example.org", password=PASSWORD)


@pytest.mark.parametrize(
    "password", ["short", "x" * 257, "a password\x00with NUL", "lone \ud800 one"]
)
async def test_create_user_refuses_unusable_passwords_without_repeating_them(
    platform: Platform, tenant: UUID, password: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        await platform.access.create_user(tenant, email="a@example.org", password=password)
    assert password not in str(refused.value)


async def test_create_user_with_an_unknown_role_leaves_nothing_behind(
    platform: Platform, tenant: UUID
) -> None:
    before = await entries(tenant)
    with pytest.raises(NotFound, match="admin, agent, editor, owner, viewer"):
        await platform.access.create_user(
            tenant, email="a@example.org", password=PASSWORD, roles=["viewer", "no-such-role"]
        )
    assert await platform.access.users(tenant) == []
    assert await entries(tenant) == before


async def test_users_of_another_tenant_do_not_exist(
    platform: Platform, sign_in_as: SignInAs
) -> None:
    principal, _ = await sign_in_as("viewer")
    assert principal.user_id is not None
    other = (await platform.tenancy.create(f"t-{new_id()}")).id
    assert await platform.access.users(other) == []
    with pytest.raises(NotFound):
        await platform.access.user(other, principal.user_id)
    with pytest.raises(NotFound):
        await platform.access.set_password(other, principal.user_id, "another good password")
    with pytest.raises(NotFound):
        await platform.access.delete_user(other, principal.user_id)


async def test_admin_cannot_make_or_change_an_owner(
    platform: Platform, tenant: UUID, sign_in_as: SignInAs
) -> None:
    await platform.access.sync_permissions([], plugin="wattos")
    owner, _ = await sign_in_as("owner")
    editor, _ = await sign_in_as("editor")
    assert owner.user_id is not None
    assert editor.user_id is not None
    for attempt in (
        platform.access.assign_role(tenant, editor.user_id, "admin", by=editor),
        platform.access.create_user(
            tenant, email="b@example.org", password=PASSWORD, roles=["owner"], by=editor
        ),
        platform.access.set_password(tenant, owner.user_id, "another good password", by=editor),
        platform.access.update_user(tenant, owner.user_id, active=False, by=editor),
        platform.access.remove_role(tenant, owner.user_id, "owner", by=editor),
        platform.access.delete_user(tenant, owner.user_id, by=editor),
    ):
        with pytest.raises(NotPermitted):
            await attempt


async def test_last_owner_stays(platform: Platform, tenant: UUID, sign_in_as: SignInAs) -> None:
    owner, pair = await sign_in_as("owner")
    assert owner.user_id is not None
    for attempt in (
        platform.access.update_user(tenant, owner.user_id, active=False),
        platform.access.remove_role(tenant, owner.user_id, "owner"),
        platform.access.delete_user(tenant, owner.user_id),
    ):
        with pytest.raises(Conflict):
            await attempt
    assert (await platform.access.principal_from_token(pair.access_token)).may("user:write")
    await sign_in_as("owner")
    await platform.access.delete_user(tenant, owner.user_id)


async def test_inactive_user_loses_every_session(
    platform: Platform, tenant: UUID, sign_in_as: SignInAs
) -> None:
    await sign_in_as("owner")
    principal, pair = await sign_in_as("viewer")
    assert principal.user_id is not None
    await platform.access.update_user(tenant, principal.user_id, active=False)
    with pytest.raises(NotSignedIn):
        await platform.access.principal_from_token(pair.access_token)
    await platform.access.update_user(tenant, principal.user_id, active=True)
    with pytest.raises(NotSignedIn):
        await platform.access.refresh(pair.refresh_token)


async def test_change_password_needs_the_current_one_and_ends_sessions(
    platform: Platform, tenant: UUID, sign_in_as: SignInAs
) -> None:
    principal, pair = await sign_in_as("viewer")
    assert principal.user_id is not None
    email = (await platform.access.user(tenant, principal.user_id)).email
    with pytest.raises(NotPermitted):
        await platform.access.change_password(principal, "not the password", "ein neues Wort ja")
    await platform.access.change_password(principal, PASSWORD, "ein neues Wort ja")
    with pytest.raises(NotSignedIn):
        await platform.access.refresh(pair.refresh_token)
    await platform.access.sign_in(email, "ein neues Wort ja")


async def test_update_user_keeps_what_is_left_out(
    platform: Platform, tenant: UUID, sign_in_as: SignInAs
) -> None:
    principal, _ = await sign_in_as("viewer")
    assert principal.user_id is not None
    await platform.access.update_user(tenant, principal.user_id, name="Änne", language="tr")
    user = await platform.access.update_user(tenant, principal.user_id, name="Änne B.")
    assert (user.name, user.language, user.active) == ("Änne B.", "tr", True)


async def test_user_changes_are_audited_with_who_and_whom(
    platform: Platform, tenant: UUID, sign_in_as: SignInAs
) -> None:
    owner, _ = await sign_in_as("owner")
    user = await platform.access.create_user(
        tenant, email="b@example.org", password=PASSWORD, by=owner
    )
    newest = (await entries(tenant))[0]
    assert (newest.action, newest.actor_id, newest.resource_id) == (
        "user.created",
        owner.id,
        str(user.id),
    )
