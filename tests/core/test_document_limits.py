"""The limits on documents as settings."""

from __future__ import annotations

import pytest

from wattos.errors import ConfigurationError
from wattos.settings import DocumentLimits, load_settings


def test_limits_are_read_from_the_environment() -> None:
    settings = load_settings(
        {
            "WATTOS_MAX_DOCUMENT_BYTES": "1",
            "WATTOS_MAX_DOCUMENT_PAGES": "2",
            "WATTOS_MAX_DOCUMENT_CELLS": "3",
            "WATTOS_MAX_UNPACKED_BYTES": "4",
            "WATTOS_MAX_TEXT_BYTES": "5",
            "WATTOS_DOCUMENT_MEMORY_BYTES": "6",
            "WATTOS_DOCUMENT_SECONDS": "7",
        }
    )
    assert settings.max_document_bytes == 1
    assert settings.document_limits == DocumentLimits(
        max_pages=2,
        max_cells=3,
        max_unpacked_bytes=4,
        max_text_bytes=5,
        memory_bytes=6,
        seconds=7,
    )


def test_limits_have_defaults() -> None:
    assert load_settings({}).document_limits == DocumentLimits()


def test_limit_that_is_no_number_is_named() -> None:
    with pytest.raises(ConfigurationError, match="WATTOS_DOCUMENT_SECONDS"):
        load_settings({"WATTOS_DOCUMENT_SECONDS": "a minute"})
