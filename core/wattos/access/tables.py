"""Tables of the access room; `migrations/access` creates them and says how they hang together."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Array, Boolean, Integer, Text, Timestamptz

from wattos.database import GlobalTable, TenantTable


class User(TenantTable, tablename="users"):
    """A person who can sign in; the email is unique in the tenant and kept in small letters."""

    email = Text()
    name = Text()
    password_hash = Text(secret=True)
    language = Text(default="de")
    active = Boolean(default=True)
    last_sign_in_at = Timestamptz(null=True, default=None)


class Role(TenantTable, tablename="role"):
    """A set of permissions; a built-in one takes them from the registry by its name."""

    name = Text()
    description = Text()
    builtin = Boolean(default=False)


class Permission(GlobalTable, tablename="permission"):
    """A right that some room or plugin of this installation has registered."""

    name = Text(unique=True)
    description_de = Text()
    description_en = Text()
    plugin = Text()
    roles = Array(base_column=Text())


class RolePermission(TenantTable, tablename="role_permission"):
    """A permission that a role of the tenant's own holds."""

    role_id = UUID(default=None)
    permission = Text()


class UserRole(TenantTable, tablename="user_role"):
    """A role that a user has."""

    user_id = UUID(default=None)
    role_id = UUID(default=None)


class TeamMembership(TenantTable, tablename="team_membership"):
    """A user's place in a team."""

    team_id = UUID(default=None)
    user_id = UUID(default=None)


class RefreshToken(TenantTable, tablename="refresh_token"):
    """One link of a session: `family_id` is the session, `used_at` says it was exchanged."""

    user_id = UUID(default=None)
    family_id = UUID(default=None)
    token_hash = Text(secret=True, unique=True)
    expires_at = Timestamptz(default=None)
    used_at = Timestamptz(null=True, default=None)
    revoked_at = Timestamptz(null=True, default=None)


class ServiceToken(TenantTable, tablename="service_token"):
    """A program's key, limited to the permissions listed in it."""

    name = Text()
    token_hash = Text(secret=True, unique=True)
    permissions = Array(base_column=Text())
    expires_at = Timestamptz(null=True, default=None)
    revoked_at = Timestamptz(null=True, default=None)
    created_by = UUID(null=True, default=None)


class SignInAttempt(GlobalTable, tablename="sign_in_attempt"):
    """How often a keyed hash of an email or address tried to sign in during its window."""

    key_hash = Text(unique=True)
    attempts = Integer()
    window_started_at = Timestamptz(default=None)


class AccessLink(TenantTable, tablename="access_link"):
    """A link that lets somebody in: once (sign-in, invitation, reset) or for a while (preview)."""

    purpose = Text()
    user_id = UUID(null=True, default=None)
    token_hash = Text(secret=True, unique=True)
    detail = JSONB()
    expires_at = Timestamptz(default=None)
    used_at = Timestamptz(null=True, default=None)
