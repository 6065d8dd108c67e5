"""Users, roles, permissions and tokens: who asks, and what they may do.

A permission is `resource:action`; what no role grants is denied.
"""

from wattos.access.guards import Guard, principal_of, public, requires, requires_sign_in
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

__all__ = [
    "Actor",
    "BuiltinRole",
    "Guard",
    "NewServiceToken",
    "PermissionSpec",
    "Principal",
    "PrincipalKind",
    "Role",
    "ServiceToken",
    "TokenPair",
    "User",
    "principal_of",
    "public",
    "requires",
    "requires_sign_in",
]
