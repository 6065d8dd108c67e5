from __future__ import annotations

from uuid import UUID

from wattos.database import tenant_scope
from wattos.delivery import Inbox
from wattos.tenancy import Tenancy


async def test_inbox_takes_a_message_once(tenant: UUID) -> None:
    async with tenant_scope(tenant):
        first, is_new = await Inbox().accept("slack", "Ev1", {"text": "hello"})
        again, is_again_new = await Inbox().accept("slack", "Ev1", {"text": "hello"})
        other, _ = await Inbox().accept("telegram", "Ev1", {"text": "hello"})
    assert (is_new, is_again_new) == (True, False)
    assert first == again
    assert other != first


async def test_inbox_of_another_tenant_takes_the_same_id(tenant: UUID) -> None:
    neighbour = (await Tenancy().create(f"n-{tenant.hex[-12:]}")).id
    for tenant_id in (tenant, neighbour):
        async with tenant_scope(tenant_id):
            _, is_new = await Inbox().accept("slack", "Ev1", {})
        assert is_new
