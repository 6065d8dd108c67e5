"""Keys for model providers that a tenant brought itself: sealed, never shown again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from wattos.access import Actor, seal, unseal
from wattos.audit import record
from wattos.database import execute, fetch, fetchrow, new_id, tenant_scope, utcnow
from wattos.errors import ConfigurationError, NotFound
from wattos.llm.catalogue import Catalogue, close_provider, provider_of
from wattos.llm.endpoints import ProviderAccess
from wattos.llm.key_schemas import (
    ProviderKey,
    ProviderKeyChange,
    UnusableKey,
    check_provider,
    checked,
    last_four,
    needs_key,
)
from wattos.llm.provider import ModelProvider, UnusableProvider
from wattos.settings import Secret, Settings

_SYSTEM = Actor(kind="system", id="models")


class _Made(msgspec.Struct, frozen=True):
    """A provider with the row it was made from; another row makes another one."""

    row: tuple[object, ...]
    provider: ModelProvider


class ProviderKeys:
    """Stores tenants' keys and makes the providers that use them.

    The rows are read at every request, so that a change counts from the next request on; providers
    are kept, so that their connections stay open.
    """

    def __init__(self, settings: Settings, shared: Catalogue) -> None:
        self.shared = shared
        """What the installation itself offers to everybody."""
        self._settings = settings
        self._made: dict[tuple[UUID, str], _Made] = {}
        self._replaced: list[ModelProvider] = []

    async def list(self, tenant_id: UUID) -> list[ProviderKey]:
        """What may be told of the tenant's keys."""
        async with tenant_scope(tenant_id):
            rows = await fetch(
                "select provider, address, api_version, region, last_four, set_at, set_by "
                "from llm_provider_key order by provider"
            )
        return msgspec.convert([dict(row) for row in rows], list[ProviderKey])

    async def put(
        self,
        tenant_id: UUID,
        provider: str,
        change: ProviderKeyChange,
        *,
        actor: Actor = _SYSTEM,
    ) -> None:
        """Set or replace a provider's key.

        Raises `InvalidInput` (`UnusableKey`) for what cannot be used. A stored key stays with
        the address it was entered for: otherwise whoever may set an address could have it sent to
        one of their own.
        """
        check_provider(provider)
        given = checked(provider, change, self._settings)
        async with tenant_scope(tenant_id):
            stored = await fetchrow(
                "select sealed, address, last_four from llm_provider_key "
                "where provider = $1 for update",
                provider,
            )
            before = None if stored is None else dict(stored)
            sealed, shown = self._sealed(tenant_id, provider, given, before)
            await execute(
                "insert into llm_provider_key (id, tenant_id, provider, sealed, last_four, "
                "address, api_version, region, set_at, set_by) "
                "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
                "on conflict (tenant_id, provider) do update set sealed = excluded.sealed, "
                "last_four = excluded.last_four, address = excluded.address, "
                "api_version = excluded.api_version, region = excluded.region, "
                "set_at = excluded.set_at, set_by = excluded.set_by",
                *(new_id(), tenant_id, provider, sealed, shown),
                *(given.address, given.api_version, given.region, utcnow(), actor.id),
            )
            await _audit("provider_key.set", provider, actor, replaced=before is not None)

    def _sealed(
        self,
        tenant_id: UUID,
        provider: str,
        given: ProviderKeyChange,
        before: dict[str, Any] | None,
    ) -> tuple[bytes, str]:
        if given.key:
            key = Secret(given.key)
            sealed = seal(self._settings.secret_key, _place(tenant_id, provider), key)
            return sealed, last_four(given.key)
        same_address = before is not None and before["address"] == given.address
        if before is not None and before["sealed"] and same_address:
            return before["sealed"], before["last_four"]
        if not needs_key(provider):
            return b"", ""
        raise UnusableKey(
            "key",
            "key-missing",
            "The key is missing.",
            given=provider,
            expected="the provider's key; with another address it has to be entered again",
        )

    async def remove(self, tenant_id: UUID, provider: str, *, actor: Actor = _SYSTEM) -> None:
        """Forget a key; the installation's serves again, where there is one. Raises `NotFound`."""
        async with tenant_scope(tenant_id):
            gone = await fetchrow(
                "delete from llm_provider_key where provider = $1 returning id", provider
            )
            if gone is None:
                raise NotFound("There is no key of this provider.", given=provider[:80])
            await _audit("provider_key.removed", provider, actor)

    async def catalogue(self, tenant_id: UUID) -> Catalogue:
        """The providers of a tenant: its own before the installation's."""
        async with tenant_scope(tenant_id):
            rows = await fetch(
                "select provider, sealed, address, api_version, region from llm_provider_key"
            )
        own = {row["provider"]: self._provider(tenant_id, tuple(row.values())) for row in rows}
        for kept in [k for k in self._made if k[0] == tenant_id and k[1] not in own]:
            self._replaced.append(self._made.pop(kept).provider)
        return self.shared.of_tenant(tenant_id, own)

    def _provider(self, tenant_id: UUID, row: tuple[Any, ...]) -> ModelProvider:
        name = row[0]
        made = self._made.get((tenant_id, name))
        if made is not None and made.row == row:
            return made.provider
        if made is not None:
            # It may be answering somebody right now, so its connections stay open until the end.
            self._replaced.append(made.provider)
        provider = self._open(tenant_id, *row)
        self._made[tenant_id, name] = _Made(row, provider)
        return provider

    def _open(
        self, tenant_id: UUID, name: str, sealed: bytes, address: str, version: str, region: str
    ) -> ModelProvider:
        try:
            place = _place(tenant_id, name)
            key = unseal(self._settings.secret_key, place, sealed) if sealed else None
        except ConfigurationError:
            # Never the installation's key instead: it is somebody else's account.
            return UnusableProvider(name, "key-unreadable")
        access = ProviderAccess(
            provider=name,
            key=key,
            address=address,
            api_version=version or self._settings.azure_openai_api_version,
            region=region,
        )
        return provider_of(access, guard=self._settings)

    async def close(self) -> None:
        """Close the connections of every provider that was made."""
        for provider in (*self._replaced, *(made.provider for made in self._made.values())):
            await close_provider(provider)


def _place(tenant_id: UUID, provider: str) -> str:
    return f"provider-key:{tenant_id}:{provider}"


async def _audit(action: str, provider: str, actor: Actor, **detail: object) -> None:
    await record(
        action, actor=actor, resource="llm_provider_key", resource_id=provider, detail=detail
    )
