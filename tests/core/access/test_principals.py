"""From tokens to principals."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import jwt
import pytest

from wattos.access import Access, Principal, TokenPair
from wattos.audit import record
from wattos.database import execute, new_id, tenant_scope, utcnow
from wattos.errors import ConfigurationError, InvalidInput, NotPermitted, NotSignedIn
from wattos.platform import Platform
from wattos.settings import Secret, Settings

SignInAs = Callable[..., Awaitable[tuple[Principal, TokenPair]]]


async def test_principal_loses_a_right_at_once(
    platform: Platform, tenant: UUID, sign_in_as: SignInAs
) -> None:
    principal, pair = await sign_in_as("editor", "viewer")
    assert principal.user_id is not None
    await platform.access.create_user(
        tenant, email="owner@example.org", password="a long password", roles=["owner"]
    )
    await platform.access.remove_role(tenant, principal.user_id, "editor")
    again = await platform.access.principal_from_token(pair.access_token)
    assert principal.may("knowledge:write")
    assert not again.may("knowledge:write")
    assert again.may("knowledge:read")


async def test_principal_of_user_follows_the_rights_of_the_moment(
    platform: Platform, tenant: UUID, sign_in_as: SignInAs
) -> None:
    principal, _ = await sign_in_as("editor")
    assert principal.user_id is not None
    assert await platform.access.principal_of_user(tenant, principal.user_id) == principal
    await sign_in_as("owner")
    await platform.access.update_user(tenant, principal.user_id, active=False)
    for user_id in (principal.user_id, new_id()):
        with pytest.raises(NotPermitted):
            await platform.access.principal_of_user(tenant, user_id)


async def test_principal_of_a_user_without_roles_may_nothing(sign_in_as: SignInAs) -> None:
    principal, _ = await sign_in_as()
    assert principal.permissions == frozenset()


async def test_visitor_token_carries_the_visitor_and_no_permission(
    platform: Platform, tenant: UUID
) -> None:
    key = new_id()
    token = platform.access.issue_visitor_token(tenant, "visitor-7", key, 5, language="tr")
    principal = await platform.access.principal_from_token(token)
    assert principal == Principal(
        tenant_id=tenant, kind="visitor", id="visitor-7", language="tr", key_id=str(key)
    )
    assert (principal.visitor_id, principal.user_id) == ("visitor-7", None)


async def test_visitor_token_expires(platform: Platform, tenant: UUID) -> None:
    token = platform.access.issue_visitor_token(tenant, "visitor-7", new_id(), -1)
    with pytest.raises(NotSignedIn, match="expired"):
        await platform.access.principal_from_token(token)


async def test_token_of_another_installation_is_refused(platform: Platform, tenant: UUID) -> None:
    other = Access(Settings(secret_key=Secret("o" * 32)), record)
    token = other.issue_visitor_token(tenant, "visitor-7", new_id())
    with pytest.raises(NotSignedIn):
        await platform.access.principal_from_token(token)


async def test_token_without_signature_is_refused(platform: Platform, tenant: UUID) -> None:
    token = platform.access.issue_visitor_token(tenant, "visitor-7", new_id())
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["iss"] == claims["aud"] == "wattos"
    assert claims["typ"] == "visitor"
    for forged in (jwt.encode(claims, "", algorithm="none"), token[:-4] + "AAAA", "", "a.b.c"):
        with pytest.raises(NotSignedIn):
            await platform.access.principal_from_token(forged)


def test_access_refuses_a_guessable_secret_key() -> None:
    for key in (None, Secret("short")):
        with pytest.raises(ConfigurationError):
            Access(Settings(secret_key=key), record)


async def test_service_token_may_only_what_is_written_into_it(
    platform: Platform, tenant: UUID
) -> None:
    made = await platform.access.create_service_token(
        tenant, name="import", permissions=["knowledge:write"]
    )
    assert made.secret.startswith("wts_")
    principal = await platform.access.principal_from_token(made.secret)
    assert (principal.kind, principal.tenant_id) == ("service", tenant)
    assert principal.permissions == {"knowledge:write"}
    assert made.secret not in str(await platform.access.service_tokens(tenant))


async def test_service_token_ends_by_revocation_and_by_date(
    platform: Platform, tenant: UUID
) -> None:
    permissions = ["knowledge:write"]
    revoked = await platform.access.create_service_token(tenant, name="a", permissions=permissions)
    dated = await platform.access.create_service_token(
        tenant, name="b", permissions=permissions, expires_at=utcnow() + timedelta(hours=1)
    )
    await platform.access.revoke_service_token(tenant, revoked.token.id)
    await platform.access.principal_from_token(dated.secret)
    async with tenant_scope(tenant):
        await execute("update service_token set expires_at = now() - interval '1 second'")
    for secret in (revoked.secret, dated.secret, "wts_unknown"):
        with pytest.raises(NotSignedIn):
            await platform.access.principal_from_token(secret)


async def test_service_token_cannot_hold_more_than_its_maker(
    platform: Platform, tenant: UUID, sign_in_as: SignInAs
) -> None:
    viewer, _ = await sign_in_as("viewer")
    with pytest.raises(NotPermitted):
        await platform.access.create_service_token(
            tenant, name="a", permissions=["knowledge:write"], by=viewer
        )
    for useless in ([], ["no:such_permission"]):
        with pytest.raises(InvalidInput):
            await platform.access.create_service_token(tenant, name="a", permissions=useless)
