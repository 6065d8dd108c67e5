"""Which permissions exist, who has which, and who may hand them on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import UUID

from wattos.access.schemas import PermissionSpec, Principal
from wattos.database import call, fetch, fetchval, new_id
from wattos.errors import Conflict, InvalidInput, NotPermitted

_NAME = re.compile(r"[a-z][a-z0-9_.-]*:[a-z][a-z0-9_.-]*")

OF_USER = """
    select distinct p.name
    from user_role ur
    join role r on r.id = ur.role_id
    join permission p on
        (r.builtin and (r.name = 'owner' or r.name = any(p.roles)))
        or exists (select 1 from role_permission rp
                   where rp.role_id = r.id and rp.permission = p.name)
    where ur.user_id = $1
"""
"""The permissions of user $1; what a built-in role holds is decided by the registry alone, so a
newly registered permission reaches every tenant at once."""


async def sync_permissions(specs: Iterable[PermissionSpec], *, plugin: str = "wattos") -> None:
    """Write the permissions of one owner (core or a plugin) to the registry; safe to repeat.

    Raises InvalidInput for a name that is not `resource:action` and Conflict when another owner
    has registered it: a plugin must not redefine a right it does not own.
    """
    for spec in specs:
        if not _NAME.fullmatch(spec.name):
            raise InvalidInput(
                "The permission's name cannot be used.",
                given=spec.name,
                expected="`resource:action` in small letters, such as `knowledge:write`",
            )
        written = await call(
            "insert into permission as p"
            " (id, name, description_de, description_en, plugin, roles)"
            " values ($1, $2, $3, $4, $5, $6) on conflict (name) do update set"
            " description_de = excluded.description_de, roles = excluded.roles,"
            " description_en = excluded.description_en where p.plugin = excluded.plugin"
            " returning p.id",
            *(new_id(), spec.name, spec.de, spec.en, plugin, list(spec.roles)),
        )
        if not written:
            raise Conflict(
                "The permission belongs to another plugin.",
                given=f"{spec.name} from {plugin}",
                hint="Choose a resource name of your own, such as the plugin's id.",
            )


async def registered_permissions() -> list[PermissionSpec]:
    """Every permission of this installation, by name."""
    rows = await call(
        "select name, description_de, description_en, roles from permission order by name"
    )
    return [
        PermissionSpec(
            name=row["name"],
            de=row["description_de"],
            en=row["description_en"],
            roles=tuple(row["roles"]),
        )
        for row in rows
    ]


async def permissions_of_user(user_id: UUID) -> frozenset[str]:
    """What a user of the open scope's tenant may do."""
    return frozenset(row["name"] for row in await fetch(OF_USER, user_id))


async def permissions_of_role(role_id: UUID) -> frozenset[str]:
    """What a role of the open scope's tenant allows."""
    rows = await fetch(
        "select p.name from role r join permission p on"
        " (r.builtin and (r.name = 'owner' or r.name = any(p.roles)))"
        " or exists (select 1 from role_permission rp"
        "            where rp.role_id = r.id and rp.permission = p.name)"
        " where r.id = $1",
        role_id,
    )
    return frozenset(row["name"] for row in rows)


def check_may_grant(by: Principal | None, permissions: Iterable[str]) -> None:
    """Raise NotPermitted unless `by` holds everything it hands on (None: the operator)."""
    if by is None:
        return
    missing = sorted(set(permissions) - by.permissions)
    if missing:
        raise NotPermitted(
            "Nobody can give or change rights beyond their own.",
            given=", ".join(missing),
            hint="Ask an owner of your organisation.",
        )


async def check_owner_remains() -> None:
    """Raise Conflict when no active owner is left; the scope then rolls back."""
    remains = await fetchval(
        "select exists (select 1 from user_role ur join role r on r.id = ur.role_id"
        " join users u on u.id = ur.user_id where r.builtin and r.name = 'owner' and u.active)"
    )
    if not remains:
        raise Conflict(
            "The organisation would be left without an owner.",
            hint="Make somebody else an owner first.",
        )
