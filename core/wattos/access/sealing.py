"""Secrets that have to be used again, sealed for the database.

AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce, under a key derived from the
installation's secret. The place of a value is authenticated with it: a row that was copied to
another tenant or another purpose cannot be opened there.
"""

from __future__ import annotations

import secrets

from wattos.access.secrets import derive_key
from wattos.errors import ConfigurationError
from wattos.settings import Secret

_NONCE_BYTES = 12


def seal(secret_key: Secret | None, place: str, value: Secret) -> bytes:
    """The value encrypted for `place`, such as "provider-key:<tenant>:openai"; nonce in front.

    Raises ConfigurationError without a secret key.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(_NONCE_BYTES)
    cipher = AESGCM(derive_key(secret_key, "sealed values"))
    return nonce + cipher.encrypt(nonce, value.reveal().encode(), place.encode())


def unseal(secret_key: Secret | None, place: str, sealed: bytes) -> Secret:
    """The value again; raises ConfigurationError under another key or for another place."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce, encrypted = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    cipher = AESGCM(derive_key(secret_key, "sealed values"))
    try:
        return Secret(cipher.decrypt(nonce, encrypted, place.encode()).decode())
    except (InvalidTag, ValueError):
        raise ConfigurationError(
            "A stored secret cannot be opened.",
            expected="the WATTOS_SECRET_KEY under which it was stored",
            hint="Set that key again, or enter the secret anew.",
        ) from None
