"""People with roles, signed in for real."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest

from wattos.access import Principal, TokenPair
from wattos.database import new_id
from wattos.platform import Platform
from wattos.testing import PASSWORD

SignedIn = tuple[Principal, TokenPair]
SignInAs = Callable[..., Awaitable[SignedIn]]


@pytest.fixture
def sign_in_as(platform: Platform, tenant: UUID) -> SignInAs:
    """Make a user of the tenant with these roles, sign them in, give principal and tokens."""

    async def make(*roles: str) -> SignedIn:
        email = f"{new_id()}@example.org"
        await platform.access.create_user(tenant, email=email, password=PASSWORD, roles=roles)
        pair = await platform.access.sign_in(email, PASSWORD)
        return await platform.access.principal_from_token(pair.access_token), pair

    return make
