"""Signed tokens: access tokens of users and tokens of visitors (JWT, RFC 7519, HS256)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import UUID

import jwt
import msgspec

from wattos.access.secrets import derive_key
from wattos.errors import NotSignedIn
from wattos.settings import Secret

ISSUER = "wattos"
AUDIENCE = "wattos"
ACCESS_TOKEN_SECONDS = 15 * 60


class Claims(msgspec.Struct, frozen=True, kw_only=True):
    """What a verified token says."""

    sub: str
    """The user's UUID, or the visitor's id."""
    tid: UUID
    """The tenant."""
    typ: Literal["access", "visitor"]
    sid: UUID | None = None
    """The session (refresh family) of an access token: signing out ends it at once."""
    key: str | None = None
    """The widget key of a visitor token."""
    lang: str = "de"


class TokenSigner:
    """Issues and reads tokens with a key derived from the installation's secret."""

    def __init__(self, secret_key: Secret | None) -> None:
        self._key = derive_key(secret_key, "jwt")

    def issue(self, claims: Claims, *, lifetime: timedelta) -> str:
        """A token that says `claims` and is valid for `lifetime` from now."""
        now = datetime.now(UTC)
        payload = {
            **msgspec.to_builtins(claims),
            "iss": ISSUER,
            "aud": AUDIENCE,
            "iat": now,
            "exp": now + lifetime,
        }
        return jwt.encode(payload, self._key, algorithm="HS256")

    def read(self, token: str, *, expired_for: timedelta = timedelta()) -> Claims:
        """The claims of a token; raises NotSignedIn when it is expired, forged or another's.

        For what only renews a token it may have expired a while ago.
        """
        try:
            payload = jwt.decode(
                token,
                self._key,
                algorithms=["HS256"],
                audience=AUDIENCE,
                issuer=ISSUER,
                leeway=expired_for,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
            return msgspec.convert(payload, Claims)
        except jwt.ExpiredSignatureError as error:
            raise NotSignedIn(
                "The token has expired.",
                hint="Renew it with POST /api/auth/refresh, or sign in again.",
            ) from error
        except (jwt.InvalidTokenError, msgspec.ValidationError) as error:
            raise NotSignedIn(
                "The token is not valid here.", expected="a token that this installation issued"
            ) from error
