"""The vault: what was taken out, sealed with a key of the tenant, to be opened by a permission.

AES-256-GCM under a key derived (HKDF-SHA256) from the installation's secret key and the tenant's
id. The document and the entry's place are authenticated with it, so that no row can be moved.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from uuid import UUID

import msgspec

from wattos.database import (
    current_tenant_id,
    execute,
    executemany,
    fetch,
    fetchval,
    new_id,
    tenant_scope,
)
from wattos.errors import ConfigurationError, NotFound
from wattos.knowledge import PersonalType
from wattos.settings import Secret
from wattos_redaction.replacing import Taken

_NONCE_BYTES = 12


class Revealed(msgspec.Struct, frozen=True, kw_only=True):
    """A value that was taken out; `start` and `end` are those of its placeholder."""

    part: str
    """`text` or `title`."""
    type: PersonalType
    start: int
    end: int
    value: str


async def store(tenant_id: UUID, document_id: UUID, taken: Sequence[Taken], secret: Secret) -> None:
    """Keep what was taken out of a document in place of what its last version had."""
    key = vault_key(secret, tenant_id)
    rows = [
        (new_id(), tenant_id, document_id, place, item.part, item.type, item.start, item.end,
         seal(key, document_id, place, item.value))
        for place, item in enumerate(taken)
    ]  # fmt: skip
    async with tenant_scope(tenant_id):
        await execute(
            "delete from redaction where tenant_id = $1 and document_id = $2",
            tenant_id,
            document_id,
        )
        # A document that was deleted meanwhile takes nothing into the vault.
        await executemany(
            "insert into redaction (id, tenant_id, document_id, position, part, type, "
            "start_offset, end_offset, sealed) "
            "select $1, $2, $3, $4, $5, $6, $7, $8, $9 "
            "where exists (select from document where tenant_id = $2 and id = $3)",
            rows,
        )


async def reveal(document_id: UUID, secret: Secret) -> list[Revealed]:
    """What was taken out of a document, in order; inside a scope.

    Raises `NotFound` for an unknown document and `ConfigurationError` when the installation's
    secret key is not the one that sealed the entries.
    """
    tenant_id = current_tenant_id()
    if not await fetchval(
        "select true from document where tenant_id = $1 and id = $2", tenant_id, document_id
    ):
        raise NotFound("There is no such document.", given=document_id)
    rows = await fetch(
        "select position, part, type, start_offset, end_offset, sealed from redaction "
        "where tenant_id = $1 and document_id = $2 order by position",
        tenant_id,
        document_id,
    )
    key = vault_key(secret, tenant_id)
    return [
        Revealed(
            part=row["part"],
            type=row["type"],
            start=row["start_offset"],
            end=row["end_offset"],
            value=unseal(key, document_id, row["position"], row["sealed"]),
        )
        for row in rows
    ]


def vault_key(secret: Secret, tenant_id: UUID) -> bytes:
    """The 32-byte key of a tenant's entries."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    derivation = HKDF(
        algorithm=SHA256(), length=32, salt=tenant_id.bytes, info=b"wattos_redaction vault 1"
    )
    return derivation.derive(secret.reveal().encode())


def seal(key: bytes, document_id: UUID, position: int, value: str) -> bytes:
    """The value encrypted, its nonce in front."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, value.encode(), _place(document_id, position))


def unseal(key: bytes, document_id: UUID, position: int, sealed: bytes) -> str:
    """The value again; raises `ConfigurationError` under another key."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce, encrypted = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        return AESGCM(key).decrypt(nonce, encrypted, _place(document_id, position)).decode()
    except InvalidTag:
        raise ConfigurationError(
            "The vault's entry cannot be opened.",
            expected="the WATTOS_SECRET_KEY under which the document was read in",
            hint="Set that key again, or read the document in once more.",
        ) from None


def _place(document_id: UUID, position: int) -> bytes:
    return document_id.bytes + position.to_bytes(4, "big")
