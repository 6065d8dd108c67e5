"""The access room's service: everything about who may do what, in one object a process."""

from __future__ import annotations

from collections.abc import Iterable

from wattos.access.invitations import Invitations
from wattos.access.memberships import Memberships
from wattos.access.principals import Principals
from wattos.access.rights import registered_permissions, sync_permissions
from wattos.access.roles import Roles
from wattos.access.schemas import PermissionSpec
from wattos.access.service_tokens import ServiceTokens


class Access(Invitations, Principals, Roles, ServiceTokens, Memberships):
    """Sessions, links, invitations, principals, users, roles, service tokens and team memberships.

    `Access(settings, record, narrow)`: `record` is `wattos.audit.record`, `narrow` asks plugins.
    The settings must carry a secret key of at least 32 characters, else ConfigurationError is
    raised.
    """

    async def sync_permissions(
        self, specs: Iterable[PermissionSpec], *, plugin: str = "wattos"
    ) -> None:
        """Register the permissions of core or of one plugin; built-in roles follow at once."""
        await sync_permissions(specs, plugin=plugin)

    async def permissions(self) -> list[PermissionSpec]:
        """Every registered permission, by name."""
        return await registered_permissions()
