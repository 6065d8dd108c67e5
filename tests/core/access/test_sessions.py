"""Signing in, renewing, signing out."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from wattos.access import TokenPair
from wattos.access.sessions import FAILURE_SECONDS
from wattos.access.throttle import LIMIT_ACCOUNT_FROM_ADDRESS
from wattos.audit import entries, verify
from wattos.database import execute, fetchrow, new_id, tenant_scope
from wattos.errors import InvalidInput, NotSignedIn, TooManyRequests
from wattos.platform import Platform
from wattos.testing import PASSWORD


@pytest.fixture
async def email(platform: Platform, tenant: UUID) -> str:
    """The email of an editor of the tenant."""
    address = f"anna-{tenant}@example.org"
    await platform.access.create_user(tenant, email=address, password=PASSWORD, roles=["editor"])
    return address


async def test_sign_in_gives_the_rights_of_the_roles(
    platform: Platform, tenant: UUID, email: str
) -> None:
    pair = await platform.access.sign_in(f" {email.upper()} ", PASSWORD)
    principal = await platform.access.principal_from_token(pair.access_token)
    assert (principal.tenant_id, principal.kind) == (tenant, "user")
    assert principal.may("knowledge:write")
    assert not principal.may("user:write")
    assert pair.expires_in == 15 * 60


async def test_sign_in_keeps_no_secret_and_no_email_outside_the_users_row(
    platform: Platform, tenant: UUID, email: str
) -> None:
    pair = await platform.access.sign_in(email, PASSWORD)
    async with tenant_scope(tenant):
        user = await fetchrow("select * from users where email = $1", email)
        token = await fetchrow("select * from refresh_token")
    assert user is not None
    assert token is not None
    assert user["password_hash"].startswith("$argon2id$")
    assert user["last_sign_in_at"] is not None
    assert pair.refresh_token not in str(dict(token))
    log = await entries(tenant)
    assert log[0].action == "session.opened"
    assert log[0].actor_id == str(user["id"])
    assert email not in str(log)


@pytest.mark.parametrize("case", ["unknown", "wrong password", "inactive", "wrong tenant"])
async def test_sign_in_refuses_in_the_same_words_whatever_the_cause(
    platform: Platform, tenant: UUID, email: str, case: str
) -> None:
    slug = None
    if case == "inactive":
        user = next(u for u in await platform.access.users(tenant) if u.email == email)
        await platform.access.create_user(
            tenant, email=f"owner-{email}", password=PASSWORD, roles=["owner"]
        )
        await platform.access.update_user(tenant, user.id, active=False)
    if case == "wrong tenant":
        slug = (await platform.tenancy.create(f"t-{new_id()}")).slug
    with pytest.raises(NotSignedIn) as refused:
        await platform.access.sign_in(
            f"nobody-{new_id()}@example.org" if case == "unknown" else email,
            "not the password" if case == "wrong password" else PASSWORD,
            slug,
        )
    assert str(refused.value) == (
        "The email or the password is not right. "
        "If you belong to several organisations, name the organisation too."
    )


async def test_sign_in_failures_all_take_the_same_least_time(
    platform: Platform, email: str
) -> None:
    import time

    for address in (email, f"nobody-{new_id()}@example.org"):
        started = time.monotonic()
        with pytest.raises(NotSignedIn):
            await platform.access.sign_in(address, "not the password")
        assert time.monotonic() - started >= FAILURE_SECONDS


async def test_sign_in_failure_is_audited_without_the_email(
    platform: Platform, tenant: UUID, email: str
) -> None:
    with pytest.raises(NotSignedIn):
        await platform.access.sign_in(email, "not the password")
    newest = (await entries(tenant))[0]
    assert (newest.action, newest.outcome) == ("session.opened", "denied")
    assert email not in str(newest)
    assert (await verify(tenant)).ok


async def test_sign_in_with_an_email_of_two_tenants_needs_the_tenants_slug(
    platform: Platform, email: str
) -> None:
    other = await platform.tenancy.create(f"t-{new_id()}")
    await platform.access.ensure_builtin_roles(other.id)
    await platform.access.create_user(other.id, email=email, password="another good password")
    with pytest.raises(NotSignedIn):
        await platform.access.sign_in(email, "another good password")
    pair = await platform.access.sign_in(email, "another good password", other.slug)
    principal = await platform.access.principal_from_token(pair.access_token)
    assert principal.tenant_id == other.id


@pytest.mark.parametrize("bad", ["", "anna", "anna@", "a\u0000b@x.org", "a@b@c", "a\ud800@x.org"])
async def test_sign_in_refuses_what_is_no_email(platform: Platform, bad: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await platform.access.sign_in(bad, PASSWORD)
    assert refused.value.given is None


async def test_sign_in_is_slowed_after_too_many_guesses(platform: Platform) -> None:
    email = f"nobody-{new_id()}@example.org"
    for _ in range(LIMIT_ACCOUNT_FROM_ADDRESS):
        await platform.access.throttle.count(email, "192.0.2.7")
    with pytest.raises(TooManyRequests):
        await platform.access.sign_in(email, PASSWORD, address="192.0.2.7")


async def test_refresh_exchanges_a_token_once(platform: Platform, email: str) -> None:
    first = await platform.access.sign_in(email, PASSWORD)
    second = await platform.access.refresh(first.refresh_token)
    assert second.refresh_token != first.refresh_token
    third = await platform.access.refresh(second.refresh_token)
    assert (await platform.access.principal_from_token(third.access_token)).may("agent:write")


async def test_refresh_with_a_used_token_ends_the_whole_session(
    platform: Platform, tenant: UUID, email: str
) -> None:
    first = await platform.access.sign_in(email, PASSWORD)
    elsewhere = await platform.access.sign_in(email, PASSWORD)
    second = await platform.access.refresh(first.refresh_token)
    await _expect_ended(platform, first)
    await _expect_ended(platform, second)
    with pytest.raises(NotSignedIn):
        await platform.access.principal_from_token(second.access_token)
    assert (await entries(tenant))[0].action == "session.reused"
    await platform.access.refresh(elsewhere.refresh_token)


async def test_refresh_refuses_expired_and_unknown_tokens(
    platform: Platform, tenant: UUID, email: str
) -> None:
    pair = await platform.access.sign_in(email, PASSWORD)
    async with tenant_scope(tenant):
        await execute(
            "update refresh_token set expires_at = expires_at - $1::interval", timedelta(days=31)
        )
    await _expect_ended(platform, pair)
    for unknown in ("", "wtr_unknown", "\x00\ud800"):
        with pytest.raises(NotSignedIn):
            await platform.access.refresh(unknown)


async def test_sign_out_ends_the_access_token_too(platform: Platform, email: str) -> None:
    pair = await platform.access.sign_in(email, PASSWORD)
    await platform.access.sign_out(pair.refresh_token)
    await platform.access.sign_out(pair.refresh_token)
    await platform.access.sign_out("wtr_unknown")
    await _expect_ended(platform, pair)
    with pytest.raises(NotSignedIn):
        await platform.access.principal_from_token(pair.access_token)


async def _expect_ended(platform: Platform, pair: TokenPair) -> None:
    with pytest.raises(NotSignedIn):
        await platform.access.refresh(pair.refresh_token)
