"""Users, roles, permissions and tokens: who asks, and what they may do.

A permission is `resource:action`; what no role grants is denied. Rights are read from the database
at every request, so taking one away works at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wattos.access.base import AuditRecorder
    from wattos.access.core_permissions import CORE_PERMISSIONS
    from wattos.access.expired import delete_expired
    from wattos.access.guards import (
        Guard,
        answers,
        principal_of,
        public,
        refuses,
        requires,
        requires_sign_in,
    )
    from wattos.access.invitations import PasswordLink, SessionInfo
    from wattos.access.links import AccessLink, LinkPurpose
    from wattos.access.middleware import BearerMiddleware
    from wattos.access.passwords import Passwords
    from wattos.access.schemas import (
        Actor,
        BuiltinRole,
        NewServiceToken,
        PermissionSpec,
        Principal,
        PrincipalKind,
        Role,
        ServiceToken,
        TokenPair,
        User,
    )
    from wattos.access.sealing import seal, unseal
    from wattos.access.secrets import hash_secret
    from wattos.access.service import Access
    from wattos.access.sessions import BROWSER_SECONDS
    from wattos.access.subjects import export_user, user_id_of
    from wattos.access.throttle import forget_attempts

__all__ = [
    "BROWSER_SECONDS",
    "CORE_PERMISSIONS",
    "Access",
    "AccessLink",
    "Actor",
    "AuditRecorder",
    "BearerMiddleware",
    "BuiltinRole",
    "Guard",
    "LinkPurpose",
    "NewServiceToken",
    "PasswordLink",
    "Passwords",
    "PermissionSpec",
    "Principal",
    "PrincipalKind",
    "Role",
    "ServiceToken",
    "SessionInfo",
    "TokenPair",
    "User",
    "answers",
    "delete_expired",
    "export_user",
    "forget_attempts",
    "hash_secret",
    "principal_of",
    "public",
    "refuses",
    "requires",
    "requires_sign_in",
    "seal",
    "unseal",
    "user_id_of",
]

_HOME_OF = {
    "BROWSER_SECONDS": "sessions",
    "CORE_PERMISSIONS": "core_permissions",
    "Access": "service",
    "AccessLink": "links",
    "LinkPurpose": "links",
    "PasswordLink": "invitations",
    "Passwords": "passwords",
    "SessionInfo": "invitations",
    "AuditRecorder": "base",
    "BearerMiddleware": "middleware",
    "Guard": "guards",
    "answers": "guards",
    "refuses": "guards",
    "delete_expired": "expired",
    "export_user": "subjects",
    "forget_attempts": "throttle",
    "hash_secret": "secrets",
    "principal_of": "guards",
    "public": "guards",
    "requires": "guards",
    "requires_sign_in": "guards",
    "seal": "sealing",
    "unseal": "sealing",
    "user_id_of": "subjects",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME_OF.get(name, 'schemas')}"), name)
