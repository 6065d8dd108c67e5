"""Route guards: every route names a permission, asks for a sign-in, or says that it is public."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wattos.access.schemas import Principal, PrincipalKind
from wattos.errors import NotPermitted, NotSignedIn, WattosError

if TYPE_CHECKING:
    from litestar.connection import ASGIConnection
    from litestar.datastructures import State
    from litestar.handlers.base import BaseRouteHandler

    Connection = ASGIConnection[BaseRouteHandler, Principal | None, NotSignedIn | None, State]


class Guard:
    """A litestar guard of this room; the route tests look for instances of it."""

    __slots__ = ("kinds", "permission")

    def __init__(
        self, permission: str | None, kinds: frozenset[PrincipalKind] | None = None
    ) -> None:
        self.permission = permission
        self.kinds = kinds

    async def __call__(self, connection: Connection, _: BaseRouteHandler) -> None:
        """Let the request pass or raise NotSignedIn (401) or NotPermitted (403)."""
        principal = principal_of(connection)
        if self.kinds is not None and principal.kind not in self.kinds:
            raise NotPermitted(
                "This address is not meant for this kind of token.",
                given=principal.kind,
                expected=" or ".join(sorted(self.kinds)),
            )
        if self.permission is not None and not principal.may(self.permission):
            raise NotPermitted(
                f"The permission {self.permission} is missing.",
                expected=self.permission,
                hint="Ask an owner of your organisation for a role that holds it.",
            )


def requires(permission: str) -> Guard:
    """A guard that lets pass who holds `permission` (`resource:action`)."""
    return Guard(permission)


def requires_sign_in(*kinds: PrincipalKind) -> Guard:
    """A guard that lets pass any of `kinds` (users and service tokens when none is named)."""
    return Guard(None, frozenset(kinds or ("user", "service")))


def public(reason: str) -> dict[str, object]:
    """The `opt` of a route that anybody may call, with the reason why that is safe."""
    return {"public": True, "public_reason": reason}


def refuses(*errors: WattosError) -> dict[str, object]:
    """The `opt` of a route that may end in these errors too, for the API's documentation.

    What every route of its kind may answer (400, 401, 403, 404) needs no mention.
    """
    return {"refusals": errors}


def answers(example: str) -> dict[str, object]:
    """The `opt` of a route that answers text (a stream, a file), with an example of it."""
    return {"answer_example": example}


def principal_of(connection: Connection) -> Principal:
    """The verified principal of a request.

    Raises NotSignedIn, with the reason the presented token was refused, when there is none.
    """
    principal = connection.scope.get("user")
    if isinstance(principal, Principal):
        return principal
    refusal = connection.scope.get("auth")
    if isinstance(refusal, NotSignedIn):
        raise refusal
    raise NotSignedIn(
        "Nobody is signed in.",
        expected="an Authorization header with a bearer token",
        hint="Sign in with POST /api/auth/sign-in.",
    )
