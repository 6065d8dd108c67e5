"""What the parts of the access service share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol
from uuid import UUID

from wattos.access.passwords import Passwords
from wattos.access.schemas import Actor, Principal
from wattos.access.throttle import Throttle
from wattos.access.tokens import TokenSigner
from wattos.settings import Settings


class AuditRecorder(Protocol):
    """Appends to the audit chain of the open scope, as `wattos.audit.record` does.

    The audit room stands above this one, so the platform hands its function in.
    """

    async def __call__(
        self,
        action: str,
        *,
        actor: Actor,
        resource: str,
        resource_id: UUID | str | None = None,
        outcome: str = "ok",
        detail: Mapping[str, object] | None = None,
    ) -> None: ...


Narrow = Callable[[Principal], Awaitable[Principal]]
"""Takes permissions from a principal that its roles grant; the plugins' `permission_allowed`."""


class AccessBase:
    """Keys, password hashing and the audit chain, made once a process."""

    def __init__(
        self,
        settings: Settings,
        record: AuditRecorder,
        narrow: Narrow | None = None,
        *,
        passwords: Passwords | None = None,
    ) -> None:
        self.record = record
        self._narrow = narrow
        self._signer = TokenSigner(settings.secret_key)
        self.throttle = Throttle(settings.secret_key)
        self._passwords = passwords or Passwords()

    async def narrowed(self, principal: Principal) -> Principal:
        """The principal with what its roles grant and nobody refuses."""
        return principal if self._narrow is None else await self._narrow(principal)


def actor_of(by: Principal | None) -> Actor:
    """Who acts: the principal, or the operator of the server (command line, set-up)."""
    return Actor(kind="system", id="operator") if by is None else by.actor
