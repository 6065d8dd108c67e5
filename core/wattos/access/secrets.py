"""Random secrets, and keys derived from the installation's one secret."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from wattos.errors import ConfigurationError
from wattos.settings import Secret

SERVICE_TOKEN_PREFIX = "wts_"  # noqa: S105 - public, marks what follows as secret
REFRESH_TOKEN_PREFIX = "wtr_"  # noqa: S105 - see above


def new_secret(prefix: str) -> str:
    """A secret of 256 random bits; the prefix lets secret scanners and people recognise it."""
    return prefix + secrets.token_urlsafe(32)


def hash_secret(secret: str) -> str:
    """SHA-256 (hex) of a *random* secret, for look-ups; passwords go through argon2 instead."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def derive_key(secret_key: Secret | None, purpose: str) -> bytes:
    """A 32-byte key for one purpose, so that no two uses share one (HMAC-SHA-256 as a PRF).

    Raises ConfigurationError when the installation has no secret or a guessable one.
    """
    if secret_key is None or len(secret_key.reveal()) < 32:
        raise ConfigurationError(
            "The installation's secret key is missing or too short.",
            expected="at least 32 characters",
            hint="Set WATTOS_SECRET_KEY, for example to the output of `openssl rand -hex 32`.",
        )
    return hmac.digest(secret_key.reveal().encode(), purpose.encode(), "sha256")
