"""Office archives are refused before they are unpacked."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.plugins.wattos_ingestion import files
from wattos.knowledge import DocumentError
from wattos.settings import DocumentLimits
from wattos_ingestion.formats.archive import check_office
from wattos_ingestion.source import Source


def reason_of(data: bytes, limits: DocumentLimits | None = None) -> str:
    with pytest.raises(DocumentError) as raised:
        check_office(Source(data=data, limits=limits or DocumentLimits()))
    return raised.value.reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (files.encrypted_office(), "password-protected"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old .doc", "old-format"),
        (b"no zip", "unreadable"),
        (b"", "unreadable"),
        (files.docx()[:-100], "unreadable"),
    ],
    ids=["encrypted", "before 2007", "no zip", "empty", "cut off"],
)
def test_file_that_is_no_office_archive_says_why(data: bytes, reason: str) -> None:
    assert reason_of(data) == reason


def test_archive_that_unpacks_to_more_than_allowed_is_refused() -> None:
    data = files.docx()
    unpacked = sum(each.file_size for each in zipfile.ZipFile(io.BytesIO(data)).infolist())
    check_office(Source(data=data, limits=DocumentLimits(max_unpacked_bytes=unpacked)))
    limits = DocumentLimits(max_unpacked_bytes=unpacked - 1)
    assert reason_of(data, limits) == "unpacks-too-large"


def test_members_count_together() -> None:
    data = files.zip_of(600_000, times=3)
    assert reason_of(data, DocumentLimits(max_unpacked_bytes=1_500_000)) == "unpacks-too-large"


def test_archive_of_one_repeated_byte_is_a_bomb_below_the_limit_too() -> None:
    assert reason_of(files.zip_of(20_000_000)) == "unpacks-too-large"


def test_archive_of_very_many_members_is_refused() -> None:
    assert reason_of(files.zip_of(1, times=20_001)) == "unpacks-too-large"


def test_archive_with_encrypted_members_is_password_protected() -> None:
    data = bytearray(files.zip_of(10))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert reason_of(bytes(data)) == "password-protected"
