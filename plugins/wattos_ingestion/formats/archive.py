"""Office files are ZIP archives: what they hold is checked before anything is unpacked."""

from __future__ import annotations

import io
import zipfile

from wattos.knowledge import DocumentError, old_format
from wattos_ingestion.source import Source

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = 0x1
_MAX_MEMBERS = 20_000
_MAX_RATIO = 200  # real office files reach about 50; a run of one byte packs 1,000 to 1
_HARMLESS = 10_000_000  # bytes: whatever its ratio, this much is read in a moment


def beyond(reason: str, given: int, allowed: int) -> DocumentError:
    """The error for a file with more of something than may be."""
    return DocumentError(
        reason,
        {
            "de": f"Gefunden wurden {given}, erlaubt sind {allowed}.",
            "en": f"{given} were found, {allowed} are allowed.",
        },
    )


def check_office(source: Source) -> None:
    """Refuse what is no readable file of Office Open XML or OpenDocument.

    The sizes that an archive states bind its reader: `zipfile` unpacks no more than that.
    Raises `DocumentError`: "password-protected", "old-format" (the binary ones before 2007),
    "unpacks-too-large", "unreadable".
    """
    data = source.data
    if data.startswith(_OLE):  # Office encrypts into an OLE container; old .doc files are one too
        protected = "EncryptedPackage".encode("utf-16-le") in data
        raise DocumentError("password-protected") if protected else old_format(source.url)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise DocumentError("unreadable") from error
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise DocumentError("password-protected")
    unpacked = sum(member.file_size for member in members)
    is_bomb = unpacked > _HARMLESS and unpacked > _MAX_RATIO * len(data)
    if unpacked > source.limits.max_unpacked_bytes or is_bomb or len(members) > _MAX_MEMBERS:
        raise DocumentError(
            "unpacks-too-large",
            {
                "de": f"Entpackt sind es {unpacked // 1_000_000} MB in {len(members)} Teilen.",
                "en": f"Unpacked, it is {unpacked // 1_000_000} MB in {len(members)} members.",
            },
        )
